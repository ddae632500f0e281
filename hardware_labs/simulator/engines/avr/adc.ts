/**
 * The AVR's analogue to digital converter (ATmega328P datasheet DS40002061B and ATmega2560 datasheet DS40002211,
 * chapter "Analog-to-Digital Converter").
 *
 * It takes the place of avr8js's, which samples when a conversion starts, starts none by itself, and takes AREF for 5 V.
 * Conversions are exact: floor(1024 * Vin / Vref), or floor(512 * gain * (Vpos - Vneg) / Vref).
 *
 * Not simulated: starting by the analogue comparator or by INT0, the prescaler's phase, noise and settling.
 */

import type { CPU } from 'avr8js';

/** Data addresses, the same on every chip of the family. */
const ADCL = 0x78;
const ADCH = 0x79;
const ADCSRA = 0x7a;
const ADCSRB = 0x7b;
const ADMUX = 0x7c;
const ADEN = 0x80; // ADCSRA: on
const ADSC = 0x40; // ADCSRA: start; reads 1 while converting
const ADATE = 0x20; // ADCSRA: auto trigger
const ADIF = 0x10; // ADCSRA: done
const ADIE = 0x08; // ADCSRA: interrupt
const PRESCALER = 0x07; // ADCSRA
const MUX5 = 0x08; // ADCSRB
const TRIGGER_SOURCE = 0x07; // ADCSRB
const FREE_RUNNING = 0;
const LEFT_ADJUST = 0x20; // ADMUX
const MUX = 0x1f; // ADMUX
/** Converter clocks from the start to the end, and to the sample; more after it was switched on (table "ADC Conversion Time"). */
const NORMAL = { convert: 13, sample: 1.5 };
const FIRST = { convert: 25, sample: 13.5 };
const TRIGGERED = { convert: 13.5, sample: 2 };

/** A pin, a fixed voltage, or the difference of two pins, amplified. */
export type AdcInput =
  | { readonly pin: string }
  | { readonly volts: number }
  | { readonly positive: string; readonly negative: string; readonly gain: number };

/** In volts, or the pin or supply that gives it. */
export type AdcReference = number | 'AREF' | 'AVCC';

export interface AdcDescription {
  readonly interrupt: number;
  /** By MUX5 to MUX0; others read 0 V. */
  readonly inputs: readonly (AdcInput | undefined)[];
  /** By REFS1 and REFS0; undefined where reserved. */
  readonly references: readonly (AdcReference | undefined)[];
  /** Which of the MUX bits the chip has. */
  readonly muxMask: number;
}

export class Adc {
  private readonly cpu: CPU;
  private readonly description: AdcDescription;
  private readonly supply: number;
  private readonly volts: (pin: string) => number;
  private readonly sourceChanged: (source: number | undefined) => void;
  private readonly interrupt;
  private converting = false;
  private isFirst = true;
  private result = 0;
  private highLatch: number | undefined;
  private readonly sample = () => void (this.result = this.measure());
  private readonly finish = () => this.complete();

  /**
   * @param supply AVCC, in volts.
   * @param volts Voltage at a pin.
   * @param sourceChanged Told which ADTS value now starts conversions, if any; whoever is meant calls `trigger`.
   */
  constructor(
    cpu: CPU,
    description: AdcDescription,
    supply: number,
    volts: (pin: string) => number,
    sourceChanged: (source: number | undefined) => void,
  ) {
    this.cpu = cpu;
    this.description = description;
    this.supply = supply;
    this.volts = volts;
    this.sourceChanged = sourceChanged;
    this.interrupt = { address: description.interrupt, flagRegister: ADCSRA, flagMask: ADIF, enableRegister: ADCSRA, enableMask: ADIE };
    cpu.writeHooks[ADCSRA] = (value, old) => this.control(value, old);
    cpu.writeHooks[ADCSRB] = (value) => {
      cpu.data[ADCSRB] = value;
      this.reportSource();
      return true;
    };
    // reading the low byte keeps the high byte that belongs to it (registers ADCL and ADCH)
    cpu.readHooks[ADCL] = () => {
      this.highLatch = cpu.data[ADCH];
      return cpu.data[ADCL];
    };
    cpu.readHooks[ADCH] = () => {
      const high = this.highLatch ?? cpu.data[ADCH];
      this.highLatch = undefined;
      return high;
    };
  }

