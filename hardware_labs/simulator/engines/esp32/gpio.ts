/**
 * GPIO and the GPIO matrix: pin levels, pin interrupts of the PRO CPU, and which peripheral signal is on which pin.
 *
 * Source: ESP32 Technical Reference Manual, chapter "IO_MUX and GPIO Matrix".
 */

import type { Drive } from '../engine.ts';
import { RegisterBlock, storage } from '../esp/registers.ts';
import { FIRST_INPUT_ONLY, IoMux, PINS, PIN_COUNT } from './io-mux.ts';

/** Numbers of peripheral signals in the GPIO matrix (table "GPIO Matrix Peripheral Signals"). */
export const U0TXD_OUT = 14;
export const I2CEXT0_SCL = 29;
export const I2CEXT0_SDA = 30;
/** First of eight high-speed channels, and behind them eight low-speed ones. */
export const LEDC_HS_SIG_OUT0 = 71;
const SIG_GPIO_OUT = 256;

/** Registers of pins 0 to 31; those of pins 32 to 39 follow at `bank` bytes. */
const OUT = { first: 0x04, bank: 0x0c };
const ENABLE = { first: 0x20, bank: 0x0c };
const STATUS = { first: 0x44, bank: 0x0c };
const SET = 4;
const CLEAR = 8;
const STRAP = 0x38;
const IN = 0x3c;
const IN1 = 0x40;
const PCPU_INT = 0x68;
const PCPU_INT1 = 0x7c;
const PIN0 = 0x88;
const FUNC0_IN_SEL_CFG = 0x130;
const IN_SELECTIONS = 256;
const FUNC0_OUT_SEL_CFG = 0x530;

const PAD_DRIVER_OPEN_DRAIN = 1 << 2;
/** PINn's INT_ENA: the PRO CPU's interrupt. */
const INT_ENA_PRO_CPU = 1 << 15;
/** FUNCn_OUT_SEL_CFG */
const OUT_SEL = 0x1ff;
const INV_SEL = 1 << 9;
const OEN_SEL = 1 << 10;
const OEN_INV_SEL = 1 << 11;
/** FUNCn_IN_SEL_CFG: by the GPIO matrix. */
const SEL = 1 << 7;
/** Boot from flash: MTDI low; GPIO0, GPIO2, GPIO4, MTDO and GPIO5 as pulled. */
const STRAPPING = 0x13;

/** PINn's INT_TYPE. */
const RISING = 1;
const FALLING = 2;
const ANY_EDGE = 3;
const LOW_LEVEL = 4;
const HIGH_LEVEL = 5;

/** Bits of 40 pins in two words. */
class PinBits {
  readonly words = [0, 0];

  has(pin: number): boolean {
    return ((this.words[pin >> 5] >>> (pin & 31)) & 1) === 1;
  }

  set(pin: number, high: boolean): void {
    const bit = 1 << (pin & 31);
    this.words[pin >> 5] = high ? this.words[pin >> 5] | bit : this.words[pin >> 5] & ~bit;
  }
}

export class Gpio extends RegisterBlock {
  readonly ioMux = new IoMux((pin) => this.reconfigure(pin));
  private readonly changed: (pin: number) => void;
  private readonly setLine: (high: boolean) => void;
  private readonly drives = new Array<Drive>(PIN_COUNT).fill('floating');
  private readonly out = new PinBits();
  private readonly enabled = new PinBits();
  private readonly status = new PinBits();
  /** Levels that the circuit shows to the pins. */
  private readonly levels: PinBits;
  /** Outputs of peripherals, by number of signal. */
  private readonly signals = new Uint8Array(SIG_GPIO_OUT);

  /**
   * @param before The pins before a reset, whose levels the circuit goes on to hold.
   * @param changed Called when the drive of a pin has changed.
   */
  constructor(before: Gpio | undefined, setLine: (high: boolean) => void, changed: (pin: number) => void) {
    super({
      0x00: 0, 0x1c: 0,
      ...storage(PIN0, PIN0 + 4 * (PIN_COUNT - 1)),
      ...storage(FUNC0_IN_SEL_CFG, FUNC0_IN_SEL_CFG + 4 * (IN_SELECTIONS - 1)),
      ...storage(FUNC0_OUT_SEL_CFG, FUNC0_OUT_SEL_CFG + 4 * (PIN_COUNT - 1), SIG_GPIO_OUT),
    });
    this.levels = before?.levels ?? new PinBits();
    this.setLine = setLine;
    this.changed = changed;
    for (const line of [U0TXD_OUT, I2CEXT0_SDA, I2CEXT0_SCL]) this.signals[line] = 1; // they idle high
    for (const pin of PINS) {
      this.drives[pin] = this.driveNow(pin);
      // the circuit does not tell the level of a pin that is not wired
      if (!before && this.drives[pin] === 'pull-up') this.levels.set(pin, true);
    }
  }

  drive(pin: number): Drive {
    return this.drives[pin];
  }

  setInput(pin: number, high: boolean): void {
    const was = this.levels.has(pin);
    this.levels.set(pin, high);
    if (was !== high && this.ioMux.inputEnabled(pin)) this.edge(pin, high);
  }

  /** Drives a peripheral's output signal. */
  setSignal(signal: number, high: boolean): void {
    this.signals[signal] = high ? 1 : 0;
    for (const pin of this.pinsOfOutput(signal)) this.refresh(pin);
  }

  /** The pins that this signal drives. */
  pinsOfOutput(signal: number): number[] {
    return PINS.filter((pin) => (this.ioMux.isTransmitPad(pin) ? U0TXD_OUT : this.outputSignal(pin)) === signal);
  }

