import type { BoardStatus } from './board-clock.ts';
import { keep } from './storage.ts';

/** So much simulated time makes a run. */
const RUN_NANOS = 1e9;

/** Notes on the page that a board has run, with what the run measured: once it is a run, and whenever it is paused. */
export class BoardRecord {
  readonly #unit: string;
  #isKept = false;

  constructor(unit: string) {
    this.#unit = unit;
  }

  /** Another board, or the same one from the start. */
  begin(): void {
    this.#isKept = false;
  }

  note(id: string, board: string, { nanos, paused, stackPeak }: BoardStatus): void {
    if (nanos < RUN_NANOS || (this.#isKept && !paused)) return;
    this.#isKept = true;
    const figures = stackPeak === undefined ? [] : [{ label: 'Most stack in use', value: stackPeak, unit: 'bytes', provenance: 'simulated' as const }];
    keep('boards', id, { unit: this.#unit, board, when: new Date().toISOString(), figures });
  }
}
