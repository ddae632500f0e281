/**
 * The system clock prescaler (ATmega328P datasheet DS40002061B, register CLKPR): the CPU and its peripherals count `cpu.cycles`,
 * the outside counts cycles of the oscillator.
 */

import type { CPU } from 'avr8js';

const CLKPR = 0x61;
const CLKPCE = 0x80;
const LARGEST_EXPONENT = 8; // larger values are reserved
/** The prescaler may be changed for so many cycles after CLKPCE has been written. */
const CHANGE_CYCLES = 4;

export class Clock {
  /** Oscillator cycles in one of the CPU. */
  divider = 1;
  /** Told after the divider has changed. */
  onChange: () => void = () => {};
  private readonly cpu: CPU;
  private offset = 0;
  private changeUntil = -1;

  constructor(cpu: CPU) {
    this.cpu = cpu;
  }

  /** Oscillator cycles of all `cpu.cycles` so far. */
  get cycles(): number {
    return this.cpu.cycles * this.divider + this.offset;
  }

  /** What `cpu.cycles` will be when `cycles` has reached a value. */
  cpuCyclesAt(cycles: number): number {
    return Math.ceil((cycles - this.offset) / this.divider);
  }

  /** Connects CLKPR, as after a reset with the fuse CKDIV8 unprogrammed as on Arduino boards. */
  reset(): void {
    const { cpu } = this;
    this.setDivider(1);
    cpu.writeHooks[CLKPR] = (value) => {
      const mayChange = cpu.cycles <= this.changeUntil && !(value & CLKPCE);
      this.changeUntil = value === CLKPCE ? cpu.cycles + CHANGE_CYCLES : -1;
      if (!mayChange) return true;
      cpu.data[CLKPR] = value & 0x0f;
      this.setDivider(1 << Math.min(LARGEST_EXPONENT, value & 0x0f));
      return true;
    };
  }

  private setDivider(divider: number): void {
    if (divider === this.divider) return;
    this.offset = this.cycles - this.cpu.cycles * divider;
    this.divider = divider;
    this.onChange();
  }
}