  /** The pin that both drives this signal and feeds it back, as a bidirectional line needs. */
  pinOfLine(signal: number): number | undefined {
    const selection = super.read(FUNC0_IN_SEL_CFG + 4 * signal);
    const pin = selection & 63;
    const joined = (selection & SEL) !== 0 && pin < FIRST_INPUT_ONLY && this.outputSignal(pin) === signal;
    return joined && this.ioMux.isGpio(pin) && this.ioMux.inputEnabled(pin) ? pin : undefined;
  }

  override read(offset: number): number {
    switch (offset) {
      case OUT.first: case OUT.first + OUT.bank: return this.out.words[(offset - OUT.first) / OUT.bank];
      case ENABLE.first: case ENABLE.first + ENABLE.bank: return this.enabled.words[(offset - ENABLE.first) / ENABLE.bank];
      case STATUS.first: case STATUS.first + STATUS.bank: return this.status.words[(offset - STATUS.first) / STATUS.bank];
      case STRAP: return STRAPPING;
      case IN: case IN1: return this.inputs((offset - IN) >> 2);
      case PCPU_INT: return this.interrupting(0);
      case PCPU_INT1: return this.interrupting(1);
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    if (this.writeBits(OUT, this.out, offset, value) || this.writeBits(ENABLE, this.enabled, offset, value)) return;
    if (this.writeBits(STATUS, this.status, offset, value)) return this.updateLevelInterrupts();
    super.write(offset, value);
    const out = (offset - FUNC0_OUT_SEL_CFG) >> 2;
    if (out >= 0 && out < PIN_COUNT) this.refresh(out);
    const pin = (offset - PIN0) >> 2;
    if (pin >= 0 && pin < PIN_COUNT) this.reconfigure(pin);
  }

  /** Writes one of a register's six addresses: itself, W1TS and W1TC, of either bank; returns whether it was one of them. */
  private writeBits(register: { first: number; bank: number }, bits: PinBits, offset: number, value: number): boolean {
    const at = offset - register.first;
    if (at < 0 || at >= 2 * register.bank) return false;
    const bank = at < register.bank ? 0 : 1;
    const old = bits.words[bank];
    const kind = at % register.bank;
    const set = kind === SET ? old | value : kind === CLEAR ? old & ~value : value;
    bits.words[bank] = bank === 0 ? set : set & 0xff;
    const changed = old ^ bits.words[bank];
    for (let bit = 0; changed >>> bit !== 0 && bit < 32; bit++) if ((changed >>> bit) & 1) this.refresh(32 * bank + bit);
    return true;
  }

  private inputs(bank: number): number {
    let bits = 0;
    for (const pin of PINS) if (pin >> 5 === bank && this.levels.has(pin) && this.ioMux.inputEnabled(pin)) bits |= 1 << (pin & 31);
    return bits;
  }

  /** Bits of the pins whose status reaches the PRO CPU. */
  private interrupting(bank: number): number {
    let enabled = 0;
    for (const pin of PINS) if (pin >> 5 === bank && this.pinRegister(pin) & INT_ENA_PRO_CPU) enabled |= 1 << (pin & 31);
    return this.status.words[bank] & enabled;
  }

  private pinRegister(pin: number): number {
    return super.read(PIN0 + 4 * pin);
  }

  private outputSignal(pin: number): number {
    return super.read(FUNC0_OUT_SEL_CFG + 4 * pin) & OUT_SEL;
  }

  private reconfigure(pin: number): void {
    this.refresh(pin);
    this.updateLevelInterrupts();
  }

  /** Works out a pin's drive anew. */
  private refresh(pin: number): void {
    const drive = this.driveNow(pin);
    if (drive === this.drives[pin]) return;
    this.drives[pin] = drive;
    this.changed(pin);
  }

  private driveNow(pin: number): Drive {
    if (pin >= FIRST_INPUT_ONLY) return 'floating';
    const { ioMux } = this;
    const idle = ioMux.pull(pin);
    if (ioMux.isTransmitPad(pin)) return this.signals[U0TXD_OUT] === 1 ? 'high' : 'low';
    if (!ioMux.isGpio(pin)) return idle;
    const selection = super.read(FUNC0_OUT_SEL_CFG + 4 * pin);
    const signal = selection & OUT_SEL;
    const isPlain = signal === SIG_GPIO_OUT;
    // peripherals keep their own output enable on; OEN_SEL takes GPIO_ENABLE in its place
    const enabled = isPlain || selection & OEN_SEL ? this.enabled.has(pin) : true;
    if (enabled === ((selection & OEN_INV_SEL) !== 0)) return idle;
    const raw = isPlain ? this.out.has(pin) : this.signals[signal] === 1;
    if (raw === ((selection & INV_SEL) !== 0)) return 'low';
    return this.pinRegister(pin) & PAD_DRIVER_OPEN_DRAIN ? idle : 'high';
  }

  private edge(pin: number, high: boolean): void {
    const type = this.interruptType(pin);
    if (type === ANY_EDGE || type === (high ? RISING : FALLING)) this.status.set(pin, true);
    this.updateLevelInterrupts();
  }

  private interruptType(pin: number): number {
    return (this.pinRegister(pin) >> 7) & 7;
  }

  /** A level that lasts sets the status again when it is cleared. */
  private updateLevelInterrupts(): void {
    for (const pin of PINS) {
      const type = this.interruptType(pin);
      if (type < LOW_LEVEL || !this.ioMux.inputEnabled(pin)) continue;
      if (type === (this.levels.has(pin) ? HIGH_LEVEL : LOW_LEVEL)) this.status.set(pin, true);
    }
    this.setLine(this.interrupting(0) !== 0 || this.interrupting(1) !== 0);
  }
}
