import { spread } from './contours.ts';
import type { Plot } from './plot.ts';
import { colour, svg } from './svg.ts';

/** Middles of the cells of a grid over a plot. */
export function cells(plot: Plot, across: number, up: number): { x: number[]; y: number[] } {
  const middles = (from: number, to: number, count: number) => {
    const half = (to - from) / count / 2;
    return spread(from + half, to - half, count);
  };
  return { x: middles(plot.x.from, plot.x.to, across), y: middles(plot.y.from, plot.y.to, up) };
}

/** Colours the cells by class, and draws the border where the class changes. */
export function paint(plot: Plot, across: number, up: number, classes: number[]): SVGElement[] {
  const width = (plot.px(plot.x.to) - plot.px(plot.x.from)) / across;
  const height = (plot.py(plot.y.from) - plot.py(plot.y.to)) / up;
  const left = plot.px(plot.x.from);
  const bottom = plot.py(plot.y.from);
  const fills = new Map<number, string>();
  let border = '';
  for (let row = 0; row < up; row++) {
    const top = bottom - (row + 1) * height;
    for (let column = 0; column < across; ) {
      const own = classes[row * across + column];
      let end = column + 1;
      while (end < across && classes[row * across + end] === own) end++;
      const piece = `M${left + column * width} ${top}h${(end - column) * width}v${height}h${(column - end) * width}z`;
      fills.set(own, (fills.get(own) ?? '') + piece);
      if (end < across) border += `M${left + end * width} ${top}v${height}`;
      column = end;
    }
    for (let column = 0; row + 1 < up && column < across; column++) {
      if (classes[row * across + column] !== classes[(row + 1) * across + column]) {
        border += `M${left + column * width} ${top}h${width}`;
      }
    }
  }
  return [
    ...[...fills].map(([own, d]) => svg('path', { d, class: `explore-region ${colour(own)}` })),
    svg('path', { d: border, class: 'explore-border' }),
  ];
}
