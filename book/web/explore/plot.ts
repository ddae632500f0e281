import { element } from '../dom.ts';
import { short } from './controls.ts';
import { svg } from './svg.ts';

export interface Axis {
  from: number;
  to: number;
  label: string;
}

const MARGIN = { left: 52, right: 12, top: 10, bottom: 44 };
let plots = 0;

/** A picture with two axes. */
export class Plot {
  readonly x: Axis;
  readonly y: Axis;
  readonly root: HTMLElement;
  /** Where to draw; what lies outside of the axes is cut off. */
  readonly area: SVGGElement;
  /** Handles stand above everything and are not cut off. */
  readonly handles = svg('g');
  readonly picture: SVGSVGElement;
  readonly ground: SVGRectElement;
  #inner: { width: number; height: number };

  constructor(size: { width: number; height: number }, x: Axis, y: Axis, label: string) {
    this.x = x;
    this.y = y;
    const { width, height } = size;
    this.#inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    const frame = { x: MARGIN.left, y: MARGIN.top, ...this.#inner };
    const clip = `explore-clip-${++plots}`;
    this.area = svg('g', { 'clip-path': `url(#${clip})` });
    this.ground = svg('rect', { ...frame, class: 'explore-ground' });
    this.picture = svg(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, width, height, class: 'explore-plot', role: 'group', 'aria-label': label },
      svg('clipPath', { id: clip }, svg('rect', frame)),
      this.ground,
      this.area,
      svg('rect', { ...frame, class: 'explore-frame' }),
      ...this.#ticks(),
      this.handles,
    );
    this.root = element('div', { class: 'explore-picture' }, this.picture);
  }

  px(x: number): number {
    return MARGIN.left + ((x - this.x.from) / (this.x.to - this.x.from)) * this.#inner.width;
  }

  py(y: number): number {
    return MARGIN.top + ((this.y.to - y) / (this.y.to - this.y.from)) * this.#inner.height;
  }

  /** The place of a pointer, kept inside the axes. */
  at(event: PointerEvent | MouseEvent): [number, number] {
    const box = this.ground.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    return this.inside([
      this.x.from + across * (this.x.to - this.x.from),
      this.y.to - down * (this.y.to - this.y.from),
    ]);
  }

  inside([x, y]: [number, number]): [number, number] {
    return [Math.min(this.x.to, Math.max(this.x.from, x)), Math.min(this.y.to, Math.max(this.y.from, y))];
  }

  /** A line through points of the plot. */
  line(points: Iterable<readonly [number, number]>): string {
    return [...points].map(([x, y], index) => `${index ? 'L' : 'M'}${this.px(x).toFixed(1)} ${this.py(y).toFixed(1)}`).join('');
  }

  #ticks(): SVGElement[] {
    const bottom = MARGIN.top + this.#inner.height;
    const middle = MARGIN.top + this.#inner.height / 2;
    return [
      ...ticks(this.x, this.#inner.width / 70).map((value) =>
        svg('text', { x: this.px(value), y: bottom + 17, class: 'explore-tick explore-tick-x' }, short(value)),
      ),
      ...ticks(this.y, this.#inner.height / 50).map((value) =>
        svg('text', { x: MARGIN.left - 6, y: this.py(value) + 4, class: 'explore-tick explore-tick-y' }, short(value)),
      ),
      svg('text', { x: MARGIN.left + this.#inner.width / 2, y: bottom + 36, class: 'explore-axis' }, this.x.label),
      svg('text', { transform: `translate(13 ${middle}) rotate(-90)`, class: 'explore-axis' }, this.y.label),
    ];
  }
}

/** Round numbers along an axis, about so many. */
export function ticks({ from, to }: { from: number; to: number }, about: number): number[] {
  const rough = (to - from) / Math.max(2, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** The range of some values with a little room on both sides. */
export function around(values: number[], label: string, room = 0.1): Axis {
  const from = Math.min(...values);
  const to = Math.max(...values);
  const extra = (to - from || 1) * room;
  return { from: from - extra, to: to + extra, label };
}
