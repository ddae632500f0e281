/** An AVR without a board: what its pins do, what it prints, and voltages and I2C parts by pin. */

import { atmega2560 } from '../../hardware_labs/simulator/engines/avr/atmega2560.ts';
import { atmega328p } from '../../hardware_labs/simulator/engines/avr/atmega328p.ts';
import { AvrEngine } from '../../hardware_labs/simulator/engines/avr/engine.ts';
import type { I2cTarget } from '../../hardware_labs/simulator/i2c.ts';
import { firmware } from './fixtures.ts';
import type { Mcu } from './fixtures.ts';

const descriptions = { atmega328p, atmega2560 };
export const CYCLES_PER_MILLISECOND = 16_000;

/** A bench that runs tests/simulator/firmware/<name>.c. */
export function benchOf(name: string, mcu: Mcu, targets?: ReadonlyMap<string, I2cTarget>): AvrBench {
  return new AvrBench(firmware(name, mcu), mcu, targets);
}

export class AvrBench {
  readonly engine: AvrEngine;
  text = '';
  readonly volts = new Map<string, number>();
  /** Cycles at which each pin changed its level as an output, the first one to high. */
  readonly edges = new Map<string, number[]>();
  /** Pins whose levels during a transfer are wanted. */
  readonly watched = new Set<string>();
  private readonly targets: ReadonlyMap<string, I2cTarget>;

  /**
   * @param hex Intel HEX text.
   * @param targets I2C parts by "SDA SCL address", as in "PC4 PC5 42", hexadecimal.
   */
  constructor(hex: string, mcu: Mcu, targets: ReadonlyMap<string, I2cTarget> = new Map()) {
    this.targets = targets;
    this.engine = new AvrEngine(descriptions[mcu], hex, {
      pinChanged: (pin) => this.note(pin),
      analogVolts: (pin) => this.volts.get(pin) ?? 0,
      serialByte: (byte) => void (this.text += String.fromCharCode(byte)),
      i2cTarget: (sda, scl, address) => this.targets.get(`${sda} ${scl} ${address.toString(16)}`),
      isWatched: (pin) => this.watched.has(pin),
    });
  }

  run(milliseconds: number): this {
    this.engine.run(this.engine.cycles + milliseconds * CYCLES_PER_MILLISECOND);
    return this;
  }

  /** Widths of the pulses on a pin, in cycles. */
  pulses(pin: string): number[] {
    const edges = this.edges.get(pin) ?? [];
    return edges.flatMap((cycles, n) => (n % 2 === 1 ? [cycles - edges[n - 1]] : []));
  }

  private note(pin: string): void {
    const edges = this.edges.get(pin) ?? [];
    this.edges.set(pin, edges);
    const high = this.engine.drive(pin) === 'high';
    if (high === (edges.length % 2 === 0)) edges.push(this.engine.cycles);
  }
}
