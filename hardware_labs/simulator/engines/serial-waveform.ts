/**
 * The level of a serial port's transmit line, for ports that send byte by byte: high while idle, then a start bit, the data with the
 * lowest bit first, parity and stop bits. It only draws: what the port does and how long it takes does not depend on it.
 */

import { Edges } from './edges.ts';
import type { WaveformClock } from './edges.ts';

export interface SerialLine {
  /** Whether anyone would see the levels; asked at each byte. */
  isWatched(): boolean;
  /** Drives the line; undefined leaves the pin to whoever has it otherwise. */
  drive(level: 'high' | 'low' | undefined): void;
}

export class SerialWaveform {
  private readonly edges: Edges;
  private readonly line: SerialLine;
  private level: 'high' | 'low' | undefined;

  constructor(clock: WaveformClock, line: SerialLine) {
    this.edges = new Edges(clock);
    this.line = line;
  }

  /** The port takes the pin, or leaves it when all is sent. */
  enable(isOn: boolean): void {
    this.set(isOn ? 'high' : undefined);
  }

  /**
   * A byte begins to leave at cycle `begun`.
   *
   * @param bits Behind the start bit and before the stop bits, in their order.
   */
  frame(begun: number, bits: readonly boolean[], bitCycles: number): void {
    if (!this.line.isWatched()) return;
    let last = true;
    for (const [place, high] of [false, ...bits, true].entries()) {
      if (high !== last) this.edges.add(begun + place * bitCycles, () => this.set(high ? 'high' : 'low'));
      last = high;
    }
  }

  private set(level: 'high' | 'low' | undefined): void {
    if (this.level === level) return;
    this.level = level;
    this.line.drive(level);
  }
}

/** @param parity Undefined for none. */
export function frameBits(data: number, dataBits: number, parity: 'even' | 'odd' | undefined): boolean[] {
  const bits = Array.from({ length: dataBits }, (_, bit) => ((data >> bit) & 1) === 1);
  if (parity === undefined) return bits;
  const isOdd = bits.filter(Boolean).length % 2 === 1;
  return [...bits, isOdd === (parity === 'even')];
}
