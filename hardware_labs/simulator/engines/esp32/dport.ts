/**
 * DPORT registers: the PRO CPU's interrupt matrix and the interrupts from CPU to CPU. Clock gates, resets of peripherals, the APP
 * CPU and the flash cache are not simulated: their registers only keep what is written.
 *
 * Source: ESP32 Technical Reference Manual, chapters "DPort Registers" and "Interrupt Matrix".
 */

import { RegisterBlock, storage } from '../esp/registers.ts';

/** Interrupt sources by number; each has its map register at four times that behind the first. */
export const SOURCES = {
  TG_T0_LEVEL: 14, TG_T1_LEVEL: 15, TG_WDT_LEVEL: 16, TG1_T0_LEVEL: 18, TG1_T1_LEVEL: 19, TG1_WDT_LEVEL: 20, GPIO: 22,
  FROM_CPU_0: 24, UART0: 34, LEDC: 43, RTC_CORE: 46, I2C_EXT0: 49,
} as const;

const SOURCE_COUNT = 69;
const FROM_CPU_0 = 0xdc;
const FROM_CPU_3 = 0xe8;
const PRO_INTR_STATUS_0 = 0xec;
const PRO_INTR_STATUS_2 = 0xf4;
const PRO_MAC_INTR_MAP = 0x104;
/** A map register at reset leads to the CPU's own timer, which is nowhere. */
const NOWHERE = 16;

export class Dport extends RegisterBlock {
  private readonly setLines: (lines: number) => void;
  private readonly high = new Array<boolean>(SOURCE_COUNT).fill(false);

  /** @param setLines Drives the interrupt lines of the PRO CPU, one bit each. */
  constructor(setLines: (lines: number) => void) {
    super({
      ...storage(0x00, 0xffc), 0x3c: 1, 0xc0: 0xf9c1e06f | 0,
      ...storage(PRO_MAC_INTR_MAP, PRO_MAC_INTR_MAP + 4 * (SOURCE_COUNT - 1), NOWHERE),
    });
    this.setLines = setLines;
  }

  /** A function that drives this interrupt source. */
  readonly source = (number: number) => (high: boolean): void => {
    if (this.high[number] === high) return;
    this.high[number] = high;
    this.update();
  };

  override read(offset: number): number {
    if (offset < PRO_INTR_STATUS_0 || offset > PRO_INTR_STATUS_2) return super.read(offset);
    const first = 8 * (offset - PRO_INTR_STATUS_0);
    return this.high.slice(first, first + 32).reduce((bits, high, n) => (high ? bits | (1 << n) : bits), 0);
  }

  override write(offset: number, value: number): void {
    super.write(offset, value);
    const fromCpu = (offset - FROM_CPU_0) >> 2;
    if (fromCpu >= 0 && offset <= FROM_CPU_3) this.source(SOURCES.FROM_CPU_0 + fromCpu)((value & 1) !== 0);
    else if (offset >= PRO_MAC_INTR_MAP && offset < PRO_MAC_INTR_MAP + 4 * SOURCE_COUNT) this.update();
  }

  private update(): void {
    let lines = 0;
    for (let n = 0; n < SOURCE_COUNT; n++) if (this.high[n]) lines |= 1 << (super.read(PRO_MAC_INTR_MAP + 4 * n) & 31);
    this.setLines(lines);
  }
}
