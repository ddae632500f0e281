import type { Trace, TracePoint } from '../../hardware_labs/simulator/trace.ts';
import { parseTrace } from '../../hardware_labs/simulator/trace.ts';
import type { PartInfo } from '../../hardware_labs/simulator/simulation.ts';
import { load } from './board-files.ts';
import { button, element } from './dom.ts';
import { labelled } from './labelled.ts';
import { TraceChart } from './trace-chart.ts';
import type { ControlInfo } from '../../hardware_labs/simulator/parts/part.ts';
import type { ShownTrace } from './trace-chart.ts';
import { hump, sampled, traceText } from './trace-points.ts';

/** A control whose value can follow a trace. */
interface Driven extends ControlInfo {
  readonly part: string;
}

export interface TraceActions {
  play(part: string, trace: Trace): void;
  /** Ends what plays: the control is left to the reader again. */
  stop(part: string, control: string): void;
}

/** A recorded trace of the lab. */
export interface TraceFile {
  readonly name: string;
  readonly url: string;
}

const SAMPLES = 100;
const SECONDS = 10;
const NAME = 'The trace';

/** A signal for a sensor: drawn by hand, typed as points, or read from a file; then played to a control. */
export class TraceDrawing {
  readonly root: HTMLElement;
  readonly #actions: TraceActions;
  #controls: Driven[] = [];
  #points: TracePoint[] = [];
  /** What a file drives beside the chosen control: the other controls of the part that its columns name. */
  #others: Trace = new Map();
  /** Moment at which the playing began, in nanoseconds. */
  #begun: number | undefined;
  #now = 0;
  /** What plays, or played last, whatever the reader draws meanwhile. */
  #played: { part: string; controls: string[]; seconds: number } | undefined;
  readonly #none = element('p', { class: 'board-hint' }, 'Run the board: what its sensors feel can be drawn here then.');
  readonly #body = element('div', {});
  readonly #chart = new TraceChart(() => this.#shown, (from, to) => this.#draw(from, to));
  readonly #control = element('select', { autocomplete: 'off' });
  readonly #seconds = element('input', { type: 'number', min: '0.1', max: '600', step: 'any', value: String(SECONDS), autocomplete: 'off' });
  readonly #text = element('textarea', { rows: '8', spellcheck: 'false', autocomplete: 'off', 'aria-label': 'Points: time in seconds and value' });
  readonly #status = element('span', { class: 'toolbar-status', role: 'status' });
  readonly #play = button('Play', () => this.#begin(), 'widget-button primary');
  readonly #stop = button('Stop', () => this.#end());

