import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readExercise, sourceOf, withEdits } from '../../book/web/notebook.ts';
import type { Notebook } from '../../book/web/notebook.ts';

const file = new URL('../../exercises/linear-regression/linear-regression.ipynb', import.meta.url);
const notebook = JSON.parse(readFileSync(file, 'utf8')) as Notebook;

test('an exercise has its set-up before its tasks, and every check belongs to the task above it', () => {
  const { setup, tasks } = readExercise(notebook);
  assert.equal(setup.length, 1);
  assert.deepEqual(
    tasks.map((task) => task.id),
    ['mean-squared-error', 'gradient', 'normal-equation', 'fixed-point'],
  );
  for (const task of tasks) {
    assert.ok(task.checks.length >= 1);
    for (const check of task.checks) assert.ok(check.id.startsWith(`${task.id}-check-`), check.id);
  }
  assert.equal(tasks[0]?.checks[0]?.title, 'By hand');
});

test('edits replace the source of solution cells and of nothing else', () => {
  const edited = withEdits(notebook, new Map([['gradient', 'a = 1\nb = 2\n']]));
  const changed = edited.cells.filter((cell, at) => cell !== notebook.cells[at]);
  assert.equal(changed.length, 1);
  assert.equal(changed[0]?.metadata.nbgrader?.grade_id, 'gradient');
  assert.deepEqual(changed[0]?.source, ['a = 1\n', 'b = 2\n']);
  assert.equal(sourceOf(changed[0]!), 'a = 1\nb = 2\n');
  assert.equal(edited.nbformat, notebook.nbformat);
});
