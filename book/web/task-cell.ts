import { Answer } from './answer.ts';
import { CodeCell } from './code-cell.ts';
import { button, element, find } from './dom.ts';
import { offerHintsInTurn } from './hints.ts';
import { kernel } from './kernel.ts';
import type { Outcome } from './kernel.ts';
import type { Check, Exercise } from './notebook.ts';
import { errorBox, Output } from './output.ts';
import type { Progress } from './progress.ts';
import { digest, keep, recall } from './storage.ts';
import { Toolbar } from './toolbar.ts';
import { ENOUGH, Tries } from './tries.ts';

export interface TaskOptions {
  unit: string;
  /** Position among the tasks. */
  at: number;
  exercise(): Promise<Exercise>;
  progress: Progress;
  /** Where the site keeps the unit's explanations and solutions, if it has them. */
  answers: string | undefined;
  /** The tasks before this one, whose functions it may use. */
  above(): TaskCell[];
}

/** One task of an exercise: the reader's cell, and the notebook's own checks. */
export class TaskCell {
  readonly id: string;
  #options: TaskOptions;
  #root: HTMLElement;
  #code: CodeCell;
  #toolbar: Toolbar;
  #output = new Output(element('div', { class: 'live-output' }));
  #results = element('ul', { class: 'check-results' });
  #answer: Answer;
  #tries: Tries;
  #report: (passed: number) => void;
  /** The kernel's generation and the code that last ran in it. */
  #ran = { generation: -1, text: '' };

