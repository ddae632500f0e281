/**
 * The ESP32-C3: a RISC-V core with our peripherals around it, booted from an image in flash as its mask ROM does.
 *
 * The CPU runs at 160 MHz whatever the clock registers say. Time is one cycle an instruction, an estimate; instructions are
 * counted exactly. The mask ROM's own work takes no time, it prints nothing, and its functions do not exist.
 *
 * Not simulated: radio, SPI, I2S, RMT, TWAI, UART1, DMA, cryptography, the flash cache's tables, SRAM0, RTC memory, deep sleep.
 */

import type { FlashSection } from '../../firmware.ts';
import type { Drive, Engine, EngineHost, PinElectrics, SleepCycles } from '../engine.ts';
import { Translator } from '../riscv/translator.ts';
import { FLASH_BYTES, RAM_BYTES, RAM_DATA } from '../riscv/memory-map.ts';
import { boot } from './boot.ts';
import { Esp32c3Bus } from './bus.ts';
import { EventQueue } from '../esp/events.ts';
import type { ChipClock, ScheduledEvent } from '../esp/events.ts';
import { fatalJump, vectorTable } from './faults.ts';
import { flashContent } from '../esp/image.ts';
import { PIN_COUNT } from './io-mux.ts';
import { Peripherals } from './peripherals.ts';
import type { Chip } from './peripherals.ts';
import { RESET_CAUSES, resetScope } from '../esp/reset.ts';
import type { ResetCause } from '../esp/reset.ts';
import { StackWatch } from '../esp/stack-watch.ts';

const HERTZ = 160_000_000;
const STACK_POINTER = 2;
const PIN_NAMES = Array.from({ length: PIN_COUNT }, (_, pin) => `GPIO${pin}`);

export class Esp32c3Engine implements Engine {
  readonly hertz = HERTZ;
  readonly volts = 3.3;
  /**
   * ESP32-C3 datasheet, "DC Characteristics (3.3 V, 25 C)": pulls of 45 kOhm, input thresholds at 0.25 and 0.75 VDD; at its
   * strongest drive an output falls from 3.3 V to 2.64 V at 40 mA, 16.5 ohms. Weaker drives are not modelled.
   */
  readonly electrics: PinElectrics = { outputOhms: 16.5, pullOhms: 45_000, lowBelow: 0.25, highAbove: 0.75 };
  readonly pins: readonly string[] = PIN_NAMES;
  private readonly chip: Chip;
  private readonly flash: Uint8Array;
  private readonly events = new EventQueue();
  private readonly stack: StackWatch;
  private bus = new Esp32c3Bus();
  private core = new Translator(this.bus);
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
      setInterruptLine: (line) => void (this.core.interruptLine = line),
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

  /** WFI leaves the peripherals' clock running. */
  get sleepCycles(): SleepCycles {
    return { idle: this.sleptBefore + this.core.sleptCycles, stopped: 0 };
  }

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
    const number = PIN_NAMES.indexOf(pin);
    return number < 0 ? 'floating' : this.peripherals.gpio.drive(number);
  }

  setInput(pin: string, high: boolean): void {
    const number = PIN_NAMES.indexOf(pin);
    if (number >= 0) this.peripherals.gpio.setInput(number, high);
  }

  receive(bytes: Iterable<number>): void {
    this.peripherals.uart.receive(bytes);
  }

  private get ram(): Uint8Array {
    return new Uint8Array(this.bus.ram.buffer, this.bus.ram.byteOffset, RAM_BYTES);
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

  /** RAM keeps its content; the mask ROM loads the image anew. */
  private reset(cause: ResetCause): void {
    const { bus, core, peripherals } = this;
    this.pendingReset = undefined;
    this.retiredBefore = this.instructions;
    this.sleptBefore += core.sleptCycles;
    this.bus = new Esp32c3Bus();
    this.ram.set(new Uint8Array(bus.ram.buffer, bus.ram.byteOffset, RAM_BYTES));
    this.stack.watch(this.ram);
    this.core = new Translator(this.bus);
    this.core.cycles = core.cycles;
    this.retiredBefore -= this.core.instructions;
    if (resetScope(cause) === 'cpu') {
      this.core.interruptLine = core.interruptLine;
      peripherals.noteCpuReset(cause);
    } else {
      this.events.clear();
      this.peripherals = new Peripherals(this.chip, cause, peripherals);
      for (const pin of PIN_NAMES) this.chip.host.pinChanged(pin);
    }
    this.start();
  }

  private start(): void {
    const { bus, core } = this;
    for (const [address, peripheral] of this.peripherals.blocks) bus.attach(address, peripheral);
    core.pc = boot(this.flash, bus);
    bus.onLostJump = (address) => {
      const hasHandler = bus.hasCode(vectorTable(core.csr));
      const error = fatalJump(address, core.csr, hasHandler);
      if (error) throw error;
    };
  }
}
