/**
 * IO MUX and the RTC pads: each pin's function, pull resistors and input enable.
 *
 * Source: ESP32 Technical Reference Manual, chapter "IO_MUX and GPIO Matrix"; reset states as in the datasheet's table of IO MUX.
 */

import { RegisterBlock, storage } from '../esp/registers.ts';

export const PIN_COUNT = 40;
/** 34 to 39 have no output driver and no pull resistors. */
export const FIRST_INPUT_ONLY = 34;
/** GPIO numbers that the chip does not bring out. */
const ABSENT = [20, 24, 28, 29, 30, 31];
export const PINS: readonly number[] = Array.from({ length: PIN_COUNT }, (_, pin) => pin).filter((pin) => !ABSENT.includes(pin));

/** Offsets of the pads' registers from 0x04 on, which are not in the order of the pins. */
const PADS = [
  36, 37, 38, 39, 34, 35, 32, 33, 25, 26, 27, 14, 12, 13, 15, 2, 0, 4, 16, 17, 9, 10, 11, 6, 7, 8, 5, 18, 19, 20, 21, 22, 3, 1, 23,
];
const PAD0 = 0x04;

const FUN_WPD = 1 << 7;
const FUN_WPU = 1 << 8;
const FUN_IE = 1 << 9;
const FUN_DRV_20_MA = 2 << 10;
const MCU_SEL_GPIO = 2;
/** Of the pins whose function 0 is not GPIO: UART0, flash, JTAG. */
const OTHER_FUNCTION_0 = [1, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const INPUT_AT_RESET = [0, 2, 3, 4, 5, 12, 13, 14, 15];
/** Whose function 0 is U0TXD. */
const U0TXD_PAD = 1;
const PULLED_UP_AT_RESET = [1, 3, 5];

export interface RtcPad {
  /** Of the pad's register. */
  readonly offset: number;
  /** Bits of its pull resistors, absent where it has none. */
  readonly pullUp?: number;
  readonly pullDown?: number;
  /** Bit that takes the pad away from the IO MUX. */
  readonly mux: number;
}

const touch = (offset: number): RtcPad => ({ offset, pullUp: 27, pullDown: 28, mux: 19 });

/** Pads whose pull resistors are switched here and not by the IO MUX (RTC_IO registers). */
const RTC_PADS: Readonly<Record<number, RtcPad>> = {
  36: { offset: 0x7c, mux: 27 }, 37: { offset: 0x7c, mux: 26 }, 38: { offset: 0x7c, mux: 25 }, 39: { offset: 0x7c, mux: 24 },
  34: { offset: 0x80, mux: 29 }, 35: { offset: 0x80, mux: 28 },
  25: { offset: 0x84, pullUp: 27, pullDown: 28, mux: 17 }, 26: { offset: 0x88, pullUp: 27, pullDown: 28, mux: 17 },
  32: { offset: 0x8c, pullUp: 22, pullDown: 23, mux: 17 }, 33: { offset: 0x8c, pullUp: 27, pullDown: 28, mux: 18 },
  4: touch(0x94), 0: touch(0x98), 2: touch(0x9c), 15: touch(0xa0), 13: touch(0xa4), 12: touch(0xa8), 14: touch(0xac), 27: touch(0xb0),
};
const FIRST_PAD = 0x7c;
const LAST_PAD = 0xb0;

/** The RTC_IO registers; of what they do, only pull resistors and the choice of the pad's owner. */
export class RtcIo extends RegisterBlock {
  private readonly changed: (pin: number) => void;

  /** @param changed Called when a pin's register has been written. */
  constructor(changed: (pin: number) => void) {
    super({
      ...storage(0x00, 0xc4), 0x84: 0x80000000, 0x88: 0x80000000, 0x8c: 0x84100010, 0x90: 0x66000000, 0x94: 0x52000000,
      0x98: 0x4a000000, 0x9c: 0x52000000, 0xa0: 0x4a000000, 0xa4: 0x52000000, 0xa8: 0x52000000, 0xac: 0x4a000000, 0xb0: 0x42000000,
      0xb4: 0x02000000, 0xb8: 0x02000000, 0xc8: 0x01603160,
    });
    this.changed = changed;
  }

  override write(offset: number, value: number): void {
    super.write(offset, value);
    if (offset < FIRST_PAD || offset > LAST_PAD) return;
    for (const [pin, pad] of Object.entries(RTC_PADS)) if (pad.offset === offset) this.changed(Number(pin));
  }

  /** Whether the pad is the RTC's and not the IO MUX's. */
  takes(pin: number): boolean {
    const pad = RTC_PADS[pin];
    return pad !== undefined && this.bit(pad.offset, pad.mux);
  }

  /** The pad's pull, undefined where the IO MUX switches it. */
  pull(pin: number): 'pull-up' | 'pull-down' | 'floating' | undefined {
    const pad = RTC_PADS[pin];
    if (pad === undefined) return undefined;
    if (pad.pullUp !== undefined && this.bit(pad.offset, pad.pullUp)) return 'pull-up';
    return pad.pullDown !== undefined && this.bit(pad.offset, pad.pullDown) ? 'pull-down' : 'floating';
  }

  private bit(offset: number, bit: number): boolean {
    return ((this.read(offset) >>> bit) & 1) === 1;
  }
}

export class IoMux extends RegisterBlock {
  readonly rtcIo: RtcIo;
  private readonly changed: (pin: number) => void;
  private readonly offsets: readonly number[];

  /** @param changed Called when a pin's register has been written, here or in RTC_IO. */
  constructor(changed: (pin: number) => void) {
    const resets = PADS.map((pin, place): [number, number] => [
      PAD0 + 4 * place,
      FUN_DRV_20_MA | (INPUT_AT_RESET.includes(pin) ? FUN_IE : 0) | (PULLED_UP_AT_RESET.includes(pin) ? FUN_WPU : 0),
    ]);
    super({ 0x00: 0, 0x90: FUN_DRV_20_MA, ...Object.fromEntries(resets) });
    this.changed = changed;
    this.rtcIo = new RtcIo(changed);
    this.offsets = Array.from({ length: PIN_COUNT }, (_, pin) => PAD0 + 4 * PADS.indexOf(pin));
  }

  override write(offset: number, value: number): void {
    super.write(offset, value);
    const pin = PADS[(offset - PAD0) >> 2];
    if (pin !== undefined) this.changed(pin);
  }

  /** Whether the GPIO matrix has the pin, and not a peripheral of its own. */
  isGpio(pin: number): boolean {
    const selected = (this.register(pin) >> 12) & 7;
    return !this.rtcIo.takes(pin) && (selected === MCU_SEL_GPIO || (selected === 0 && !OTHER_FUNCTION_0.includes(pin)));
  }

  /** Whether the pin is UART0's own pad and left to it. */
  isTransmitPad(pin: number): boolean {
    return pin === U0TXD_PAD && ((this.register(pin) >> 12) & 7) === 0;
  }

  inputEnabled(pin: number): boolean {
    return (this.register(pin) & FUN_IE) !== 0 && !this.rtcIo.takes(pin);
  }

  pull(pin: number): 'pull-up' | 'pull-down' | 'floating' {
    const byRtc = this.rtcIo.pull(pin);
    if (byRtc !== undefined) return byRtc;
    const register = this.register(pin);
    if (register & FUN_WPU) return 'pull-up';
    return register & FUN_WPD ? 'pull-down' : 'floating';
  }

  private register(pin: number): number {
    return this.read(this.offsets[pin]);
  }
}
