/**
 * The counter that divides the clock for timers (ATmega328P datasheet DS40002061B, chapter "Timer/Counter0 and Timer/Counter1
 * Prescalers"): free running, whatever the timers select, until GTCCR resets it or, with TSM, holds it.
 */

import type { CPU } from 'avr8js';

/** General timer/counter control register. */
const GTCCR = 0x43;
const TSM = 0x80;
/** Bits of GTCCR that reset one prescaler each. */
export const PSRSYNC = 0x01;
export const PSRASY = 0x02;

interface Divided {
  /** Counts up to now. */
  sync(): void;
  /** The prescaler has been reset, held or let go. */
  rebase(): void;
}

export class Prescaler {
  private readonly cpu: CPU;
  private readonly timers: Divided[] = [];
  private resetAt = 0;
  private held = false;

  constructor(cpu: CPU) {
    this.cpu = cpu;
  }

  add(timer: Divided): void {
    this.timers.push(timer);
  }

  /** Ticks of the clock divided by `divider`, counted from an arbitrary one, up to `cycles`. */
  ticks(divider: number, cycles: number): number {
    return divider === 1 ? cycles : Math.floor((this.held ? 0 : cycles - this.resetAt) / divider);
  }

  /** Cycles from now to this tick. */
  cyclesTo(divider: number, tick: number): number {
    const { cycles } = this.cpu;
    if (divider === 1) return tick - cycles;
    return this.held ? Infinity : tick * divider + this.resetAt - cycles;
  }

  /** Begins anew; `hold` keeps it there. */
  reset(hold: boolean): void {
    for (const timer of this.timers) timer.sync();
    this.resetAt = this.cpu.cycles;
    this.held = hold;
    for (const timer of this.timers) timer.rebase();
  }

  get isHeld(): boolean {
    return this.held;
  }
}

/** Gives GTCCR its effect on the prescalers, by their bits. */
export function connectPrescalers(cpu: CPU, prescalers: ReadonlyMap<number, Prescaler>): void {
  cpu.writeHooks[GTCCR] = (value) => {
    const hold = (value & TSM) !== 0;
    for (const [bit, prescaler] of prescalers) {
      if (value & bit || prescaler.isHeld) prescaler.reset(hold && (value & bit) !== 0);
    }
    cpu.data[GTCCR] = hold ? value & (TSM | PSRSYNC | PSRASY) : 0;
    return true;
  };
}
