/**
 * The ESP32-C3: a RISC-V core with our peripherals around it, booted from an image in flash as its mask ROM does.
 *
 * Not simulated: radio, SPI, I2S, RMT, TWAI, UART1, DMA, cryptography, the flash cache's tables, SRAM0, RTC memory, deep sleep.
 */

import type { FlashSection } from '../../firmware.ts';
import type { EngineHost } from '../engine.ts';
import { EspEngine } from '../esp/engine.ts';
import { flashContent } from '../esp/image.ts';
import { RESET_CAUSES, resetScope } from '../esp/reset.ts';
import type { ResetCause } from '../esp/reset.ts';
import { StackWatch } from '../esp/stack-watch.ts';
import { FLASH_BYTES, RAM_BYTES, RAM_DATA } from '../riscv/memory-map.ts';
import { Translator } from '../riscv/translator.ts';
import { boot } from './boot.ts';
import { Esp32c3Bus } from './bus.ts';
import { fatalJump, vectorTable } from './faults.ts';
import { PIN_COUNT } from './io-mux.ts';
import { Peripherals } from './peripherals.ts';
import type { Chip } from './peripherals.ts';

const PINS = Array.from({ length: PIN_COUNT }, (_, pin) => pin);

export class Esp32c3Engine extends EspEngine {
  private readonly flash: Uint8Array;
  private readonly chip: Chip;
  private bus = new Esp32c3Bus();
  protected core = new Translator(this.bus);
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
      setInterruptLine: (line) => void (this.core.interruptLine = line),
      reset: (cause) => this.requestReset(cause),
    };
    this.peripherals = new Peripherals(this.chip, RESET_CAUSES.POWER_ON, undefined);
    this.start();
  }

  private get ram(): Uint8Array {
    return new Uint8Array(this.bus.ram.buffer, this.bus.ram.byteOffset, RAM_BYTES);
  }

  /** RAM keeps its content; the mask ROM loads the image anew. */
  protected reset(cause: ResetCause): void {
    const { core, peripherals, ram } = this;
    this.bus = new Esp32c3Bus();
    this.ram.set(ram);
    this.stack.watch(this.ram);
    this.core = new Translator(this.bus);
    this.core.cycles = core.cycles;
    if (resetScope(cause) === 'cpu') {
      this.core.interruptLine = core.interruptLine;
      peripherals.noteCpuReset(cause);
    } else {
      this.events.clear();
      this.peripherals = new Peripherals(this.chip, cause, peripherals);
      for (const pin of this.pins) this.chip.host.pinChanged(pin);
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
