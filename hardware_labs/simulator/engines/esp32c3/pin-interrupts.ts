/** Pin interrupts: edges and levels that set a pin's bit in GPIO's STATUS, and the line to the interrupt matrix. */

import { PIN_COUNT } from './io-mux.ts';

/** PINn's INT_TYPE. */
const RISING = 1;
const FALLING = 2;
const ANY_EDGE = 3;
const LOW_LEVEL = 4;
const HIGH_LEVEL = 5;
/** PINn's INT_ENA, the bit for the CPU. */
const INT_ENA_CPU = 1 << 13;

export interface PinInputs {
  /** The register PINn. */
  pinRegister(pin: number): number;
  /** Bits of the pins whose input is enabled and high. */
  readonly inputs: number;
  inputEnabled(pin: number): boolean;
}

export class PinInterrupts {
  private readonly pins: PinInputs;
  private readonly setLine: (high: boolean) => void;
  private bits = 0;

  constructor(pins: PinInputs, setLine: (high: boolean) => void) {
    this.pins = pins;
    this.setLine = setLine;
  }

  get status(): number {
    return this.bits;
  }

  set status(bits: number) {
    this.bits = bits;
    this.update();
  }

  /** Bits of the pins whose status reaches the CPU. */
  get interrupting(): number {
    let enabled = 0;
    for (let pin = 0; pin < PIN_COUNT; pin++) if (this.pins.pinRegister(pin) & INT_ENA_CPU) enabled |= 1 << pin;
    return this.bits & enabled;
  }

  edge(pin: number, high: boolean): void {
    const type = this.typeOf(pin);
    if (type === ANY_EDGE || type === (high ? RISING : FALLING)) this.bits |= 1 << pin;
    this.update();
  }

  /** A level that lasts sets the status again when it is cleared. */
  update(): void {
    const { inputs } = this.pins;
    for (let pin = 0; pin < PIN_COUNT; pin++) {
      const type = this.typeOf(pin);
      if (type < LOW_LEVEL || !this.pins.inputEnabled(pin)) continue;
      const high = ((inputs >> pin) & 1) !== 0;
      if (type === (high ? HIGH_LEVEL : LOW_LEVEL)) this.bits |= 1 << pin;
    }
    this.setLine(this.interrupting !== 0);
  }

  private typeOf(pin: number): number {
    return (this.pins.pinRegister(pin) >> 7) & 7;
  }
}
