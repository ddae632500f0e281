import type { TracePoint } from '../../hardware_labs/simulator/trace.ts';
import { Chart, timeAxis, valueAxis } from './chart.ts';
import type { Pen } from './chart.ts';
import { heldAt } from './trace-points.ts';

/** What the chart shows: points over a time, in a control's range, and how far they have been played. */
export interface ShownTrace {
  readonly points: readonly TracePoint[];
  readonly seconds: number;
  readonly min: number;
  readonly max: number;
  readonly played?: number;
}

const LEFT = 52;
const BOTTOM = 22;

/** A trace as steps over time, to be drawn into with a mouse, a pen or a finger. */
export class TraceChart {
  readonly #chart: Chart;
  readonly #shown: () => ShownTrace | undefined;
  /** Where the stroke that is under way has come to. */
  #last: TracePoint | undefined;

  /** @param stroke Called for each piece of a stroke, from where the last one ended; its values are anywhere in the range. */
  constructor(shown: () => ShownTrace | undefined, stroke: (from: TracePoint, to: TracePoint) => void) {
    this.#shown = shown;
    this.#chart = new Chart('The trace', (pen) => this.#paint(pen));
    const { canvas } = this;
    canvas.classList.add('trace-canvas');
    const draw = (event: PointerEvent): void => {
      const point = this.#pointAt(event);
      if (!point) return;
      stroke(this.#last ?? point, point);
      this.#last = point;
    };
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      draw(event);
    });
    canvas.addEventListener('pointermove', (event) => this.#last && draw(event));
    for (const end of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(end, () => (this.#last = undefined));
  }

  get canvas(): HTMLCanvasElement {
    return this.#chart.canvas;
  }

  set label(text: string) {
    this.#chart.label = text;
  }

  refresh(): void {
    this.#chart.refresh();
  }

  #pointAt({ clientX, clientY }: PointerEvent): TracePoint | undefined {
    const shown = this.#shown();
    if (!shown) return undefined;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const inside = (part: number): number => Math.min(Math.max(part, 0), 1);
    const across = inside((clientX - left - LEFT) / (width - LEFT));
    const up = inside(1 - (clientY - top) / (height - BOTTOM));
    return { seconds: across * shown.seconds, value: shown.min + up * (shown.max - shown.min) };
  }

  #paint(pen: Pen): void {
    const shown = this.#shown();
    if (!shown) return;
    const { points, seconds: length, min, max, played } = shown;
    const { context, width, height } = pen;
    const plot = height - BOTTOM;
    const x = (seconds: number): number => LEFT + (seconds / length) * (width - LEFT);
    const y = (value: number): number => plot - ((value - min) / (max - min)) * plot;
    timeAxis(pen, 0, length, LEFT, BOTTOM, 's');
    valueAxis(pen, min, max, LEFT, BOTTOM);
    context.strokeStyle = pen.series[0];
    context.lineWidth = 2;
    context.beginPath();
    for (const [index, { seconds, value }] of points.entries()) {
      if (index > 0) context.lineTo(x(seconds), y(points[index - 1].value));
      context.lineTo(x(seconds), y(value));
    }
    const last = points.at(-1);
    if (last) context.lineTo(x(length), y(last.value));
    context.stroke();
    if (played === undefined) return;
    context.fillStyle = pen.text;
    context.beginPath();
    context.arc(x(played), y(heldAt(points, played) ?? min), 5, 0, 2 * Math.PI);
    context.fill();
  }
}
