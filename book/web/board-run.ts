import { button, element } from './dom.ts';
import { labelled } from './labelled.ts';

export interface RunActions {
  toggle(): void;
  restart(): void;
  step(nanos: number): void;
  /** Absent where the image does not tell where `loop()` begins. */
  stepLoop?(): void;
  pace(most: number): void;
}

/** Simulated over real time at most. */
const PACES: readonly (readonly [label: string, most: number])[] = [
  ['0.1 times real time', 0.1],
  ['real time', 1],
  ['10 times real time', 10],
  ['as fast as it goes', Infinity],
];
const MILLISECOND = 1e6;

/** Run, pause, restart; folded away, single steps and the speed. */
export class RunControls {
  readonly root: HTMLElement;
  readonly clock = element('span', { class: 'board-clock' });
  readonly status = element('span', { class: 'toolbar-status', role: 'status' });
  readonly #run: HTMLButtonElement;
  readonly #restart: HTMLButtonElement;
  readonly #steps: HTMLButtonElement[];
  readonly #stepLoop: HTMLButtonElement;
  readonly #pace = element('select', { autocomplete: 'off' }, ...PACES.map(([label, most]) => element('option', { value: String(most) }, label)));

  constructor(actions: RunActions) {
    this.#run = button('Run', () => actions.toggle(), 'widget-button primary run');
    this.#restart = button('Restart', () => actions.restart(), 'widget-button restart');
    this.#stepLoop = button('Step to the next loop()', () => actions.stepLoop?.());
    this.#steps = [this.#stepLoop, button('Step 1 ms', () => actions.step(MILLISECOND))];
    this.#pace.value = '1';
    this.#pace.addEventListener('change', () => actions.pace(this.mostPace));
    const toolbar = element('div', { class: 'toolbar', role: 'group', 'aria-label': 'Run the board' }, this.#run, this.#restart, this.clock, this.status);
    const speed = labelled('Speed', this.#pace);
    const more = element('details', { class: 'board-more' }, element('summary', {}, 'Step and speed'), element('div', { class: 'board-row' }, ...this.#steps, speed));
    this.root = element('div', {}, toolbar, more);
  }

  get mostPace(): number {
    return Number(this.#pace.value);
  }

  /** Whether the image tells where `loop()` begins. */
  set hasLoop(has: boolean) {
    this.#stepLoop.hidden = !has;
  }

  showPaused(paused: boolean): void {
    this.#run.textContent = paused ? 'Run' : 'Pause';
  }

  enable(on: boolean): void {
    for (const part of [this.#restart, ...this.#steps]) part.disabled = !on;
  }
}
