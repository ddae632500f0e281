/**
 * The ESP32: one Xtensa LX6 core, the PRO CPU, with our peripherals around it, booted from an image in flash as its mask ROM does.
 * The APP CPU stays in reset.
 */

import type { FlashSection } from '../../firmware.ts';
import type { EngineHost } from '../engine.ts';
import { EspEngine } from '../esp/engine.ts';
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

const FLASH_BYTES = 4 * 1024 * 1024;

export class Esp32Engine extends EspEngine {
  private readonly flash: Uint8Array;
  private readonly chip: Chip;
  private bus = new Esp32Bus();
  protected core = new Interpreter(this.bus);
  protected readonly stack = new StackWatch(this.ram, RAM_DATA);
  protected peripherals: Peripherals;

  /**
   * @param sections Content of the flash.
   * @throws UserError when the flash holds no sound image for this chip, or one that loads to where there is no memory.
   */
  constructor(sections: readonly FlashSection[], host: EngineHost) {
    super(PINS);
    this.flash = flashContent(sections, FLASH_BYTES);
    this.chip = {
      clock: this.clock,
      host,
      setInterruptLines: (lines) => this.core.specials.setLines(lines),
      reset: (cause) => this.requestReset(cause),
    };
    this.peripherals = new Peripherals(this.chip, RESET_CAUSES.POWER_ON, undefined);
    this.start();
  }

  private get ram(): Uint8Array {
    return new Uint8Array(this.bus.ram.buffer);
  }

  /** RAM keeps its content; the mask ROM loads the image anew. A reset of the CPU alone resets the peripherals here, too. */
  protected reset(cause: ResetCause): void {
    const { core, peripherals, ram } = this;
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
