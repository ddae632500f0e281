import { element } from './dom.ts';

/** A canvas that is being painted, in CSS pixels. */
export interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly grid: string;
  readonly accent: string;
  /** Colours of the series, to be told apart on the page's ground. */
  readonly series: readonly string[];
}

/** Variables of board.css. */
const SERIES_COLOURS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'];
/** Between two paintings; a board may print more often than an eye looks. */
const FRAME_MILLISECONDS = 60;

/** A canvas that is painted again when its data, its size or the page's colours change, and only while it is to be seen. */
export class Chart {
  readonly canvas = element('canvas', { class: 'board-chart', role: 'img' });
  readonly #paint: (pen: Pen) => void;
  #waiting = false;

  constructor(label: string, paint: (pen: Pen) => void) {
    this.#paint = paint;
    this.label = label;
    new ResizeObserver(() => this.refresh()).observe(this.canvas);
    new MutationObserver(() => this.refresh()).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  }

  set label(text: string) {
    if (this.canvas.getAttribute('aria-label') !== text) this.canvas.setAttribute('aria-label', text);
  }

  refresh(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    }), FRAME_MILLISECONDS);
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const context = this.canvas.getContext('2d');
    if (width === 0 || !context) return;
    const [wide, high] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== high) this.canvas.height = high;
    const style = getComputedStyle(this.canvas);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `12px ${style.fontFamily}`;
    context.lineWidth = 1;
    context.lineJoin = 'round';
    const series = SERIES_COLOURS.map(colour);
    this.#paint({ context, width, height, text: style.color, grid: colour('--pst-color-border'), accent: colour('--pst-color-primary'), series });
  }
}

/** Round numbers from `low` to `high`, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** The numbers as an axis shows them: with as many decimals as tell them apart. */
export function tickLabels(values: readonly number[]): string[] {
  const step = values.length > 1 ? values[1] - values[0] : 1;
  const decimals = Math.min(9, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  return values.map((value) => (Math.abs(value) < step / 1e6 ? 0 : value).toFixed(decimals));
}

/** Vertical lines at times, with the times below. */
export function timeAxis(pen: Pen, from: number, to: number, left: number, bottom: number, unit: string): void {
  const { context, width, height } = pen;
  const marks = ticks(from, to, Math.max(2, Math.floor((width - left) / 90)));
  const labels = tickLabels(marks);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const [index, mark] of marks.entries()) {
    const x = left + ((mark - from) / (to - from)) * (width - left);
    context.strokeStyle = pen.grid;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, height - bottom);
    context.stroke();
    context.fillStyle = pen.text;
    const label = index === marks.length - 1 ? `${labels[index]} ${unit}` : labels[index];
    const half = context.measureText(label).width / 2;
    context.fillText(label, Math.min(Math.max(x, half), width - half), height - bottom + 4);
  }
}

/** Horizontal lines at values, with the values to the left of them. */
export function valueAxis(pen: Pen, low: number, high: number, left: number, bottom: number): void {
  const { context, width, height } = pen;
  const plot = height - bottom;
  const marks = ticks(low, high, Math.max(2, Math.floor(plot / 40)));
  const labels = tickLabels(marks);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const [index, mark] of marks.entries()) {
    const y = plot - ((mark - low) / (high - low)) * plot;
    context.strokeStyle = pen.grid;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(width, y);
    context.stroke();
    context.fillStyle = pen.text;
    context.fillText(labels[index], left - 6, Math.min(Math.max(y, 7), plot - 5));
  }
}