  /** The auto trigger's source has risen. */
  trigger(): void {
    if ((this.cpu.data[ADCSRA] & (ADEN | ADATE)) === (ADEN | ADATE) && !this.converting) this.start(TRIGGERED);
  }

  private control(value: number, old: number): boolean {
    const { cpu } = this;
    if (!(value & ADEN)) this.stop();
    else if (!(old & ADEN)) this.isFirst = true;
    const flag = old & ADIF & ~value;
    cpu.data[ADCSRA] = (value & ~ADIF & ~ADSC) | flag | (this.converting ? ADSC : 0);
    if (value & ADIF) cpu.clearInterrupt(this.interrupt);
    cpu.updateInterruptEnable(this.interrupt, value);
    if (value & ADSC && value & ADEN && !this.converting) this.start(NORMAL);
    this.reportSource();
    return true;
  }

  private reportSource(): void {
    const { data } = this.cpu;
    this.sourceChanged((data[ADCSRA] & (ADEN | ADATE)) === (ADEN | ADATE) ? data[ADCSRB] & TRIGGER_SOURCE : undefined);
  }

  private start(kind: typeof NORMAL): void {
    const { cpu } = this;
    const { convert, sample } = this.isFirst ? FIRST : kind;
    const clock = Math.max(2, 1 << (cpu.data[ADCSRA] & PRESCALER));
    this.converting = true;
    this.isFirst = false;
    cpu.data[ADCSRA] |= ADSC;
    cpu.addClockEvent(this.sample, sample * clock);
    cpu.addClockEvent(this.finish, convert * clock);
  }

  private stop(): void {
    this.converting = false;
    this.cpu.clearClockEvent(this.sample);
    this.cpu.clearClockEvent(this.finish);
  }

  private complete(): void {
    const { cpu, result } = this;
    const bits = cpu.data[ADMUX] & LEFT_ADJUST ? result << 6 : result & 0x3ff;
    cpu.data[ADCL] = bits;
    cpu.data[ADCH] = bits >> 8;
    cpu.data[ADCSRA] &= ~ADSC;
    this.converting = false;
    cpu.setInterruptFlag(this.interrupt);
    const runsFree = cpu.data[ADCSRA] & ADATE && (cpu.data[ADCSRB] & TRIGGER_SOURCE) === FREE_RUNNING;
    if (runsFree) this.start(NORMAL);
  }

  /** Ten bits, with sign for a difference. */
  private measure(): number {
    const { data } = this.cpu;
    const { inputs, muxMask, references } = this.description;
    const input = inputs[((data[ADMUX] & MUX) | (data[ADCSRB] & MUX5 ? 0x20 : 0)) & muxMask] ?? { volts: 0 };
    const reference = this.referenceVolts(references[data[ADMUX] >> 6]);
    if ('gain' in input) {
      const difference = input.gain * (this.volts(input.positive) - this.volts(input.negative));
      return limit(512 * difference, reference, -512, 511);
    }
    return limit(1024 * ('pin' in input ? this.volts(input.pin) : input.volts), reference, 0, 1023);
  }

  private referenceVolts(reference: AdcReference | undefined): number {
    if (reference === 'AREF') return this.volts('AREF');
    return typeof reference === 'number' ? reference : this.supply;
  }
}

function limit(volts: number, reference: number, least: number, most: number): number {
  if (volts === 0) return 0; // whatever the reference
  return Math.min(most, Math.max(least, Math.floor(volts / reference)));
}
