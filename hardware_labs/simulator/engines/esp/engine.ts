/**
 * What the engines of the ESP chips have in common: time, events, resets, pins. Each chip adds its core, its memory and its
 * peripherals.
 *
 * The CPU runs at 160 MHz whatever the clock registers say. Time is one cycle an instruction, an estimate; instructions are
 * counted exactly. The mask ROM's own work takes no time, it prints nothing, and its functions do not exist.
 */

import type { Drive, Engine, PinElectrics, SleepCycles } from '../engine.ts';
import { EventQueue } from './events.ts';
import type { ChipClock, ScheduledEvent } from './events.ts';
import type { ResetCause } from './reset.ts';
import type { StackWatch } from './stack-watch.ts';

const HERTZ = 160_000_000;

export interface Core {
  readonly cycles: number;
  readonly instructions: number;
  /** Cycles in which it waited for an interrupt. */
  readonly sleptCycles: number;
  readonly stackPointer: number;
  /** Ends before the instruction at `breakpoint`, too, unless an interrupt comes first; returns whether it did. */
  run(target: number, breakpoint?: number): boolean;
  requestStop(): void;
}

export interface PinsAndSerial {
  readonly gpio: { drive(pin: number): Drive; setInput(pin: number, high: boolean): void };
  readonly uart: { receive(bytes: Iterable<number>): void };
}

export abstract class EspEngine implements Engine {
  readonly hertz = HERTZ;
  readonly volts = 3.3;
  /**
   * ESP32 and ESP32-C3 datasheets, "DC Characteristics (3.3 V, 25 C)": pulls of 45 kOhm, input thresholds at 0.25 and 0.75 VDD; at
   * its strongest drive an output falls from 3.3 V to 2.64 V at 40 mA, 16.5 ohms. Weaker drives are not modelled.
   */
  readonly electrics: PinElectrics = { outputOhms: 16.5, pullOhms: 45_000, lowBelow: 0.25, highAbove: 0.75 };
  protected readonly events = new EventQueue();
  protected readonly clock: ChipClock = this.makeClock();
  private readonly numbers: ReadonlyMap<string, number>;
  /** Instructions retired and cycles slept before the last reset. */
  private retiredBefore = 0;
  private sleptBefore = 0;
  /** Cycle up to which the core may run without a look at the events. */
  private until = 0;
  private stopRequested = false;
  private pendingReset: ResetCause | undefined;

  protected abstract core: Core;
  protected abstract readonly stack: StackWatch;
  protected abstract peripherals: PinsAndSerial;

  /** @param pins Numbers of the chip's GPIOs. */
  constructor(pins: readonly number[]) {
    this.numbers = new Map(pins.map((pin) => [`GPIO${pin}`, pin]));
  }

  /** Makes core, bus and what else the reset reaches anew, and starts the image again. */
  protected abstract reset(cause: ResetCause): void;

  get pins(): readonly string[] {
    return [...this.numbers.keys()];
  }

  get cycles(): number {
    return this.core.cycles;
  }

  get instructions(): number {
    return this.retiredBefore + this.core.instructions;
  }

  get stackPeak(): number | undefined {
    return this.stack.peak;
  }

  /** A core that waits for an interrupt leaves the peripherals' clock running. */
  get sleepCycles(): SleepCycles {
    return { idle: this.sleptBefore + this.core.sleptCycles, stopped: 0 };
  }

  /** @throws UserError when the firmware cannot go on. */
  run(target: number, breakpoint?: number): boolean {
    this.stopRequested = false;
    this.runEvents();
    while (this.core.cycles < target && !this.stopRequested) {
      const lookUp = this.stack.isStarting ? this.core.cycles + 1 : this.events.earliest();
      this.until = Math.min(target, lookUp);
      const atBreakpoint = this.core.run(this.until, breakpoint);
      if (this.stack.isStarting) this.stack.observe(this.core.stackPointer);
      this.runEvents();
      if (atBreakpoint) return true;
    }
    return false;
  }

  requestStop(): void {
    this.stopRequested = true;
    this.core.requestStop();
  }

  drive(pin: string): Drive {
    const number = this.numbers.get(pin);
    return number === undefined ? 'floating' : this.peripherals.gpio.drive(number);
  }

  setInput(pin: string, high: boolean): void {
    const number = this.numbers.get(pin);
    if (number !== undefined) this.peripherals.gpio.setInput(number, high);
  }

  receive(bytes: Iterable<number>): void {
    this.peripherals.uart.receive(bytes);
  }

  /** Resets the chip after the current instruction. */
  protected requestReset(cause: ResetCause): void {
    this.pendingReset ??= cause;
    this.core.requestStop();
  }

  private makeClock(): ChipClock {
    const now = (): number => this.core.cycles;
    return {
      get now() {
        return now();
      },
      at: (cycle, act): ScheduledEvent => {
        const event = this.events.add(cycle, act);
        if (event.cycle < this.until) this.core.requestStop(); // the run that is under way would miss it
        return event;
      },
    };
  }

  private runEvents(): void {
    for (let act = this.events.take(this.core.cycles); act; act = this.events.take(this.core.cycles)) act();
    if (this.pendingReset === undefined) return;
    const cause = this.pendingReset;
    this.pendingReset = undefined;
    const { instructions } = this;
    this.sleptBefore += this.core.sleptCycles;
    this.reset(cause);
    this.retiredBefore = instructions - this.core.instructions;
  }
}
