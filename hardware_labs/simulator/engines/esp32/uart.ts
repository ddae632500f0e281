/** UART controller of the ESP32: as the ESP32-C3's, clocked by APB_CLK or REF_TICK, and its registers take effect at once. */

import type { ChipClock } from '../esp/events.ts';
import { storage } from '../esp/registers.ts';
import { Uart } from '../esp/uart.ts';
import type { SerialLine } from '../serial-waveform.ts';

const CLKDIV = 0x14;
const CONF0 = 0x20;
const CONF1 = 0x24;
const TICK_REF_ALWAYS_ON = 1 << 27;
const RX_TOUT_EN = 1 << 31;
/** RX_TOUT_THRHD counts in bytes of eight bits (TRM, chapter "UART Controller"). */
const BITS_PER_TIMEOUT = 8;
/** Cycles of the 160 MHz CPU in one of APB_CLK (80 MHz) and of REF_TICK (1 MHz). */
const APB_CYCLES = 2;
const REF_TICK_CYCLES = 160;

const RESETS = {
  ...storage(0x30, 0x6c), [CLKDIV]: 0x2b6, 0x18: 0x1000, [CONF0]: 0x0800001c, [CONF1]: 0x6060, 0x28: 0xfffff,
  0x2c: 0xfffff, 0x38: 0xf0, 0x3c: 0x1311e000, 0x40: 0x00a40100, 0x48: 0x00186a00, 0x4c: 0x00186a00, 0x50: 0x1e00, 0x54: 0x32b, 0x58: 0x88, 0x68: 0xfffff,
  0x6c: 0xfffff, 0x78: 0x15122500, 0x7c: 0x500,
};

export class Esp32Uart extends Uart {
  /** @param sent Called when the last bit of a byte has left. */
  constructor(clock: ChipClock, setLine: (high: boolean) => void, line: SerialLine, sent: (byte: number) => void) {
    super(clock, setLine, line, sent, RESETS);
  }

  override write(offset: number, value: number): void {
    super.write(offset, value);
    if (offset === CLKDIV || offset === CONF0) this.applyConfiguration();
  }

  protected override get sourceCycles(): number {
    return this.read(CONF0) & TICK_REF_ALWAYS_ON ? APB_CYCLES : REF_TICK_CYCLES;
  }

  protected override get hasMemoryClock(): boolean {
    return true; // DPORT switches it
  }

  protected override get wholeDivider(): number {
    return this.read(CLKDIV) & 0xfffff;
  }

  protected override get thresholds(): readonly [receive: number, transmit: number] {
    const conf1 = this.read(CONF1);
    return [conf1 & 0x7f, (conf1 >> 8) & 0x7f];
  }

  protected override get silenceBits(): number | undefined {
    const conf1 = this.read(CONF1);
    return conf1 & RX_TOUT_EN ? BITS_PER_TIMEOUT * ((conf1 >> 24) & 0x7f) : undefined;
  }
}
