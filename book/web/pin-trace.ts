import type { Edge } from '../../hardware_labs/simulator/page-messages.ts';
import { Chart, timeAxis } from './chart.ts';
import type { Pen } from './chart.ts';
import { button, element } from './dom.ts';
import { labelled } from './labelled.ts';
import { EdgeStore } from './pin-edges.ts';
import { saveAs } from './save.ts';
import type { Diagram } from './wires.ts';

/** As many as a logic analyzer has. */
const MOST_PINS = 8;
const SPANS: readonly (readonly [label: string, nanos: number])[] = [['1 ms', 1e6], ['10 ms', 1e7], ['100 ms', 1e8], ['1 s', 1e9], ['10 s', 1e10]];
/** A shorter span ends soon after the last change, as a scope that is triggered; a longer one at the present. */
const SHORTEST_LIVE = 1e9;
const LANE = 34;
const LEFT = 64;
const BOTTOM = 22;
/** What is wired to them is a voltage, not a level. */
const ANALOGUE = /potentiometer|photoresistor|ntc-temperature/;

/** The levels of chosen pins as waveforms over simulated time. */
export class PinTrace {
  readonly root: HTMLElement;
  readonly #watch: (pins: readonly string[]) => void;
  readonly #edges = new EdgeStore();
  readonly #chart = new Chart('Waveforms of the chosen pins', (pen) => this.#paint(pen));
  readonly #choices = element('div', { class: 'pin-choices' });
  readonly #others = element('select', { autocomplete: 'off', 'aria-label': 'Another pin' });
  readonly #span = element('select', { autocomplete: 'off' }, ...SPANS.map(([label, nanos]) => element('option', { value: String(nanos) }, label)));
  readonly #rows = element('tbody');
  readonly #hint = element('p', { class: 'board-hint' }, 'Run the board: its pins can be chosen then, and are recorded from that moment on.');
  #notes = new Map<string, string>();
  /** All of the board's, as "part:pin". */
  #pins: readonly string[] = [];
  #chosen: string[] = [];
  #opened = false;
  #hasAnalyzer = false;
  #now = 0;
  /** The change that the reader looks at, if not the last one. */
  #mark: number | undefined;
  readonly #place = element('span', { class: 'pin-place', role: 'status' });
  readonly #saveRecorded: HTMLButtonElement;

