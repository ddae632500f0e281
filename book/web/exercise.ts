import { button, find } from './dom.ts';
import { readExercise, withEdits } from './notebook.ts';
import type { Exercise, Notebook } from './notebook.ts';
import { Notice } from './notice.ts';
import { Progress } from './progress.ts';
import { saveNotebook } from './save.ts';
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

  const notice = new Notice();
  const withCode = async () => withEdits(await load(), new Map(tasks.map((task) => [task.id, task.text])));
  const save = (notebook: Notebook) => saveNotebook(`${unit}.ipynb`, notebook);
  const download = button('Download the notebook with your code', () => {
    withCode().then(save, (problem: unknown) => notice.say(`The notebook did not load: ${String(problem)}`));
  });
  const reset = button('Reset all tasks', () => {
    const undos = tasks.map((task) => task.reset());
    notice.offerUndo('All tasks are back to the original.', () => {
      for (const undo of undos) undo();
      notice.say('Your code is back; check it again for its points.');
      reset.focus();
    });
  });
  original.textContent = 'Download the original';
  const submit = new Submit(unit, withCode, save);
  const actions = find(root, '.exercise-actions');
  actions.prepend(submit.button, ' ', download, ' ');
  actions.append(reset, notice.root);
  actions.after(submit.told);
  actions.before(progress.root);
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
