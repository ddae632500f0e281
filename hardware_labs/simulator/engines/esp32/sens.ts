/**
 * SAR ADC 1 and 2 as the RTC controller drives them, one conversion at a time. Touch sensors, temperature, DACs, the hall sensor and
 * the ULP coprocessor are not simulated.
 *
 * Source: ESP32 Technical Reference Manual, chapter "On-Chip Sensors and Analog Signal Processing".
 */

import type { ChipClock } from '../esp/events.ts';
import { RegisterBlock, storage } from '../esp/registers.ts';
import { convert } from '../esp/adc.ts';

interface Converter {
  readonly control: number;
  /** Bit of the control register that inverts the result, which is upside down without it. */
  readonly inverted: number;
  readonly attenuation: number;
  readonly start: number;
  /** Position of the field of SAR_START_FORCE that has the width, from 9 to 12 bits. */
  readonly width: number;
  /** GPIO number of each channel. */
  readonly pins: readonly number[];
}

const CONVERTERS: readonly Converter[] = [
  { control: 0x00, inverted: 28, attenuation: 0x34, start: 0x54, width: 0, pins: [36, 37, 38, 39, 32, 33, 34, 35] },
  { control: 0x90, inverted: 29, attenuation: 0x38, start: 0x94, width: 2, pins: [4, 0, 2, 15, 13, 12, 14, 27, 25, 26] },
];

const SAR_START_FORCE = 0x2c;
/** MEAS_START */
const DONE = 1 << 16;
const START = 1 << 17;
const START_FORCE = 1 << 18;
const EN_PAD = 19;
const FULL_WIDTH = 3;
const STEPS = 4096;
/** Datasheet, "ADC Characteristics": at most 200,000 samples a second from the RTC controller. */
const CONVERSION_CYCLES = 160e6 / 200e3;
/**
 * Full scale by attenuation: 0, 2.5, 6 and 11 dB. The first three are the ends of the datasheet's effective ranges. At 11 dB an ideal
 * converter up to the supply takes the place of the real one, whose range ends at 2.45 V and bends before.
 */
const FULL_SCALE_VOLTS = [0.95, 1.25, 1.75, 3.3];

export class Sens extends RegisterBlock {
  private readonly clock: ChipClock;
  private readonly volts: (pin: string) => number;

  /** @param volts Voltage at a pin. */
  constructor(clock: ChipClock, volts: (pin: string) => number) {
    super({
      ...storage(0x00, 0xfc), 0x00: 0x70902, 0x08: 0xa000a, 0x0c: 0x20000a, 0x10: 0x707338f, [SAR_START_FORCE]: 0xf,
      0x34: -1, 0x38: -1, 0x4c: 0x66002, 0x90: 0x70902, 0x9c: 0x03000000, 0xa0: 3, 0xfc: 0x01605180,
    });
    this.clock = clock;
    this.volts = volts;
  }

  override write(offset: number, value: number): void {
    const converter = CONVERTERS.find(({ start }) => start === offset);
    if (converter === undefined) return super.write(offset, value);
    const before = super.read(offset);
    super.write(offset, (value & ~(DONE | 0xffff)) | (before & (DONE | 0xffff)));
    if ((value & START_FORCE) !== 0 && (value & ~before & START) !== 0) this.convert(converter, value);
  }

  /** The pin is sampled at once, the result is there after the conversion. */
  private convert({ control, inverted, attenuation, start, width, pins }: Converter, value: number): void {
    super.write(start, value & ~(DONE | 0xffff));
    const enabled = (value >>> EN_PAD) & 0xfff;
    const channel = enabled === 0 ? -1 : 31 - Math.clz32(enabled & -enabled);
    const pin = pins[channel];
    const scale = FULL_SCALE_VOLTS[(super.read(attenuation) >>> (2 * channel)) & 3];
    const sample = pin === undefined ? 0 : convert(this.volts(`GPIO${pin}`), scale);
    const upright = (super.read(control) >>> inverted) & 1 ? sample : STEPS - 1 - sample;
    const narrower = FULL_WIDTH - ((super.read(SAR_START_FORCE) >> width) & 3);
    this.clock.at(this.clock.now + CONVERSION_CYCLES, () => {
      super.write(start, (super.read(start) & ~0xffff) | DONE | (upright >> narrower));
    });
  }
}
