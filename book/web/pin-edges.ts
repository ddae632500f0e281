import type { Edge } from '../../hardware_labs/simulator/page-messages.ts';
import { formatVcd } from '../../hardware_labs/simulator/vcd.ts';

/** Changes to keep of each pin. */
const MOST_EDGES = 100_000;

interface PinEdges {
  nanos: number[];
  highs: boolean[];
  /** All that were recorded, also those no longer kept. */
  count: number;
}

/** What a pin did, in numbers. */
export interface PinFacts {
  readonly high: boolean;
  readonly changes: number;
  /** Nanoseconds of its last complete pulse, and from the pulse's start to the next one's. */
  readonly pulse?: number;
  readonly period?: number;
}

/** The level changes of the watched pins since power-on. */
export class EdgeStore {
  readonly #pins = new Map<string, PinEdges>();

  add(edges: readonly Edge[]): void {
    for (const { pin, nanos, high } of edges) {
      const kept = this.#pins.get(pin) ?? { nanos: [], highs: [], count: 0 };
      this.#pins.set(pin, kept);
      if (kept.highs.at(-1) === high) continue; // watched again
      kept.nanos.push(nanos);
      kept.highs.push(high);
      kept.count++;
      if (kept.nanos.length > 1.5 * MOST_EDGES) {
        kept.nanos = kept.nanos.slice(-MOST_EDGES);
        kept.highs = kept.highs.slice(-MOST_EDGES);
      }
    }
  }

  /** @param pins To keep. */
  keepOnly(pins: readonly string[]): void {
    for (const pin of this.#pins.keys()) if (!pins.includes(pin)) this.#pins.delete(pin);
  }

  clear(): void {
    this.#pins.clear();
  }

  /** The moment of the last change of any pin. */
  get last(): number {
    return Math.max(0, ...[...this.#pins.values()].filter(({ count }) => count > 1).map(({ nanos }) => nanos.at(-1)!));
  }

  /** The last change of any pin before a moment, if `direction` is -1, or the first one after it. */
  next(moment: number, direction: 1 | -1): number | undefined {
    const found = [...this.#pins.values()].flatMap(({ nanos }) => {
      const index = direction === 1 ? after(nanos, moment) : after(nanos, moment - 1e-3) - 1;
      return index > 0 && index < nanos.length ? [nanos[index]] : []; // index 0 is where the watching began
    });
    if (found.length === 0) return undefined;
    return direction === 1 ? Math.min(...found) : Math.max(...found);
  }

  /** The changes of a pin from the last one before a moment on. */
  *from(pin: string, moment: number): Generator<{ nanos: number; high: boolean }> {
    const kept = this.#pins.get(pin);
    if (!kept) return;
    for (let index = Math.max(0, after(kept.nanos, moment) - 1); index < kept.nanos.length; index++) yield { nanos: kept.nanos[index], high: kept.highs[index] };
  }

  facts(pin: string): PinFacts | undefined {
    const kept = this.#pins.get(pin);
    if (!kept) return undefined;
    const { nanos, highs, count } = kept;
    const end = highs.length - 1;
    const fall = highs[end] ? end - 1 : end;
    // index 0 is where the watching began, which is no edge
    const pulse = fall >= 2 ? nanos[fall] - nanos[fall - 1] : undefined;
    const period = fall >= 4 ? nanos[fall - 1] - nanos[fall - 3] : undefined;
    return { high: highs[end], changes: count - 1, pulse, period };
  }

  /** As a Value Change Dump that ends at this moment. */
  vcd(pins: readonly string[], end: number): string {
    const all = pins.flatMap((pin, channel) => [...this.from(pin, -1)].map(({ nanos, high }) => ({ nanos, high, channel })));
    all.sort((a, b) => a.nanos - b.nanos);
    const levels: string[] = pins.map(() => 'z');
    const states = new Map<number, { nanos: number; levels: string }>();
    for (const { nanos, high, channel } of all) {
      levels[channel] = high ? '1' : '0';
      states.set(nanos, { nanos, levels: levels.join('') });
    }
    const channels = pins.map((pin) => pin.replace(/\W/g, '_'));
    return formatVcd({ channels, states: [...states.values()], sampleCount: all.length }, end);
  }
}

/** Index of the first number above this one, in numbers that go up. */
function after(numbers: readonly number[], number: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}
