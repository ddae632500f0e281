import type { Plot } from './plot.ts';
import { svg } from './svg.ts';

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const STEPS = 50; // of an arrow key across the plot
const LEAPS = 10; // with Shift

export interface Moves {
  /** Where the handle is now. */
  place(): [number, number];
  /** Called with where the reader has put it. */
  move(to: [number, number]): void;
  /** Called for keys that don't move it; says whether it knew the key. */
  key?(key: string): boolean;
}

/** Something to drag in a plot by mouse, finger or arrow keys; its name and value are read aloud. */
export class Handle {
  readonly root: SVGGElement;
  #plot: Plot;
  #moves: Moves;

  constructor(plot: Plot, label: string, drawing: SVGElement, moves: Moves) {
    this.#plot = plot;
    this.#moves = moves;
    this.root = svg('g', { class: 'explore-handle', tabindex: 0, role: 'slider', 'aria-label': label },
      svg('circle', { r: 15, class: 'explore-grip' }), drawing);
    this.root.setAttribute('aria-valuemin', String(plot.x.from));
    this.root.setAttribute('aria-valuemax', String(plot.x.to));
    this.root.addEventListener('pointerdown', (event) => this.#grab(event));
    this.root.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Draws the handle where it is and says so. */
  place(value: string): void {
    const [x, y] = this.#moves.place();
    this.root.setAttribute('transform', `translate(${this.#plot.px(x)} ${this.#plot.py(y)})`);
    this.root.setAttribute('aria-valuenow', String(x));
    this.root.setAttribute('aria-valuetext', value);
  }

  #grab(event: PointerEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.root.focus();
    this.root.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => this.#moves.move(this.#plot.at(moved));
    this.root.addEventListener('pointermove', move);
    const end = () => this.root.removeEventListener('pointermove', move);
    this.root.addEventListener('lostpointercapture', end, { once: true });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const { x, y } = this.#plot;
      const [nowX, nowY] = this.#moves.place();
      const count = event.shiftKey ? LEAPS : STEPS;
      this.#moves.move(
        this.#plot.inside([nowX + (arrow[0] * (x.to - x.from)) / count, nowY + (arrow[1] * (y.to - y.from)) / count]),
      );
    } else if (!this.#moves.key?.(event.key)) return;
    event.preventDefault();
  }
}
