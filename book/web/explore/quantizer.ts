import { element } from '../dom.ts';
import { spread } from './contours.ts';
import { short, slider } from './controls.ts';
import { around, Plot } from './plot.ts';
import python from './quantizer.py';
import type { Stage } from './stage.ts';
import { svg } from './svg.ts';

interface Quantized {
  codes: number[];
  back: number[];
  stairs: number[];
  ends: [number, number];
}

const STAIRS = 600;
const BINS = 40;
const FUNCTIONS = 'of_page(option["quantize"]), of_page(option["dequantize"])';

/** Values, the staircase they are rounded on, and the error of each, for a step and a zero point to be found. */
export async function explore(stage: Stage): Promise<() => Promise<void>> {
  stage.python = python;
  const values = await stage.ask<number[]>('values_of(of_page(option["values"]))');
  const unit = stage.options.unit ?? '';
  const reach = around(values, unit ? `value (${unit})` : 'value');
  const size = { width: Math.min(stage.width, 640), height: Math.min(stage.width, 320) };
  const stairs = new Plot(size, reach, { ...reach, label: 'comes back as' },
    'The staircase: what each value comes back as, above a histogram of the values');
  const largest = (reach.to - reach.from) / 16;
  const first = stage.numbers('step', [(reach.to - reach.from) / 256])[0];
  // the slider moves in equal ratios, since steps of 0.001 and of 0.1 are both worth a look
  const smallest = Math.min(first, largest / 2000);
  const step = slider('Step (scale)', {
    from: Math.log10(smallest), to: Math.log10(Math.max(largest, first)), step: 0.005, value: Math.log10(first),
  }, () => void stage.refresh(), (power) => short(10 ** power));
  const zero = slider('Zero point', { from: -128, to: 127, step: 1, value: stage.numbers('zero', [0])[0] },
    () => void stage.refresh());

  const kept = svg('rect', { class: 'explore-kept' });
  const bars = svg('path', { class: 'explore-bars' });
  const straight = svg('path', { class: 'explore-rings', d: stairs.line([[reach.from, reach.from], [reach.to, reach.to]]) });
  const line = svg('path', { class: 'explore-trail' });
  stairs.area.append(kept, bars, straight, line);
  const misses = element('div', { class: 'explore-picture' });
  stage.add(step.root, zero.root, stairs.root, misses);
  bars.setAttribute('d', histogram(stairs, values));

  async function draw(): Promise<void> {
    const places = spread(reach.from, reach.to, STAIRS);
    const scale = 10 ** step.value;
    const got = await stage.ask<Quantized>(`quantized(${FUNCTIONS}, values, stairs, step, zero)`, {
      values, stairs: places, step: scale, zero: zero.value,
    });
    line.setAttribute('d', stairs.line(steps(places, got.stairs)));
    const [low, high] = got.ends;
    const left = stairs.px(Math.max(low, reach.from));
    kept.setAttribute('x', String(left));
    kept.setAttribute('width', String(Math.max(0, stairs.px(Math.min(high, reach.to)) - left)));
    kept.setAttribute('y', '0');
    kept.setAttribute('height', String(size.height));
    const errors = values.map((value, index) => got.back[index] - value);
    const clipped = values.map((value) => value < low - scale / 2 || value > high + scale / 2);
    misses.replaceChildren(errorPicture(values, errors, clipped));
    const sizes = errors.map(Math.abs);
    const count = clipped.filter(Boolean).length;
    const worst = sizes.reduce((most, miss) => Math.max(most, miss), 0);
    const mean = sizes.reduce((sum, miss) => sum + miss, 0) / sizes.length;
    const used = new Set(got.codes).size;
    stage.tell(
      `Step ${short(scale)}, zero point ${zero.value}: covers ${short(low)} to ${short(high)}${unit && ` ${unit}`}. ` +
        `${count ? count : 'None'} of ${values.length} values clipped, ${used} of 256 codes used. ` +
        `Error ${short(mean)} on average, ${short(worst)} at worst.`,
    );
  }

  /** Each value's error above it: a dot where it was rounded, a cross where it was clipped. */
  function errorPicture(at: number[], errors: number[], clipped: boolean[]): SVGElement {
    const plot = new Plot({ ...size, height: 190 }, reach, around([...errors, 0], 'error'),
      `Errors of the ${at.length} values: dots where they were rounded, crosses where they were clipped`);
    plot.area.append(svg('path', { class: 'explore-rings', d: plot.line([[reach.from, 0], [reach.to, 0]]) }));
    const dots = at.map((value, index) => {
      const place = `M${plot.px(value).toFixed(1)} ${plot.py(errors[index]).toFixed(1)}`;
      return [clipped[index], clipped[index] ? `${place}m-4-4l8 8m0-8l-8 8` : `${place}m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0`] as const;
    });
    const joined = (kind: boolean) => dots.filter(([cut]) => cut === kind).map(([, d]) => d).join('');
    plot.area.append(
      svg('path', { d: joined(false), class: 'explore-rounded' }),
      svg('path', { d: joined(true), class: 'explore-clipped' }),
    );
    return plot.picture;
  }

  return draw;
}

/** The corners of a staircase: level until the value changes. */
function steps(places: number[], levels: number[]): [number, number][] {
  return places.flatMap((place, index): [number, number][] =>
    index && levels[index] !== levels[index - 1] ? [[place, levels[index - 1]], [place, levels[index]]] : [[place, levels[index]]],
  );
}

/** Bars along the bottom of a plot, the highest a third of it. */
function histogram(plot: Plot, values: number[]): string {
  const { from, to } = plot.x;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor(((value - from) / (to - from)) * BINS))]++;
  const most = Math.max(...counts);
  const width = (plot.px(to) - plot.px(from)) / BINS;
  const bottom = plot.py(plot.y.from);
  const full = (bottom - plot.py(plot.y.to)) / 3;
  return counts
    .map((count, index) => (count ? `M${plot.px(from) + index * width + 1} ${bottom}v${(-count / most) * full}h${width - 2}V${bottom}z` : ''))
    .join('');
}