  /**
   * @param watch Has the changes of these pins reported, and of no others.
   * @param record Asks for what the circuit's logic analyzer has recorded, for `saveRecording`.
   */
  constructor(watch: (pins: readonly string[]) => void, record: () => void) {
    this.#watch = watch;
    this.#saveRecorded = button('Download the logic analyzer\u2019s VCD', record);
    this.#span.value = '1000000000';
    this.#span.addEventListener('change', () => this.#refresh());
    this.#others.addEventListener('change', () => {
      this.#offer(this.#others.value, true);
      this.#choose();
    });
    const steps = [button('Change before', () => this.#go(-1)), button('Change after', () => this.#go(1))];
    const save = button('Download VCD', () => saveAs('pins.vcd', 'text/plain', this.#edges.vcd(this.#chosen, this.#now)));
    const legend = element('legend', {}, `Pins, at most ${MOST_PINS}`);
    const head = element('tr', {}, ...['Pin', 'Level', 'Changes', 'Last pulse', 'Period'].map((name) => element('th', { scope: 'col' }, name)));
    const table = element('table', { class: 'pin-facts' }, element('thead', {}, head), this.#rows);
    const bar = element('div', { class: 'board-row' }, labelled('Show', this.#span), ...steps, this.#place, save, this.#saveRecorded);
    this.root = element('div', { class: 'pin-trace' }, this.#hint, element('fieldset', { class: 'board-part' }, legend, this.#choices, this.#others), this.#chart.canvas, bar, table);
    this.#fill();
  }

  /** Nothing is recorded before the reader looks here for the first time: recording takes time. */
  open(): void {
    if (!this.#opened) {
      this.#opened = true;
      if (this.#pins.length > 0) this.#watch(this.#chosen);
    }
    this.#refresh();
  }

  /** A board has started, with these pins. */
  begin(diagram: Diagram, pins: readonly string[]): void {
    const wires = diagram.connections.flatMap(([from, to]) => [[from, to], [to, from]] as const);
    const types = new Map(diagram.parts.map(({ id, type }) => [id, type]));
    this.#pins = pins;
    this.#hasAnalyzer = diagram.parts.some(({ type }) => type === 'wokwi-logic-analyzer');
    this.#notes = new Map(wires.filter(([from]) => pins.includes(from)));
    const wired = pins.filter((pin) => this.#notes.has(pin));
    const levels = wired.filter((pin) => {
      const [part] = this.#notes.get(pin)!.split(':');
      return part !== '$serialMonitor' && !ANALOGUE.test(types.get(part) ?? '');
    });
    this.#choices.replaceChildren();
    for (const pin of wired.slice(0, MOST_PINS)) this.#offer(pin, levels.includes(pin));
    this.#chosen = this.#ticked();
    this.#edges.clear();
    this.#mark = undefined;
    this.#place.textContent = '';
    this.#fill();
    if (this.#opened) this.#watch(this.#chosen);
  }

  saveRecording(vcd: string): void {
    saveAs('logic-analyzer.vcd', 'text/plain', vcd);
  }

  add(edges: readonly Edge[]): void {
    this.#edges.add(edges.filter(({ pin }) => this.#chosen.includes(pin)));
    this.#refresh();
  }

  tell(nanos: number): void {
    this.#now = nanos;
    this.#refresh();
  }

  clear(): void {
    this.#edges.clear();
    this.#mark = undefined;
    this.#place.textContent = '';
    this.#now = 0;
    this.#refresh();
  }

  #offer(pin: string, ticked: boolean): void {
    const box = element('input', { type: 'checkbox', value: pin, autocomplete: 'off' });
    box.checked = ticked;
    box.addEventListener('change', () => this.#choose());
    const note = this.#notes.get(pin);
    const wire = note === undefined ? [] : [element('span', { class: 'board-part-kind' }, note.startsWith('$') ? ' serial monitor' : ` to ${note}`)];
    this.#choices.append(element('label', {}, box, ` ${short(pin)}`, ...wire));
  }

  #ticked(): string[] {
    return [...this.#choices.querySelectorAll('input')].filter(({ checked }) => checked).map(({ value }) => value);
  }

  #choose(): void {
    this.#chosen = this.#ticked();
    this.#edges.keepOnly(this.#chosen);
    this.#fill();
    this.#watch(this.#chosen);
  }

  /** Brings what can be chosen, the waveforms' height and the table up to what is chosen. */
  #fill(): void {
    const full = this.#chosen.length >= MOST_PINS;
    for (const box of this.#choices.querySelectorAll('input')) box.disabled = full && !box.checked;
    const offered = [...this.#choices.querySelectorAll('input')].map(({ value }) => value);
    const others = this.#pins.filter((pin) => !offered.includes(pin));
    this.#others.replaceChildren(element('option', { value: '', selected: '' }, 'Another pin…'), ...others.map((pin) => element('option', { value: pin }, short(pin))));
    this.#others.disabled = full || others.length === 0;
    this.#hint.hidden = this.#pins.length > 0;
    this.#saveRecorded.hidden = !this.#hasAnalyzer;
    this.#chart.canvas.style.height = `${Math.max(1, this.#chosen.length) * LANE + BOTTOM}px`;
    this.#chart.label = `Waveforms of ${this.#chosen.map(short).join(', ') || 'no pins'}; what they show is in the table below`;
    this.#rows.replaceChildren(...this.#chosen.map((pin) => element('tr', { 'data-pin': pin }, element('th', { scope: 'row' }, short(pin)), ...['', '', '', ''].map((text) => element('td', {}, text)))));
    this.#refresh();
  }

  /** To the change before or after the one in view; behind the last one the waveforms move on again. */
  #go(direction: 1 | -1): void {
    const from = this.#mark ?? this.#edges.last + (Number(this.#span.value) < SHORTEST_LIVE ? 0 : 1);
    const found = this.#edges.next(from, direction);
    if (direction === 1) this.#mark = found === this.#edges.last ? undefined : found;
    else this.#mark = found ?? this.#mark;
    this.#place.textContent = this.#mark === undefined ? '' : `at ${(this.#mark / 1e9).toFixed(6)} s`;
    this.#refresh();
  }

  #refresh(): void {
    this.#chart.refresh();
  }

  #paint(pen: Pen): void {
    this.#showFacts();
    const span = Number(this.#span.value);
    const last = this.#edges.last;
    const now = Math.max(this.#now, last);
    const mark = this.#mark ?? (span < SHORTEST_LIVE && last > 0 ? last : now);
    const end = Math.max(span, Math.min(now, mark + span / 4));
    const [divisor, unit] = span >= 1e9 ? [1e9, 's'] : [1e6, 'ms'];
    timeAxis(pen, (end - span) / divisor, end / divisor, LEFT, BOTTOM, unit);
    if (this.#mark !== undefined) {
      const x = LEFT + ((this.#mark - end + span) / span) * (pen.width - LEFT);
      pen.context.fillStyle = pen.accent;
      pen.context.fillRect(x - 0.5, 0, 1, pen.height - BOTTOM);
    }
    for (const [lane, pin] of this.#chosen.entries()) this.#paintLane(pen, pin, lane * LANE, end - span, end, Math.min(end, now));
  }

  #paintLane({ context, width, text, series }: Pen, pin: string, top: number, from: number, to: number, now: number): void {
    const x = (nanos: number): number => LEFT + ((Math.min(Math.max(nanos, from), to) - from) / (to - from)) * (width - LEFT);
    const y = (high: boolean): number => top + (high ? 6 : LANE - 6);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillStyle = text;
    context.fillText(short(pin), LEFT - 8, top + LANE / 2, LEFT - 10);
    context.strokeStyle = series[0];
    context.lineWidth = 2;
    context.beginPath();
    let before: boolean | undefined;
    let column = Number.NaN;
    for (const { nanos, high } of this.#edges.from(pin, from)) {
      if (nanos > to) break;
      const at = x(nanos);
      const isDrawn = Math.floor(2 * at) === column; // more changes than there are dots: this one is full of them already
      if (before === undefined || isDrawn) context.moveTo(at, y(high));
      else {
        context.lineTo(at, y(before));
        context.lineTo(at, y(high));
        column = Math.floor(2 * at);
      }
      before = high;
    }
    if (before !== undefined) context.lineTo(x(now), y(before));
    context.stroke();
  }

  #showFacts(): void {
    for (const row of this.#rows.rows) {
      const facts = this.#edges.facts(row.dataset.pin!);
      const cells = facts ? [facts.high ? 'high' : 'low', facts.changes.toLocaleString('en'), duration(facts.pulse), duration(facts.period)] : ['', '', '', ''];
      for (const [index, text] of cells.entries()) row.cells[index + 1].textContent = text;
    }
  }
}

/** A board's pin without the board. */
function short(pin: string): string {
  return pin.slice(pin.indexOf(':') + 1);
}

function duration(nanos: number | undefined): string {
  if (nanos === undefined) return '–';
  const [divisor, unit] = nanos >= 1e9 ? [1e9, 's'] : nanos >= 1e6 ? [1e6, 'ms'] : [1e3, 'µs'];
  return `${Number((nanos / divisor).toPrecision(6))} ${unit}`;
}
