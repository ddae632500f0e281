import type { TracePoint } from '../../hardware_labs/simulator/trace.ts';

/** The value that holds at a moment. */
export function heldAt(points: readonly TracePoint[], seconds: number): number | undefined {
  return points.findLast((point) => point.seconds <= seconds)?.value ?? points[0]?.value;
}

/** From the control's value up, or down where it is at the top, and back. */
export function hump({ min, max, step, value }: { min: number; max: number; step: number; value: number }, seconds: number): TracePoint[] {
  const count = 20;
  const height = max - value > value - min ? (max - value) / 2 : (min - value) / 2;
  return Array.from({ length: count + 1 }, (_, index) => ({
    seconds: number((index * seconds) / count),
    value: rounded(value + height * Math.sin((Math.PI * index) / count) ** 2, step),
  }));
}

/** The points as `count` samples, those from `from` to `to` on the line between the two. */
export function sampled(points: readonly TracePoint[], seconds: number, count: number, from: TracePoint, to: TracePoint, step: number): TracePoint[] {
  const [first, last] = from.seconds <= to.seconds ? [from, to] : [to, from];
  const index = (point: TracePoint): number => Math.min(count - 1, Math.floor((point.seconds / seconds) * count));
  return Array.from({ length: count }, (_, sample) => {
    const at = (sample * seconds) / count;
    const held = heldAt(points, at) ?? from.value;
    const isDrawn = sample >= index(first) && sample <= index(last);
    const width = index(last) - index(first);
    const share = width === 0 ? Number(to === last) : (sample - index(first)) / width;
    const drawn = first.value + share * (last.value - first.value);
    return { seconds: number(at), value: isDrawn ? rounded(drawn, step) : held };
  });
}

/** As CSV, what a lab's own traces are written in. */
export function traceText(points: readonly TracePoint[]): string {
  return `${['time,value', ...points.map(({ seconds, value }) => `${seconds},${value}`)].join('\n')}\n`;
}

function rounded(value: number, step: number): number {
  return number(Math.round(value / step) * step);
}

/** Without the last digits of binary fractions. */
function number(value: number): number {
  return Number(value.toPrecision(9));
}
