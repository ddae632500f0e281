/**
 * Interrupt matrix: maps the peripherals' interrupt sources to the CPU's 31 interrupt lines, and picks the most urgent.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapters "Interrupt Matrix" and "ESP-RISC-V CPU", section "Interrupt Controller".
 */

import { RegisterBlock, storage } from '../esp/registers.ts';

/** Interrupt sources by number; each has its map register at four times that. */
export const SOURCES = {
  GPIO: 16, UART0: 21, LEDC: 23, RTC_CORE: 27, USB_DEVICE: 26, I2C_EXT0: 29, TG0_T0: 32, TG0_WDT: 33, TG1_T0: 34, TG1_WDT: 35,
  SYSTIMER_TARGET0: 37, SYSTIMER_TARGET1: 38, SYSTIMER_TARGET2: 39, APB_ADC: 43,
  FROM_CPU_INTR0: 50, FROM_CPU_INTR1: 51, FROM_CPU_INTR2: 52, FROM_CPU_INTR3: 53,
} as const;

const SOURCE_COUNT = 62;
const LINES = 32;
const INTR_STATUS_0 = 0xf8;
const INTR_STATUS_1 = 0xfc;
const CLOCK_GATE = 0x100;
const CPU_INT_ENABLE = 0x104;
const CPU_INT_TYPE = 0x108;
const CPU_INT_CLEAR = 0x10c;
const CPU_INT_EIP_STATUS = 0x110;
const CPU_INT_PRI_0 = 0x114;
const CPU_INT_THRESH = 0x194;
const DATE = 0x7fc;

export class InterruptMatrix extends RegisterBlock {
  private readonly setLine: (line: number) => void;
  private readonly high = new Array<boolean>(SOURCE_COUNT).fill(false);
  /** Rising edges of lines that are edge triggered. */
  private latched = 0;
  /** Lines that have a source that is high. */
  private levels = 0;

  /** @param setLine Tells the CPU its most urgent line, 0 for none. */
  constructor(setLine: (line: number) => void) {
    super({
      ...storage(0, 4 * (SOURCE_COUNT - 1)),
      ...storage(CPU_INT_PRI_0, CPU_INT_PRI_0 + 4 * (LINES - 1)),
      [CLOCK_GATE]: 1, [CPU_INT_ENABLE]: 0, [CPU_INT_TYPE]: 0, [CPU_INT_CLEAR]: 0, [CPU_INT_THRESH]: 0, [DATE]: 0x02007210,
    });
    this.setLine = setLine;
  }

  /** A function that drives this interrupt source. */
  readonly source = (number: number) => (high: boolean): void => {
    if (this.high[number] === high) return;
    this.high[number] = high;
    this.update();
  };

  override read(offset: number): number {
    switch (offset) {
      case INTR_STATUS_0: return this.statusFrom(0);
      case INTR_STATUS_1: return this.statusFrom(32);
      case CPU_INT_EIP_STATUS: return this.pending;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    super.write(offset, value);
    if (offset === CPU_INT_CLEAR) this.latched &= ~value;
    this.update();
  }

  private get pending(): number {
    const edges = super.read(CPU_INT_TYPE);
    return (this.latched & edges) | (this.levels & ~edges);
  }

  private statusFrom(first: number): number {
    let bits = 0;
    for (let n = first; n < Math.min(first + 32, SOURCE_COUNT); n++) if (this.high[n]) bits |= 1 << (n - first);
    return bits;
  }

  private update(): void {
    let levels = 0;
    for (let n = 0; n < SOURCE_COUNT; n++) if (this.high[n]) levels |= 1 << (super.read(4 * n) & (LINES - 1));
    this.latched |= levels & ~this.levels;
    this.levels = levels;
    this.setLine(this.mostUrgent());
  }

  /** Of the enabled lines that reach the threshold the one of highest priority; of equals, the one of lowest number. */
  private mostUrgent(): number {
    const candidates = this.pending & super.read(CPU_INT_ENABLE);
    if (candidates === 0) return 0;
    const threshold = super.read(CPU_INT_THRESH) & 15;
    let best = 0;
    let bestPriority = 0;
    for (let line = 1; line < LINES; line++) {
      if ((candidates & (1 << line)) === 0) continue;
      const priority = super.read(CPU_INT_PRI_0 + 4 * line) & 15;
      if (priority < threshold || priority <= bestPriority) continue;
      best = line;
      bestPriority = priority;
    }
    return best;
  }
}
