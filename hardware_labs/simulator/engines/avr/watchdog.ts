/**
 * The AVR's watchdog timer (ATmega328P datasheet DS40002061B, "Watchdog Timer").
 *
 * It takes the place of avr8js's, which asks for the timed sequence even to switch the watchdog on, starts the time anew with
 * every write, forgets that WDRF holds WDE, and stops with the CPU's clock.
 */

import type { CPU, watchdogConfig } from 'avr8js';
import type { OwnOscillator } from './sleep.ts';

export type WatchdogRegisters = Readonly<typeof watchdogConfig>;

const OSCILLATOR_HERTZ = 128_000;
const SHORTEST = 2048; // oscillator cycles, 16 ms
const LONGEST_EXPONENT = 9; // 8 s; larger values are reserved
const WDIF = 0x80; // WDTCSR: time-out in interrupt mode
const WDIE = 0x40; // WDTCSR: interrupt at the next time-out
const WDCE = 0x10; // WDTCSR: change enable
const WDE = 0x08; // WDTCSR: reset at the time-out
const PRESCALER = 0x27; // WDTCSR: WDP3 and WDP2 to WDP0
/** Flags of MCUSR: why the chip was reset last. */
export const POWER_ON_RESET = 0x01;
export const WATCHDOG_RESET = 0x08;
/** WDE and the prescaler may be changed for so many cycles after WDCE and WDE have been written. */
const CHANGE_CYCLES = 4;

export class Watchdog implements OwnOscillator {
  private readonly cpu: CPU;
  private readonly registers: WatchdogRegisters;
  private hertz: number;
  private readonly reset: () => void;
  private readonly interrupt;
  private startedAt = 0;
  private changeUntil = -1;
  private readonly timeOut = () => this.expire();

  /** @param reset Resets the chip; the watchdog of the new life starts from the flags in MCUSR. */
  constructor(cpu: CPU, registers: WatchdogRegisters, hertz: number, reset: () => void) {
    this.cpu = cpu;
    this.registers = registers;
    this.hertz = hertz;
    this.reset = reset;
    const { WDTCSR, MCUSR } = registers;
    this.interrupt = {
      address: registers.watchdogInterrupt,
      flagRegister: WDTCSR,
      flagMask: WDIF,
      enableRegister: WDTCSR,
      enableMask: WDIE,
    };
    cpu.readHooks[WDTCSR] = () => cpu.data[WDTCSR] | (cpu.cycles <= this.changeUntil ? WDCE : 0);
    cpu.writeHooks[WDTCSR] = (value, old) => this.control(value, old);
    cpu.writeHooks[MCUSR] = (value, old) => {
      cpu.data[MCUSR] = old & value; // flags can only be cleared
      return true;
    };
    cpu.onWatchdogReset = () => this.restart();
    if (cpu.data[MCUSR] & WATCHDOG_RESET) cpu.data[WDTCSR] = WDE;
    this.restart();
  }

  /** The CPU's clock has another frequency from now on. */
  setHertz(hertz: number): void {
    const { cycles } = this.cpu;
    this.startedAt = cycles - Math.round(((cycles - this.startedAt) * hertz) / this.hertz);
    this.hertz = hertz;
    this.schedule();
  }

  get remaining(): number {
    return this.isOn ? this.startedAt + this.period - this.cpu.cycles : Infinity;
  }

  elapse(cycles: number): void {
    this.startedAt -= cycles;
    if (!this.isOn) return;
    if (this.remaining <= 0) this.expire();
    else this.schedule();
  }

  private get isOn(): boolean {
    return (this.cpu.data[this.registers.WDTCSR] & (WDE | WDIE)) !== 0;
  }

  /** Clock cycles from a restart to the time-out. */
  private get period(): number {
    const value = this.cpu.data[this.registers.WDTCSR];
    const exponent = Math.min(LONGEST_EXPONENT, (value & 7) | ((value & 0x20) >> 2));
    return Math.round(((SHORTEST << exponent) * this.hertz) / OSCILLATOR_HERTZ);
  }

  private control(value: number, old: number): boolean {
    const { cpu } = this;
    const { WDTCSR, MCUSR } = this.registers;
    const begins = (value & WDCE) !== 0 && (value & WDE) !== 0;
    const mayChange = cpu.cycles <= this.changeUntil && !(value & WDCE);
    const held = cpu.data[MCUSR] & WATCHDOG_RESET ? WDE : 0;
    const changed = mayChange ? value & (WDE | PRESCALER) : (old & (WDE | PRESCALER)) | (value & WDE);
    const wasOn = this.isOn;
    cpu.data[WDTCSR] = (old & WDIF) | (value & WDIE) | changed | held;
    if (value & WDIF) cpu.clearInterrupt(this.interrupt);
    cpu.updateInterruptEnable(this.interrupt, cpu.data[WDTCSR]);
    this.changeUntil = begins ? cpu.cycles + CHANGE_CYCLES : -1;
    if (wasOn) this.schedule();
    else this.restart();
    return true;
  }

  private restart(): void {
    this.startedAt = this.cpu.cycles;
    this.schedule();
  }

  private schedule(): void {
    this.cpu.clearClockEvent(this.timeOut);
    // a shorter period may have passed already
    if (this.isOn) this.cpu.addClockEvent(this.timeOut, Math.ceil(this.remaining));
  }

  private expire(): void {
    const { cpu } = this;
    const { WDTCSR } = this.registers;
    const value = cpu.data[WDTCSR];
    if (!(value & WDIE)) {
      this.reset();
      return;
    }
    cpu.setInterruptFlag(this.interrupt);
    // the chip does this when it enters the interrupt; the next time-out resets it either way
    if (value & WDE) cpu.data[WDTCSR] &= ~WDIE;
    this.startedAt = cpu.cycles - ((cpu.cycles - this.startedAt) % this.period);
    this.schedule();
  }
}