  constructor(root: HTMLElement, options: TaskOptions) {
    this.#root = root;
    this.#options = options;
    this.id = root.dataset.task!;
    const label = `Task ${options.at + 1}, ${root.dataset.title}`;
    this.#code = new CodeCell(find(root, '.task-code'), () => `task:${this.id}`, label);
    this.#toolbar = new Toolbar(label);
    this.#toolbar.add(
      button('Run', () => void this.run(), 'widget-button run'),
      button('Check', () => void this.check(), 'widget-button primary check'),
      this.#toolbar.stop,
      button('Edit', () => void this.#code.edit()),
      button('Reset', () => this.#reset()),
    );
    this.#code.onRun = () => void this.run();
    this.#code.onLeave = () => find(this.#toolbar.root, '.check').focus();
    find(root, '.task-code').append(this.#toolbar.root);
    this.#answer = new Answer(this.id, options.answers);
    this.#tries = new Tries(this.id, this.#code.original);
    find(root, '.task-code').after(this.#output.root, this.#results, this.#answer.root);
    offerHintsInTurn([...root.querySelectorAll<HTMLDetailsElement>('.task-text .hint')]);
    this.#report = options.progress.join(Number(root.dataset.points));
    this.#recall();
  }

  get text(): string {
    return this.#code.text;
  }

  /** Runs the reader's cell and shows its output. */
  async run(): Promise<Outcome> {
    this.#output.clear();
    this.#results.replaceChildren();
    this.#toolbar.busy('Waiting for Python…');
    const outcome = await this.#prepareAndExecute();
    if (outcome.end === 'error') this.#output.fail(outcome.error);
    this.#toolbar.finish(outcome);
    return outcome;
  }

  /** Runs the reader's cell and then every check on it. */
  async check(): Promise<void> {
    const code = this.text;
    const outcome = await this.run();
    if (outcome.end !== 'ok') {
      if (outcome.end === 'error') this.#toolbar.say('Your cell ended with an error, so the checks did not run.');
      return;
    }
    const { checks } = (await this.#options.exercise()).tasks[this.#options.at]!;
    let passed = 0;
    for (const check of checks) {
      this.#toolbar.busy(`Checking: ${check.title}…`);
      const result = await this.#execute(check.code, `check ${check.title.toLowerCase()}`);
      if (result.end === 'stopped' || result.end === 'broken') return this.#toolbar.finish(result);
      this.#results.append(resultItem(check, result));
      if (result.end === 'ok') passed += check.points;
    }
    this.#settle(code, passed, checks);
  }

  /** Restores the code of the notebook and forgets the points; returns how to take back the former. */
  reset(): () => void {
    const undo = this.#code.reset();
    this.#output.clear();
    this.#results.replaceChildren();
    keep('passed', this.id, undefined);
    this.#report(0);
    this.#root.classList.remove('passed');
    if (!this.#tries.areEnough) this.#answer.withdraw();
    this.#toolbar.say('');
    return undo;
  }

  #reset(): void {
    const { edited } = this.#code;
    const undo = this.reset();
    if (!edited) return this.#toolbar.say('Back to the original.');
    this.#toolbar.offerUndo('Back to the original.', () => {
      undo();
      this.#toolbar.say('Your code is back; check it again for its points.');
      find(this.#toolbar.root, '.check').focus();
    });
  }

  /** Runs the cell for a task further down that may use its names; a failure shows there if it matters. */
  async runQuietly(): Promise<void> {
    if (this.#ran.generation === kernel.generation && this.#ran.text === this.text) return;
    await this.#execute(this.text, `task ${this.#options.at + 1}`);
    this.#ran = { generation: kernel.generation, text: this.text };
  }

  async #prepareAndExecute(): Promise<Outcome> {
    let exercise: Exercise;
    try {
      exercise = await this.#options.exercise();
    } catch (problem) {
      return { end: 'broken', message: `the notebook did not load (${String(problem)})` };
    }
    for (const setup of exercise.setup) {
      const outcome = await this.#execute(setup, 'set-up');
      if (outcome.end !== 'ok') return outcome;
    }
    for (const task of this.#options.above()) await task.runQuietly();
    const outcome = await this.#execute(this.text, `task ${this.#options.at + 1}`, true);
    this.#ran = { generation: kernel.generation, text: this.text };
    return outcome;
  }

  #execute(code: string, name: string, shows = false): Promise<Outcome> {
    return kernel.run({
      code,
      name,
      scope: `exercise ${this.#options.unit}`,
      onShown: (shown) => {
        if (shows) this.#output.show(shown);
      },
      onProgress: (text, part) => this.#toolbar.busy(text, part),
    });
  }

  #settle(code: string, passed: number, checks: Check[]): void {
    const points = checks.reduce((sum, check) => sum + check.points, 0);
    const all = passed === points;
    this.#root.classList.toggle('passed', all);
    if (all) this.#answer.show();
    else this.#tries.add(code);
    this.#toolbar.idle(`${all ? 'All checks passed: ' : ''}${passed} of ${points} points.${all ? '' : this.#offer()}`);
    keep('passed', this.id, { checks: this.#root.dataset.checks!, points: passed });
    this.#report(passed);
  }

  /** Opens the way to the solution once the reader has tried, and says how far it is. */
  #offer(): string {
    if (!this.#answer.exists || this.#tries.count === 0) return '';
    if (this.#tries.areEnough) {
      this.#answer.offer();
      return ' The solution is below, should you want it.';
    }
    const left = ENOUGH - this.#tries.count;
    return ` The solution opens after ${left === 1 ? 'one more try' : `${left} more tries`}.`;
  }

  /** Restores the points of an earlier visit, unless the checks have changed since. */
  #recall(): void {
    if (this.#tries.areEnough) this.#answer.offer();
    const earlier = recall('passed', this.id);
    if (!earlier || !this.#checkDigests().includes(earlier.checks)) return;
    this.#report(earlier.points);
    const all = earlier.points === Number(this.#root.dataset.points);
    this.#root.classList.toggle('passed', all);
    if (all) this.#answer.offer();
    this.#toolbar.say(`${earlier.points} of ${this.#root.dataset.points} points at your last check.`);
  }

  /** The digest of the checks, and the one that older editions of the book kept. */
  #checkDigests(): string[] {
    return [this.#root.dataset.checks!, digest(find(this.#root, '.task-checks').textContent ?? '')];
  }
}

function resultItem(check: Check, outcome: Outcome): HTMLElement {
  const points = `${check.points} ${check.points === 1 ? 'point' : 'points'}`;
  const passed = outcome.end === 'ok';
  const verdict = element('strong', {}, passed ? 'Passed' : 'Failed');
  const item = element('li', { class: passed ? 'passed' : 'failed' }, verdict, ` ${check.title} (${points})`);
  if (outcome.end === 'error') {
    // an assertion's message is written for the reader; its class name is not
    const { kind, message, traceback } = outcome.error;
    const box = errorBox({ kind: kind === 'AssertionError' && message ? message : kind, message: kind === 'AssertionError' ? '' : message, traceback });
    item.append(box);
  }
  return item;
}