  constructor(actions: TraceActions, files: readonly TraceFile[]) {
    this.#actions = actions;
    this.#control.addEventListener('change', () => this.#offer());
    this.#seconds.addEventListener('change', () => this.#stretch());
    this.#text.addEventListener('change', () => this.#read(this.#text.value, NAME));
    const file = element('input', { type: 'file', accept: '.csv,text/csv' });
    file.addEventListener('change', () => void file.files?.[0]?.text().then((text) => this.#read(text, file.files![0].name)));
    const choice = element('div', { class: 'board-row' }, ...this.#recordings(files), labelled('Drives', this.#control), labelled('Lasts', this.#seconds, 's'));
    const bar = element('div', { class: 'board-row' }, this.#play, this.#stop, this.#status);
    const points = element('details', {}, element('summary', {}, 'Points by keyboard or from a file'),
      element('p', { class: 'board-hint' }, 'One point a line, seconds and value; each value holds until the next point.'),
      this.#text, labelled('CSV file', file));
    const hint = element('p', { class: 'board-hint' }, 'Draw into the plot what the sensor is to feel, then play it to the running board.');
    this.#body.append(hint, choice, this.#chart.canvas, bar, points);
    this.root = element('div', { class: 'trace' }, this.#none, this.#body);
    this.#stop.disabled = true;
    this.#body.hidden = true;
  }

  /** A board has started, or another one's picture is shown, with these controls. */
  begin(parts: readonly PartInfo[]): void {
    const before = this.#control.value;
    this.#controls = parts.flatMap(({ id, controls }) => controls.filter(({ min, max, step }) => max - min > step).map((control) => ({ part: id, ...control })));
    this.#control.replaceChildren(...this.#controls.map(({ part, label, unit, name }) =>
      element('option', { value: `${part}:${name}` }, `${part}: ${label}${unit ? ` (${unit})` : ''}`)));
    const isKept = this.#controls.some(({ part, name }) => `${part}:${name}` === before);
    if (isKept) this.#control.value = before;
    const isEmpty = this.#controls.length === 0;
    if (isEmpty) this.#none.textContent = 'This circuit has no control that a trace could drive.';
    this.#none.hidden = !isEmpty;
    this.#body.hidden = isEmpty;
    this.#over('');
    if (!isKept) this.#offer();
  }

  /** A trace begins to play. */
  playing(nanos: number): void {
    this.#begun = this.#now = nanos;
    this.#stop.disabled = false;
    this.#status.textContent = 'Playing.';
    this.#chart.refresh();
  }

  tell(nanos: number): void {
    this.#now = nanos;
    if (this.#begun === undefined) return;
    if (nanos < this.#begun) this.#over(''); // the board has restarted
    else if (nanos > this.#begun + this.#played!.seconds * 1e9) this.#over('Played to its end.');
    this.#chart.refresh();
  }

  refresh(): void {
    this.#chart.refresh();
  }

  /** A choice among the lab's recordings, where it has some. */
  #recordings(files: readonly TraceFile[]): HTMLElement[] {
    if (files.length === 0) return [];
    const select = element('select', { autocomplete: 'off' }, element('option', { value: '' }, 'none, drawn by hand'),
      ...files.map(({ name, url }) => element('option', { value: url }, name)));
    select.addEventListener('change', () => {
      const file = files.find(({ url }) => url === select.value);
      if (file) void this.#fetch(file);
    });
    return [labelled('Recording', select)];
  }

  get #driven(): Driven | undefined {
    return this.#controls.find(({ part, name }) => `${part}:${name}` === this.#control.value);
  }

  get #length(): number {
    return Number(this.#seconds.value);
  }

  /** Draws a first trace for the control, to be changed. */
  #offer(): void {
    const driven = this.#driven;
    this.#others = new Map();
    if (driven) this.#take(hump(driven, this.#length));
  }

  #take(points: TracePoint[]): void {
    this.#points = points;
    this.#text.value = traceText(points);
    const driven = this.#driven;
    const values = points.map(({ value }) => value);
    if (driven) this.#chart.label = `The trace for ${driven.part}, ${driven.label}: ${points.length} points in ${this.#length} s, from ${Math.min(...values)} to ${Math.max(...values)} ${driven.unit}`;
    this.#chart.refresh();
  }

  #read(text: string, name: string): void {
    const driven = this.#driven;
    if (!driven) return;
    try {
      const points = parseTrace(text, name, driven.name).get(driven.name)!;
      const columns = parseTrace(text, name);
      const others = this.#controls.filter((control) => control.part === driven.part && control.name !== driven.name && columns.has(control.name));
      const wrong = outOfRange(driven, points) ?? others.map((control) => outOfRange(control, columns.get(control.name)!)).find((found) => found !== undefined);
      if (wrong) return this.#say(`${name}, ${wrong}`);
      const last = points.at(-1)!.seconds;
      if (last > this.#length || name !== NAME) this.#seconds.value = String(Math.max(last, 0.1));
      this.#others = new Map(others.map((control) => [control.name, columns.get(control.name)!]));
      this.#say(others.length === 0 ? '' : `Drives ${others.map(({ label }) => label).join(', ')} too.`);
      this.#take([...points]);
    } catch (problem) {
      this.#say((problem as Error).message);
    }
  }

  async #fetch({ name, url }: TraceFile): Promise<void> {
    try {
      const text = await (await load(url)).text();
      this.#choose(parseTrace(text, name));
      this.#read(text, name);
    } catch (problem) {
      this.#say((problem as Error).message);
    }
  }

  /** Drives the first control that the columns name, unless they suit the one that is driven. */
  #choose(columns: Trace): void {
    if (columns.has(this.#driven?.name ?? '')) return;
    const named = this.#controls.find(({ name }) => columns.has(name));
    if (named) this.#control.value = `${named.part}:${named.name}`;
  }

  #stretch(): void {
    const seconds = Math.min(Math.max(this.#length || SECONDS, 0.1), 600);
    this.#seconds.value = String(seconds);
    const last = this.#points.at(-1)?.seconds ?? 0;
    if (last > 0) this.#take(this.#points.map((point) => ({ ...point, seconds: Number(((point.seconds / last) * seconds).toPrecision(6)) })));
  }

  #draw(from: TracePoint, to: TracePoint): void {
    const driven = this.#driven;
    if (driven) this.#take(sampled(this.#points, this.#length, SAMPLES, from, to, driven.step));
  }

  get #shown(): ShownTrace | undefined {
    const driven = this.#driven;
    if (!driven) return undefined;
    const { min, max } = driven;
    const played = this.#begun === undefined ? undefined : Math.min((this.#now - this.#begun) / 1e9, this.#length);
    return { points: this.#points, seconds: this.#length, min, max, played };
  }

  #begin(): void {
    const driven = this.#driven;
    if (!driven) return;
    this.#end();
    const trace: Trace = new Map([...this.#others, [driven.name, this.#points]]);
    this.#played = { part: driven.part, controls: [...trace.keys()], seconds: this.#length };
    this.#actions.play(driven.part, trace);
  }

  #end(): void {
    if (this.#begun === undefined || !this.#played) return;
    for (const control of this.#played.controls) this.#actions.stop(this.#played.part, control);
    this.#over('Stopped.');
  }

  #over(text: string): void {
    this.#begun = undefined;
    this.#stop.disabled = true;
    this.#say(text);
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }
}

/** The end of a sentence about the first value that the control does not take. */
function outOfRange({ label, min, max, unit }: Driven, points: readonly TracePoint[]): string | undefined {
  const wrong = points.find(({ value }) => value < min || value > max);
  return wrong && `at ${wrong.seconds} s: ${label} takes ${min} to ${max} ${unit}, not ${wrong.value}.`;
}
