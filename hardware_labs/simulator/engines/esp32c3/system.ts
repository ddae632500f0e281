/**
 * System registers. Interrupts from the CPU to itself work; clock gates, peripheral resets and clock selections only keep what is
 * written: peripherals always run, the CPU at 160 MHz and APB_CLK at 80 MHz.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "System Registers (SYSREG)".
 */

import { RegisterBlock, storage } from '../esp/registers.ts';

const CPU_INTR_FROM_CPU_0 = 0x28;
const CPU_INTR_FROM_CPU_3 = 0x34;

export class SystemRegisters extends RegisterBlock {
  private readonly setLines: readonly ((high: boolean) => void)[];

  /** @param setLines Drive the four interrupt sources FROM_CPU_INTR0 to FROM_CPU_INTR3. */
  constructor(setLines: readonly ((high: boolean) => void)[]) {
    super({
      ...storage(0x00, 0x68),
      0x04: 0xc0, 0x08: 0xc, 0x0c: 1, 0x10: 0xf9c1e06f | 0, 0x14: 0x200, 0x1c: 0x1fe, 0x20: 0xff, 0x24: 0x02001001, 0x38: 1, 0x3c: 1,
      0x40: 5, 0x48: 0x7ff00000, 0x54: 1, 0x58: 1, 0x5c: 3, 0x60: 3, 0x64: 3, 0x68: 3, 0xffc: 0x02007150,
    });
    this.setLines = setLines;
  }

  override write(offset: number, value: number): void {
    super.write(offset, value);
    if (offset >= CPU_INTR_FROM_CPU_0 && offset <= CPU_INTR_FROM_CPU_3) this.setLines[(offset - CPU_INTR_FROM_CPU_0) >> 2]((value & 1) !== 0);
  }
}
