import { button, element } from './dom.ts';
import { FULL, Ink } from './ink.ts';
import type { Place } from './ink.ts';
import { ModelQuestion } from './model-question.ts';

/** What a lab's lab.toml says about the picture: its size, and the model's integers for no ink and full ink. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
}

const STEPS: Record<string, readonly [right: number, down: number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** A picture to draw for the board's model, by mouse, pen, finger or keys, and to send to it. */
export class DrawPad {
  readonly root: HTMLElement;
  readonly #drawing: Drawing;
  readonly #ink: Ink;
  readonly #cells: HTMLElement[];
  readonly #grid: HTMLElement;
  readonly #status = element('span', { class: 'toolbar-status', role: 'status' });
  readonly #send = button('Send to the board', () => this.#ask(), 'widget-button primary');
  readonly #question: ModelQuestion;
  #running = false;
  /** Where the stroke that is under way has come to. */
  #pen: Place | undefined;

  constructor(drawing: Drawing, send: (bytes: number[]) => void) {
    this.#drawing = drawing;
    const { width, height } = drawing;
    this.#ink = new Ink(width, height);
    this.#question = new ModelQuestion({
      send: (text) => send([...new TextEncoder().encode(text)]),
      say: (text) => void (this.#status.textContent = text),
    });
    this.#cells = Array.from({ length: width * height }, () => element('span', { class: 'draw-cell', role: 'gridcell', tabindex: '-1' }));
    const rows = Array.from({ length: height }, (_, row) =>
      element('div', { class: 'draw-row', role: 'row' }, ...this.#cells.slice(row * width, (row + 1) * width)));
    this.#grid = element('div', { class: 'draw-grid', role: 'grid', 'aria-label': `Picture of ${width} by ${height} pixels`, style: `--draw-columns: ${width}` }, ...rows);
    this.#cells[0].tabIndex = 0;
    this.#listen();
    const hint = element('p', { class: 'board-hint' },
      'Draw with mouse, pen or finger. By keyboard: arrow keys go from pixel to pixel, space sets or clears one, Enter sends.');
    const bar = element('div', { class: 'board-row' }, this.#send, button('Clear', () => this.#clear()), this.#status);
    this.root = element('div', { class: 'draw-pad' }, hint, this.#grid, bar);
    this.#show();
    this.enable(false);
  }

  enable(on: boolean): void {
    this.#running = on;
    this.#send.disabled = !on;
    this.#question.forget();
    if (!on) this.#status.textContent = 'Run the board first.';
  }

  hear(bytes: readonly number[]): void {
    this.#question.hear(bytes);
  }

  clear(): void {
    this.#question.forget();
  }

  #listen(): void {
    const grid = this.#grid;
    grid.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      grid.setPointerCapture(event.pointerId);
      this.#pen = this.#place(event);
      this.#stroke(this.#pen);
    });
    grid.addEventListener('pointermove', (event) => {
      if (this.#pen) this.#stroke(this.#place(event));
    });
    for (const end of ['pointerup', 'pointercancel'] as const) grid.addEventListener(end, () => (this.#pen = undefined));
    grid.addEventListener('keydown', (event) => this.#key(event));
  }

  #key(event: KeyboardEvent): void {
    const at = this.#cells.indexOf(event.target as HTMLElement);
    const step = STEPS[event.key];
    if (at < 0 || !(step || event.key === ' ' || event.key === 'Enter')) return;
    event.preventDefault();
    if (step) {
      this.#go(at, step);
    } else if (event.key === ' ') {
      this.#ink.fill(at, this.#ink.level(at) < FULL / 2);
      this.#show();
    } else if (this.#running) {
      this.#ask();
    }
  }

  #go(at: number, [right, down]: readonly [number, number]): void {
    const { width, height } = this.#drawing;
    const column = Math.min(Math.max((at % width) + right, 0), width - 1);
    const row = Math.min(Math.max(Math.floor(at / width) + down, 0), height - 1);
    this.#cells[at].tabIndex = -1;
    const next = this.#cells[row * width + column];
    next.tabIndex = 0;
    next.focus();
  }

  #place({ clientX, clientY }: PointerEvent): Place {
    const box = this.#grid.getBoundingClientRect();
    return {
      x: ((clientX - box.left) / box.width) * this.#drawing.width,
      y: ((clientY - box.top) / box.height) * this.#drawing.height,
    };
  }

  #stroke(to: Place): void {
    this.#ink.stroke(this.#pen!, to);
    this.#pen = to;
    this.#show();
  }

  #clear(): void {
    this.#ink.clear();
    this.#question.forget();
    this.#show();
  }

  #show(): void {
    const { width } = this.#drawing;
    for (const [pixel, cell] of this.#cells.entries()) {
      const level = this.#ink.level(pixel);
      cell.style.setProperty('--draw-ink', String(level / FULL));
      cell.setAttribute('aria-label', `row ${Math.floor(pixel / width) + 1}, column ${(pixel % width) + 1}, ink ${level} of ${FULL}`);
    }
  }

  #ask(): void {
    const { low, high } = this.#drawing;
    this.#question.ask(this.#ink.levels.map((level) => low + Math.round(((high - low) * level) / FULL)));
  }
}
