import { element } from './dom.ts';

/** How far a reader is with an exercise: points of the checks passed in the page. */
export class Progress {
  readonly root: HTMLElement;
  #tasks: { points: number; passed: number }[] = [];
  #bar = element('progress', { 'aria-label': 'Points of the exercise', max: '1', value: '0' });
  #text = element('span', { role: 'status' });

  constructor() {
    this.root = element('p', { class: 'exercise-progress' }, this.#bar, this.#text);
  }

  /** Counts a task in; returns how to report the points passed in it. */
  join(points: number): (passed: number) => void {
    const task = { points, passed: 0 };
    this.#tasks.push(task);
    return (passed) => {
      task.passed = passed;
      this.update();
    };
  }

  update(): void {
    const sum = (of: (task: { points: number; passed: number }) => number) => this.#tasks.reduce((total, task) => total + of(task), 0);
    const [passed, points] = [sum((task) => task.passed), sum((task) => task.points)];
    const done = this.#tasks.filter((task) => task.passed === task.points).length;
    this.#bar.max = points;
    this.#bar.value = passed;
    this.#text.textContent = `${done} of ${this.#tasks.length} tasks done, ${passed} of ${points} points`;
  }
}
