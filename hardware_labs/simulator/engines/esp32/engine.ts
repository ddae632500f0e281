/**
 * The ESP32: one Xtensa LX6 core, the PRO CPU, with our peripherals around it, booted from an image in flash as its mask ROM does.
 *
 * The CPU runs at 160 MHz whatever the clock registers say. Time is one cycle an instruction, an estimate; instructions are
 * counted exactly. The mask ROM's own work takes no time, it prints nothing, and its functions do not exist. The APP CPU stays in
 * reset.
 */

import type { FlashSection } from '../../firmware.ts';
import type { Drive, Engine, EngineHost, PinElectrics, SleepCycles } from '../engine.ts';
import { EventQueue } from '../esp/events.ts';
import type { ChipClock, ScheduledEvent } from '../esp/events.ts';
import { flashContent } from '../esp/image.ts';
import { RESET_CAUSES } from '../esp/reset.ts';
import type { ResetCause } from '../esp/reset.ts';
import { StackWatch } from '../esp/stack-watch.ts';
import { Interpreter } from '../xtensa/interpreter.ts';
import { RAM_DATA } from '../xtensa/memory-map.ts';
import { boot } from './boot.ts';
import { Esp32Bus } from './bus.ts';
import { fatalJump } from './faults.ts';
import { PINS } from './io-mux.ts';
import { Peripherals } from './peripherals.ts';
import type { Chip } from './peripherals.ts';

const HERTZ = 160_000_000;
const FLASH_BYTES = 4 * 1024 * 1024;
const STACK_POINTER = 1;
const PIN_NUMBERS = new Map(PINS.map((pin) => [`GPIO${pin}`, pin]));

export class Esp32Engine implements Engine {
  readonly hertz = HERTZ;
  readonly volts = 3.3;
  /**
   * ESP32 datasheet, "DC Characteristics (3.3 V, 25 C)": pulls of 45 kOhm, input thresholds at 0.25 and 0.75 VDD; at its strongest
   * drive an output falls from 3.3 V to 2.64 V at 40 mA, 16.5 ohms. Weaker drives are not modelled.
   */
  readonly electrics: PinElectrics = { outputOhms: 16.5, pullOhms: 45_000, lowBelow: 0.25, highAbove: 0.75 };
  readonly pins: readonly string[] = [...PIN_NUMBERS.keys()];
  private readonly chip: Chip;
  private readonly flash: Uint8Array;
  private readonly events = new EventQueue();
  private readonly stack: StackWatch;
  private bus = new Esp32Bus();
  private core = new Interpreter(this.bus);
  private peripherals: Peripherals;
  /** Instructions retired and cycles slept before the last reset. */
  private retiredBefore = 0;
  private sleptBefore = 0;
  /** Cycle up to which the core may run without a look at the events. */
  private until = 0;
  private stopRequested = false;
  private pendingReset: ResetCause | undefined;

  /**
   * @param sections Content of the flash.
   * @throws UserError when the flash holds no sound image for this chip, or one that loads to where there is no memory.
   */
  constructor(sections: readonly FlashSection[], host: EngineHost) {
    this.flash = flashContent(sections, FLASH_BYTES);
    this.chip = {
      clock: this.makeClock(),
      host,
      setInterruptLines: (lines) => this.core.specials.setLines(lines),
      reset: (cause) => {
        this.pendingReset ??= cause;
        this.core.requestStop();
      },
    };
    this.stack = new StackWatch(this.ram, RAM_DATA);
    this.peripherals = new Peripherals(this.chip, RESET_CAUSES.POWER_ON, undefined);
    this.start();
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

  /** WAITI leaves the peripherals' clock running. */
  get sleepCycles(): SleepCycles {
    return { idle: this.sleptBefore + this.core.sleptCycles, stopped: 0 };
  }

  /** @throws UserError when the firmware cannot go on, or was built for another ABI. */
  run(target: number): void {
    this.stopRequested = false;
    this.runEvents();
    while (this.core.cycles < target && !this.stopRequested) {
      const lookUp = this.stack.isStarting ? this.core.cycles + 1 : this.events.earliest();
      this.until = Math.min(target, lookUp);
      this.core.run(this.until);
      if (this.stack.isStarting) this.stack.observe(this.core.registers[STACK_POINTER]);
      this.runEvents();
    }
  }

  requestStop(): void {
    this.stopRequested = true;
    this.core.requestStop();
  }

  drive(pin: string): Drive {
    const number = PIN_NUMBERS.get(pin);
    return number === undefined ? 'floating' : this.peripherals.gpio.drive(number);
  }

  setInput(pin: string, high: boolean): void {
    const number = PIN_NUMBERS.get(pin);
    if (number !== undefined) this.peripherals.gpio.setInput(number, high);
  }

  receive(bytes: Iterable<number>): void {
    this.peripherals.uart.receive(bytes);
  }

  private get ram(): Uint8Array {
    return new Uint8Array(this.bus.ram.buffer);
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
    if (this.pendingReset !== undefined) this.reset(this.pendingReset);
  }

  /** RAM keeps its content; the mask ROM loads the image anew. A reset of the CPU alone resets the peripherals here, too. */
  private reset(cause: ResetCause): void {
    const { core, peripherals, ram } = this;
    this.pendingReset = undefined;
    this.retiredBefore = this.instructions;
    this.sleptBefore += core.sleptCycles;
    this.bus = new Esp32Bus();
    this.ram.set(ram);
    this.stack.watch(this.ram);
    this.core = new Interpreter(this.bus, core.cycles);
    this.events.clear();
    this.peripherals = new Peripherals(this.chip, cause, peripherals);
    for (const pin of this.pins) this.chip.host.pinChanged(pin);
    this.start();
  }

  private start(): void {
    const { bus, core } = this;
    for (const [address, peripheral] of this.peripherals.blocks) bus.attach(address, peripheral);
    core.pc = boot(this.flash, bus);
    bus.onLostJump = (address) => {
      const error = fatalJump(address, core.specials.values);
      if (error) throw error;
    };
  }
}
