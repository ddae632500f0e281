/**
 * IO MUX: each pin's function, pull resistors and input enable.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "IO MUX and GPIO Matrix"; reset states as in the datasheet's table of pins.
 */

import { RegisterBlock } from '../esp/registers.ts';

/** GPIO0 to GPIO21; GPIO11 to GPIO17 lead to the flash on boards with an external one. */
export const PIN_COUNT = 22;

const PIN_CTRL = 0x00;
const GPIO0 = 0x04;
const DATE = 0xfc;

const FUN_WPD = 1 << 7;
const FUN_WPU = 1 << 8;
const FUN_IE = 1 << 9;
const FUN_DRV_20_MA = 2 << 10;

/** Of the pins whose function 0 is not GPIO: JTAG on 4 to 7, flash on 12 to 17, UART0 on 20 and 21. */
const OTHER_FUNCTION_0 = [4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 20, 21];
const INPUT_AT_RESET = [2, 3, 4, 5, 6, 7, 8, 9, 10, 20];
/** Whose function 0 is U0TXD. */
const U0TXD_PAD = 21;
export const PULLED_UP_AT_RESET = [9, 20, 21];
/** USB D- and D+ while the USB Serial/JTAG controller has its pads, as after a reset. */
const USB_PADS = [18, 19];

function resetValue(pin: number): number {
  return FUN_DRV_20_MA | (INPUT_AT_RESET.includes(pin) ? FUN_IE : 0) | (PULLED_UP_AT_RESET.includes(pin) ? FUN_WPU : 0);
}

export class IoMux extends RegisterBlock {
  private readonly changed: (pin: number) => void;
  private usbHasPads = true;

  /** @param changed Called when a pin's register has been written. */
  constructor(changed: (pin: number) => void) {
    const pins = Array.from({ length: PIN_COUNT }, (_, pin) => [GPIO0 + 4 * pin, resetValue(pin)]);
    super({ [PIN_CTRL]: 0x7ff, [DATE]: 0x02006050, ...Object.fromEntries(pins) });
    this.changed = changed;
  }

  override write(offset: number, value: number): void {
    super.write(offset, value);
    const pin = (offset - GPIO0) >> 2;
    if (pin >= 0 && pin < PIN_COUNT) this.changed(pin);
  }

  setUsbPads(taken: boolean): void {
    this.usbHasPads = taken;
    for (const pin of USB_PADS) this.changed(pin);
  }

  /** Whether the GPIO matrix has the pin, and not a peripheral of its own. */
  isGpio(pin: number): boolean {
    if (this.usbHasPads && USB_PADS.includes(pin)) return false;
    const selected = (this.register(pin) >> 12) & 7;
    return selected === 1 || (selected === 0 && !OTHER_FUNCTION_0.includes(pin));
  }

  /** Whether the pin is UART0's own pad and left to it. */
  isTransmitPad(pin: number): boolean {
    return pin === U0TXD_PAD && ((this.register(pin) >> 12) & 7) === 0;
  }

  inputEnabled(pin: number): boolean {
    return (this.register(pin) & FUN_IE) !== 0;
  }

  pull(pin: number): 'pull-up' | 'pull-down' | 'floating' {
    const register = this.register(pin);
    if (register & FUN_WPU) return 'pull-up';
    return register & FUN_WPD ? 'pull-down' : 'floating';
  }

  private register(pin: number): number {
    return this.read(GPIO0 + 4 * pin);
  }
}
