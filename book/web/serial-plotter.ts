import { Chart, timeAxis, valueAxis } from './chart.ts';
import type { Pen } from './chart.ts';
import { button, element } from './dom.ts';
import { labelled } from './labelled.ts';
import { saveAs } from './save.ts';
import { PlotterLines } from './plotter-lines.ts';
import type { PlotterLine } from './plotter-lines.ts';

/** Lines to keep: a board that prints for hours must not fill the memory. */
const MOST_LINES = 20_000;
const SPANS = [2, 10, 60, 600];
const LEFT = 52;
const BOTTOM = 22;
const EMPTY = 'The plotter draws the numbers that the board prints: one line for each moment, several numbers separated by commas or spaces, with a name as in celsius:21.5 or without.';

/** The numbers that a board prints, over simulated time. */
export class SerialPlotter {
  readonly root: HTMLElement;
  readonly #lines = new PlotterLines();
  #history: PlotterLine[] = [];
  /** The last value of each series, in the order in which they came. */
  #last = new Map<string, number>();
  #outputs = new Map<string, HTMLElement>();
  readonly #chart = new Chart('Plot, still empty', (pen) => this.#paint(pen));
  readonly #legend = element('ul', { class: 'plotter-legend' });
  readonly #empty = element('p', { class: 'board-hint' }, EMPTY);
  readonly #span = element('select', { autocomplete: 'off' }, ...SPANS.map((span) => element('option', { value: String(span) }, `${span} s`)));
  readonly #save = button('Download CSV', () => saveAs('plot.csv', 'text/csv', this.#csv()));

  constructor() {
    this.#span.value = '10';
    this.#span.addEventListener('change', () => this.refresh());
    this.#save.disabled = true;
    const bar = element('div', { class: 'board-row' }, labelled('Show the last', this.#span), this.#save);
    this.root = element('div', { class: 'plotter' }, this.#empty, this.#chart.canvas, this.#legend, bar);
  }

  write(bytes: readonly number[], lineEnds: readonly number[]): void {
    const lines = this.#lines.read(bytes, lineEnds);
    if (lines.length === 0) return;
    this.#history.push(...lines);
    if (this.#history.length > 1.5 * MOST_LINES) this.#history = this.#history.slice(-MOST_LINES);
    for (const { values } of lines) for (const [name, value] of values) this.#last.set(name, value);
    this.refresh();
  }

  clear(): void {
    this.#lines.clear();
    this.#history = [];
    this.#last.clear();
    this.#outputs.clear();
    this.#legend.replaceChildren();
    this.refresh();
  }

  refresh(): void {
    const names = [...this.#last.keys()];
    this.#empty.hidden = names.length > 0;
    this.#save.disabled = names.length === 0;
    this.#chart.label = names.length === 0 ? 'Plot, still empty' : `Plot of ${names.join(', ')} over the last ${this.#span.value} s; their values are listed below it`;
    this.#chart.refresh();
  }

  #paint(pen: Pen): void {
    this.#showValues();
    const { context, width, height } = pen;
    const span = Number(this.#span.value);
    const end = Math.max(span, this.#history.at(-1)?.seconds ?? 0);
    const shown = this.#history.slice(firstAt(this.#history, end - span));
    const [low, high] = range(shown);
    timeAxis(pen, end - span, end, LEFT, BOTTOM, 's');
    valueAxis(pen, low, high, LEFT, BOTTOM);
    const plot = height - BOTTOM;
    context.save();
    context.beginPath();
    context.rect(LEFT, 0, width - LEFT, plot);
    context.clip();
    context.lineWidth = 2;
    for (const [index, name] of [...this.#last.keys()].entries()) {
      context.strokeStyle = pen.series[index % pen.series.length];
      context.setLineDash(index < pen.series.length ? [] : [6, 3]);
      context.beginPath();
      for (const { seconds, values } of shown) {
        const value = values.get(name);
        if (value !== undefined) context.lineTo(LEFT + ((seconds - end + span) / span) * (width - LEFT), plot - ((value - low) / (high - low)) * plot);
      }
      context.stroke();
    }
    context.restore();
  }

  #showValues(): void {
    for (const [name, value] of this.#last) {
      if (!this.#outputs.has(name)) {
        const output = element('span', { class: 'plotter-value' });
        const key = element('span', { class: 'plotter-key', 'aria-hidden': 'true' });
        this.#legend.append(element('li', {}, key, `${name} `, output));
        this.#outputs.set(name, output);
      }
      this.#outputs.get(name)!.textContent = String(value);
    }
  }

  #csv(): string {
    const names = [...this.#last.keys()];
    const rows = this.#history.map(({ seconds, values }) => [seconds, ...names.map((name) => values.get(name) ?? '')].join());
    return `${[['time', ...names].join(), ...rows].join('\n')}\n`;
  }
}

/** Index of the last line before a moment, or of the first one. */
function firstAt(history: readonly PlotterLine[], seconds: number): number {
  let [low, high] = [0, history.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (history[middle].seconds < seconds) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** What the value axis reaches over: all values and a little more. */
function range(lines: readonly PlotterLine[]): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of lines) {
    for (const value of values.values()) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (low > high) return [0, 1];
  const margin = 0.05 * (high - low) || Math.max(0.5, 0.05 * Math.abs(high));
  return [low - margin, high + margin];
}
