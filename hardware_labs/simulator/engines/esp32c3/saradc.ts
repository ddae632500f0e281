/**
 * SAR ADC 1, one-shot mode: five channels on GPIO0 to GPIO4. The DMA mode, filters, thresholds and ADC 2 are not simulated.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "On-Chip Sensor and Analog Signal Processing".
 */

import { convert } from '../esp/adc.ts';
import type { ChipClock } from '../esp/events.ts';
import { InterruptRegisters, RegisterBlock } from '../esp/registers.ts';

const ONETIME_SAMPLE = 0x20;
const SAR1DATA_STATUS = 0x2c;
const INT_ENA = 0x40;
const INT_RAW = 0x44;
const INT_ST = 0x48;
const INT_CLR = 0x4c;

const ONETIME_START = 1 << 29;
const SARADC1_ONETIME_SAMPLE = 1 << 31;
const SARADC1_DONE = 1 << 31;
const CHANNELS = 5;
/** ESP32-C3 datasheet, "ADC Characteristics": at most 100,000 samples a second. */
const CONVERSION_CYCLES = 160e6 / 100e3;

/**
 * Full scale by attenuation: 0, 2.5, 6 and 12 dB. The first three are the ends of the datasheet's effective ranges. At 12 dB an
 * ideal converter up to the supply takes the place of the real one, whose range ends at 2.5 V and bends before.
 */
const FULL_SCALE_VOLTS = [0.75, 1.05, 1.3, 3.3];

export class SarAdc extends RegisterBlock {
  private readonly clock: ChipClock;
  private readonly volts: (pin: string) => number;
  private readonly interrupts: InterruptRegisters;
  private data = 0;

  /** @param volts Voltage at a pin. */
  constructor(clock: ChipClock, setLine: (high: boolean) => void, volts: (pin: string) => number) {
    super({
      0x00: 0x40038240, 0x04: 0xa1fe, 0x08: 0, 0x0c: 0xff0808, 0x18: 0, 0x1c: 0, [ONETIME_SAMPLE]: 0x1a000000, 0x24: 0x900,
      0x28: 0x03740000, 0x34: 0x3ffed, 0x38: 0x3ffed, 0x3c: 0, 0x50: 0xff, 0x54: 4, 0x58: 0x18000, 0x5c: 0x4002, 0x60: 0x8000,
      0x3fc: 0x02007171,
    });
    this.clock = clock;
    this.volts = volts;
    this.interrupts = new InterruptRegisters(setLine);
  }

  override read(offset: number): number {
    switch (offset) {
      case SAR1DATA_STATUS: return this.data;
      case INT_RAW: return this.interrupts.raw;
      case INT_ST: return this.interrupts.status;
      case INT_ENA: return this.interrupts.enabled;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case INT_ENA: this.interrupts.enabled = value; return;
      case INT_CLR: this.interrupts.clear(value); return;
    }
    const started = offset === ONETIME_SAMPLE && (value & ~super.read(offset) & ONETIME_START) !== 0;
    super.write(offset, value);
    if (started && value & SARADC1_ONETIME_SAMPLE) this.start((value >> 25) & 15, (value >> 23) & 3);
  }

  /** The pin is sampled at once, the result is there after the conversion. */
  private start(channel: number, attenuation: number): void {
    const sample = channel < CHANNELS ? convert(this.volts(`GPIO${channel}`), FULL_SCALE_VOLTS[attenuation]) : 0;
    this.clock.at(this.clock.now + CONVERSION_CYCLES, () => {
      this.data = sample;
      this.interrupts.raise(SARADC1_DONE);
    });
  }
}
