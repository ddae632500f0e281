/**
 * GPIO and the GPIO matrix: pin levels, pin interrupts, and which peripheral signal is on which pin.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "IO MUX and GPIO Matrix".
 */

import type { Drive } from '../engine.ts';
import { IoMux, PIN_COUNT, PULLED_UP_AT_RESET } from './io-mux.ts';
import { PinInterrupts } from './pin-interrupts.ts';
import type { PinInputs } from './pin-interrupts.ts';
import { RegisterBlock, storage } from '../esp/registers.ts';

/** Numbers of peripheral signals in the GPIO matrix (table "Peripheral Signals via GPIO Matrix"). */
export const U0TXD_OUT = 6;
export const I2CEXT0_SCL = 53;
export const I2CEXT0_SDA = 54;
export const LEDC_LS_SIG_OUT0 = 45;
const SIG_GPIO_OUT = 128;

const OUT = 0x04;
const OUT_W1TS = 0x08;
const OUT_W1TC = 0x0c;
const ENABLE = 0x20;
const ENABLE_W1TS = 0x24;
const ENABLE_W1TC = 0x28;
const STRAP = 0x38;
const IN = 0x3c;
const STATUS = 0x44;
const STATUS_W1TS = 0x48;
const STATUS_W1TC = 0x4c;
const PCPU_INT = 0x5c;
const PIN0 = 0x74;
const FUNC0_IN_SEL_CFG = 0x154;
const IN_SELECTIONS = 128;
const FUNC0_OUT_SEL_CFG = 0x554;
const CLOCK_GATE = 0x62c;
const DATE = 0x6fc;

const PIN_BITS = (1 << PIN_COUNT) - 1;
const PAD_DRIVER_OPEN_DRAIN = 1 << 2;
/** FUNCn_OUT_SEL_CFG */
const INV_SEL = 1 << 8;
const OEN_SEL = 1 << 9;
const OEN_INV_SEL = 1 << 10;
/** FUNCn_IN_SEL_CFG: by the GPIO matrix. */
const SEL = 1 << 6;
/** Boot from flash: GPIO2, GPIO8 and GPIO9 high. */
const STRAPPING = 0xe;

export class Gpio extends RegisterBlock implements PinInputs {
  readonly ioMux = new IoMux((pin) => this.reconfigure(pin));
  private readonly changed: (pin: number) => void;
  private readonly interrupts: PinInterrupts;
  private readonly drives = new Array<Drive>(PIN_COUNT);
  private out = 0;
  private enabled = 0;
  /** Levels that the circuit shows to the pins. */
  private levels: number;
  /** Outputs of peripherals, by number of signal. */
  private readonly signals = new Uint8Array(SIG_GPIO_OUT);

  /**
   * @param levels Bits of the pins that the circuit holds high; at power-on only their own pull-ups do.
   * @param changed Called when the drive of a pin has changed.
   */
  constructor(levels: number | undefined, setLine: (high: boolean) => void, changed: (pin: number) => void) {
    super({
      0x0: 0, 0x1c: 0, [CLOCK_GATE]: 1, [DATE]: 0x02006130,
      ...storage(PIN0, PIN0 + 4 * 25),
      ...storage(FUNC0_IN_SEL_CFG, FUNC0_IN_SEL_CFG + 4 * (IN_SELECTIONS - 1)),
      ...storage(FUNC0_OUT_SEL_CFG, FUNC0_OUT_SEL_CFG + 4 * 25, SIG_GPIO_OUT),
    });
    this.levels = levels ?? PULLED_UP_AT_RESET.reduce((bits, pin) => bits | (1 << pin), 0);
    this.interrupts = new PinInterrupts(this, setLine);
    this.changed = changed;
    for (const line of [U0TXD_OUT, I2CEXT0_SDA, I2CEXT0_SCL]) this.signals[line] = 1; // they idle high
    for (let pin = 0; pin < PIN_COUNT; pin++) this.drives[pin] = this.driveNow(pin);
  }

  /** Bits of the pins that the circuit holds high. */
  get inputLevels(): number {
    return this.levels;
  }

  drive(pin: number): Drive {
    return this.drives[pin];
  }

  setInput(pin: number, high: boolean): void {
    const bit = 1 << pin;
    const was = (this.levels & bit) !== 0;
    this.levels = high ? this.levels | bit : this.levels & ~bit;
    if (was !== high && this.ioMux.inputEnabled(pin)) this.interrupts.edge(pin, high);
  }

  /** Drives a peripheral's output signal. */
  setSignal(signal: number, high: boolean): void {
    if ((this.signals[signal] === 1) === high) return;
    this.signals[signal] = high ? 1 : 0;
    for (const pin of this.pinsOfOutput(signal)) this.refresh(pin);
  }

