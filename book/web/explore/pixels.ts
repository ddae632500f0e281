import { short } from './controls.ts';
import { svg } from './svg.ts';

const SIDE = 28;

/** A grid of numbers as squares: the larger the darker, negative ones striped. */
export class Pixels {
  readonly root: SVGSVGElement;
  #squares = svg('g');
  #frame = svg('rect', { class: 'explore-window' });
  #high: number;
  #wide: number;

  constructor(high: number, wide: number, label: string) {
    this.#high = high;
    this.#wide = wide;
    this.root = svg('svg', {
      viewBox: `-2 -2 ${wide * SIDE + 4} ${high * SIDE + 4}`, width: wide * SIDE, height: high * SIDE,
      class: 'explore-pixels', role: 'img', 'aria-label': label,
    }, this.#squares, this.#frame);
  }

  /** Shows the values, empty squares where they are not shown yet. */
  paint(values: number[][], shown: (row: number, column: number) => boolean = () => true): void {
    const most = Math.max(...values.flat().map(Math.abs)) || 1;
    this.#squares.replaceChildren(...values.flatMap((line, row) => line.flatMap((value, column) => {
      const place = { x: column * SIDE, y: row * SIDE };
      const visible = shown(row, column);
      const share = visible ? Math.abs(value) / most : 0;
      return [
        svg('rect', { ...place, width: SIDE, height: SIDE, class: 'explore-empty' }),
        svg('rect', {
          ...place, width: SIDE, height: SIDE, 'fill-opacity': share.toFixed(3),
          class: visible && value < 0 ? 'explore-minus' : 'explore-plus',
        }),
        ...(visible
          ? [svg('text', { x: place.x + SIDE / 2, y: place.y + SIDE / 2 + 4, class: share > 0.55 ? 'explore-number strong' : 'explore-number' }, short(value, 2))]
          : []),
      ];
    })));
  }

  frame(row: number, column: number, high: number, wide: number): void {
    const place = { x: column * SIDE, y: row * SIDE, width: wide * SIDE, height: high * SIDE };
    for (const [name, value] of Object.entries(place)) this.#frame.setAttribute(name, String(value));
  }

  /** Row and column under a pointer. */
  at(event: PointerEvent): [number, number] {
    const box = this.#squares.getBoundingClientRect();
    return [
      Math.floor(((event.clientY - box.top) / box.height) * this.#high),
      Math.floor(((event.clientX - box.left) / box.width) * this.#wide),
    ];
  }
}
