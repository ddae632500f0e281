import assert from 'node:assert/strict';
import { test } from 'node:test';
import { empty } from '../../book/web/page-state.ts';
import type { PageState } from '../../book/web/page-state.ts';
import { next, standing } from '../../book/web/standing.ts';
import type { UnitFacts } from '../../book/web/standing.ts';

const DIGEST = 'a'.repeat(12);
const UNIT: UnitFacts = {
  id: 'u',
  page: 'learn/u',
  title: 'U',
  url: 'learn/u.html',
  minutes: 60,
  before: [],
  tasks: [
    { id: 'one', title: 'One', points: 4, checks: DIGEST },
    { id: 'two', title: 'Two', points: 6, checks: DIGEST },
  ],
  quizzes: [{ id: 'why', right: 0 }],
  board: true,
};
const state = (part: Partial<PageState>): PageState => ({ ...empty(), ...part });
const run = { uno: { unit: 'u', board: 'Uno', when: '2027-03-01', figures: [] } };

test('a unit is done when its checks pass, its quizzes are answered right and its board has run', () => {
  const passed = { one: { checks: DIGEST, points: 4 }, two: { checks: DIGEST, points: 6 } };
  assert.equal(standing(UNIT, state({})).status, 'new');
  assert.equal(standing(UNIT, state({ passed, quiz: { why: 0 } })).status, 'begun');
  assert.equal(standing(UNIT, state({ passed, boards: run })).status, 'begun');
  assert.equal(standing(UNIT, state({ passed, quiz: { why: 1 }, boards: run })).status, 'begun');
  assert.deepEqual(standing(UNIT, state({ passed, quiz: { why: 0 }, boards: run })), {
    points: 10, of: 10, tasksDone: 2, quizzesRight: 1, boardRun: true, status: 'done',
  });
});

test('points of other checks do not count, and never more than a task has', () => {
  const passed = { one: { checks: 'b'.repeat(12), points: 4 }, two: { checks: DIGEST, points: 99 } };
  assert.equal(standing(UNIT, state({ passed })).points, 6);
});

test('an answered recall question alone does not begin a unit', () => {
  assert.equal(standing(UNIT, state({ recall: { bowl: { box: 0, answered: '2027-03-01' } } })).status, 'new');
});

test('the unit to go on with is one that is begun, else the first whose units before are done', () => {
  const unit = (id: string, ...before: string[]): UnitFacts => ({ ...UNIT, id, before });
  const units = [unit('c', 'b'), unit('a', 'what a sum is'), unit('b', 'a')];
  const status: Record<string, 'new' | 'begun' | 'done'> = { a: 'new', b: 'new', c: 'new' };
  const go = () => next(units, ({ id }) => status[id]!)?.id;
  assert.equal(go(), 'a');
  status.a = 'done';
  assert.equal(go(), 'b');
  status.c = 'begun';
  assert.equal(go(), 'c');
  status.b = status.c = 'done';
  assert.equal(go(), undefined);
});
