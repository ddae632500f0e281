import { element, find } from './dom.ts';
import { readExercise, withEdits } from './notebook.ts';
import type { Exercise, Notebook } from './notebook.ts';
import { Progress } from './progress.ts';
import { Submit } from './submit.ts';
import { TaskCell } from './task-cell.ts';

/** Brings the tasks of an exercise to life and hands out the notebook with the reader's code in it. */
export function mountExercise(root: HTMLElement): void {
  const unit = root.dataset.unit!;
  const original = find<HTMLAnchorElement>(root, 'a[download]');
  const load = once(() => fetchNotebook(original.href));
  const exercise = async (): Promise<Exercise> => readExercise(await load());

  const roots = [...document.querySelectorAll<HTMLElement>(`[data-widget="task"][data-unit="${unit}"]`)];
  const progress = new Progress();
  const answers = root.dataset.solutions;
  const tasks: TaskCell[] = roots.map((task, at) => new TaskCell(task, { unit, at, exercise, progress, answers, above: () => tasks.slice(0, at) }));
  progress.update();

  const status = element('span', { role: 'status', class: 'toolbar-status' });
  const edited = element('button', { type: 'button', class: 'widget-button' }, 'Download the notebook with your code');
  const withCode = async () => withEdits(await load(), new Map(tasks.map((task) => [task.id, task.text])));
  edited.addEventListener('click', () => {
    withCode()
      .then((notebook) => save(`${unit}.ipynb`, notebook))
      .catch((problem: unknown) => {
        status.textContent = `The notebook did not load: ${String(problem)}`;
      });
  });
  original.textContent = 'Download the original';
  const submit = new Submit(unit, withCode, (notebook) => save(`${unit}.ipynb`, notebook));
  find(root, '.exercise-actions').prepend(submit.button, ' ', edited, ' ');
  find(root, '.exercise-actions').append(status);
  find(root, '.exercise-actions').after(submit.told);
  find(root, '.exercise-actions').before(progress.root);
}

/** Keeps what a load returned; a load that failed is tried again. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= load().catch((problem: unknown) => {
      result = undefined;
      throw problem;
    });
    return result;
  };
}

async function fetchNotebook(url: string): Promise<Notebook> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the site answered ${answer.status}`);
  return (await answer.json()) as Notebook;
}

function save(name: string, notebook: Notebook): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(notebook, null, 1)}\n`], { type: 'application/x-ipynb+json' }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