  /** The pins that this signal drives. */
  pinsOfOutput(signal: number): number[] {
    const pins = Array.from({ length: PIN_COUNT }, (_, pin) => pin);
    return pins.filter((pin) => (this.ioMux.isTransmitPad(pin) ? U0TXD_OUT : this.outputSignal(pin)) === signal);
  }

  /** The pin that both drives this signal and feeds it back, as a bidirectional line needs. */
  pinOfLine(signal: number): number | undefined {
    const selection = super.read(FUNC0_IN_SEL_CFG + 4 * signal);
    const pin = selection & 31;
    const joined = (selection & SEL) !== 0 && pin < PIN_COUNT && this.outputSignal(pin) === signal;
    return joined && this.ioMux.isGpio(pin) && this.ioMux.inputEnabled(pin) ? pin : undefined;
  }

  get inputs(): number {
    let bits = 0;
    for (let pin = 0; pin < PIN_COUNT; pin++) if (this.ioMux.inputEnabled(pin)) bits |= 1 << pin;
    return this.levels & bits;
  }

  inputEnabled(pin: number): boolean {
    return this.ioMux.inputEnabled(pin);
  }

  pinRegister(pin: number): number {
    return super.read(PIN0 + 4 * pin);
  }

  override read(offset: number): number {
    switch (offset) {
      case OUT: return this.out;
      case ENABLE: return this.enabled;
      case STRAP: return STRAPPING;
      case IN: return this.inputs;
      case STATUS: return this.interrupts.status;
      case PCPU_INT: return this.interrupts.interrupting;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case OUT: return this.setOut(value);
      case OUT_W1TS: return this.setOut(this.out | value);
      case OUT_W1TC: return this.setOut(this.out & ~value);
      case ENABLE: return this.setEnabled(value);
      case ENABLE_W1TS: return this.setEnabled(this.enabled | value);
      case ENABLE_W1TC: return this.setEnabled(this.enabled & ~value);
      case STATUS: return this.setStatus(value);
      case STATUS_W1TS: return this.setStatus(this.interrupts.status | value);
      case STATUS_W1TC: return this.setStatus(this.interrupts.status & ~value);
    }
    super.write(offset, value);
    if (offset >= FUNC0_OUT_SEL_CFG && offset < FUNC0_OUT_SEL_CFG + 4 * PIN_COUNT) this.refresh((offset - FUNC0_OUT_SEL_CFG) >> 2);
    else if (offset >= PIN0 && offset < PIN0 + 4 * PIN_COUNT) this.reconfigure((offset - PIN0) >> 2);
  }

  private outputSignal(pin: number): number {
    return super.read(FUNC0_OUT_SEL_CFG + 4 * pin) & 0xff;
  }

  private setStatus(value: number): void {
    this.interrupts.status = value & PIN_BITS;
  }

  private setOut(value: number): void {
    const changed = (this.out ^ value) & PIN_BITS;
    this.out = value;
    this.refreshAll(changed);
  }

  private setEnabled(value: number): void {
    const changed = (this.enabled ^ value) & PIN_BITS;
    this.enabled = value;
    this.refreshAll(changed);
  }

  private refreshAll(pins: number): void {
    for (let pin = 0; pins >> pin !== 0; pin++) if ((pins >> pin) & 1) this.refresh(pin);
  }

  private reconfigure(pin: number): void {
    this.refresh(pin);
    this.interrupts.update();
  }

  /** Works out a pin's drive anew. */
  private refresh(pin: number): void {
    const drive = this.driveNow(pin);
    if (drive === this.drives[pin]) return;
    this.drives[pin] = drive;
    this.changed(pin);
  }

  private driveNow(pin: number): Drive {
    const { ioMux } = this;
    const idle = ioMux.pull(pin);
    if (ioMux.isTransmitPad(pin)) return this.signals[U0TXD_OUT] === 1 ? 'high' : 'low';
    if (!ioMux.isGpio(pin)) return idle;
    const selection = super.read(FUNC0_OUT_SEL_CFG + 4 * pin);
    const signal = selection & 0xff;
    const isPlain = signal === SIG_GPIO_OUT;
    const byRegister = ((this.enabled >> pin) & 1) !== 0;
    // peripherals keep their own output enable on; OEN_SEL takes GPIO_ENABLE in its place
    const enabled = isPlain || selection & OEN_SEL ? byRegister : true;
    if (enabled === ((selection & OEN_INV_SEL) !== 0)) return idle;
    const raw = isPlain ? (this.out >> pin) & 1 : this.signals[signal];
    const high = (raw === 1) !== ((selection & INV_SEL) !== 0);
    if (!high) return 'low';
    return this.pinRegister(pin) & PAD_DRIVER_OPEN_DRAIN ? idle : 'high';
  }
}
