/**
 * The AVR's serial peripheral interface as a master (ATmega328P datasheet DS40002061B, chapter "SPI - Serial Peripheral Interface").
 *
 * It takes the place of avr8js's, which moves no pin, never drops MSTR, clears flags by writes, and keeps them when SPSR and SPDR are
 * read. Bits are put on SCK and MOSI where one of them is watched, each at the end of the instruction that is being executed;
 * elsewhere MISO is looked at once a byte.
 *
 * Not simulated: being a slave, and that the interface makes an input of MISO: it reads what the pin has.
 */

import type { CPU } from 'avr8js';
import type { PortPin } from './counter.ts';

export interface SpiDescription {
  readonly interrupt: number;
  readonly ss: string;
  readonly sck: string;
  readonly mosi: string;
  readonly miso: string;
}

/** Data addresses, the same on every chip of the family. */
const SPCR = 0x4c;
const SPSR = 0x4d;
const SPDR = 0x4e;
const SPIE = 0x80; // SPCR: interrupt
const SPE = 0x40; // SPCR: on
const DORD = 0x20; // SPCR: lowest bit first
const MSTR = 0x10; // SPCR: master
const CPOL = 0x08; // SPCR: SCK idles high
const CPHA = 0x04; // SPCR: sample at the trailing edge
const RATE = 0x03; // SPCR
const SPIF = 0x80; // SPSR: a byte has passed
const WCOL = 0x40; // SPSR: SPDR was written meanwhile
const SPI2X = 0x01; // SPSR: double speed
/** Clock cycles of half a bit, by SPR1 and SPR0 (table "Relationship Between SCK and the Oscillator Frequency"). */
const HALF_BIT = [2, 8, 32, 64];
const HALF_BITS = 16;
/** What avr8js's port does with a pin that a peripheral has taken over. */
const OVERRIDE = { none: 0, high: 2, low: 3 } as const;

export class Spi {
  private readonly cpu: CPU;
  private readonly pins: Readonly<Record<'ss' | 'sck' | 'mosi' | 'miso', PortPin>>;
  private readonly isWatched: () => boolean;
  private readonly interrupt;
  private hasPins = false;
  /** Flags that the program has seen in SPSR: its next access to SPDR clears them. */
  private seen = 0;
  private isBusy = false;
  private isDrawing = false;
  private begun = 0;
  private halfBits = 0;
  private halfBitCycles = 0;
  private sent = 0;
  private received = 0;
  private readonly step = () => this.advance();

  /**
   * @param pin Finds a pin by its name.
   * @param isWatched Whether anyone would see the levels of a pin; asked at each byte.
   */
  constructor(cpu: CPU, description: SpiDescription, pin: (name: string) => PortPin, isWatched: (pin: string) => boolean) {
    const { interrupt, ss, sck, mosi, miso } = description;
    this.cpu = cpu;
    this.pins = { ss: pin(ss), sck: pin(sck), mosi: pin(mosi), miso: pin(miso) };
    this.isWatched = () => isWatched(sck) || isWatched(mosi);
    this.interrupt = { address: interrupt, flagRegister: SPSR, flagMask: SPIF, enableRegister: SPCR, enableMask: SPIE };
    cpu.writeHooks[SPCR] = (value) => {
      cpu.data[SPCR] = value;
      cpu.updateInterruptEnable(this.interrupt, value);
      this.configure();
      return true;
    };
    cpu.readHooks[SPSR] = () => {
      this.seen = cpu.data[SPSR] & (SPIF | WCOL);
      return cpu.data[SPSR];
    };
    cpu.writeHooks[SPSR] = (value, old) => {
      cpu.data[SPSR] = (old & ~SPI2X) | (value & SPI2X);
      return true;
    };
    cpu.readHooks[SPDR] = () => {
      this.clearSeen();
      return cpu.data[SPDR];
    };
    cpu.writeHooks[SPDR] = (value) => {
      this.clearSeen();
      this.transmit(value);
      return true;
    };
    this.pins.ss.port.externalClockListeners[this.pins.ss.bit] = () => this.yieldToOtherMaster();
  }

  private get isMaster(): boolean {
    return (this.cpu.data[SPCR] & (SPE | MSTR)) === (SPE | MSTR);
  }

  private clearSeen(): void {
    if (this.seen & SPIF) this.cpu.clearInterrupt(this.interrupt);
    this.cpu.data[SPSR] &= ~this.seen;
    this.seen = 0;
  }

  /** Takes or leaves the pins as the control register says. */
  private configure(): void {
    this.yieldToOtherMaster();
    if (this.isMaster) {
      if (this.isBusy) return;
      if (!this.hasPins) this.drive('mosi', true);
      this.hasPins = true;
      this.drive('sck', this.idlesHigh);
      return;
    }
    this.cpu.clearClockEvent(this.step);
    this.isBusy = false;
    if (!this.hasPins) return;
    this.hasPins = false;
    for (const name of ['sck', 'mosi'] as const) this.pins[name].port.timerOverridePin(this.pins[name].bit, OVERRIDE.none);
  }

  /** SS as an input that is low says that there is another master: this one becomes a slave ("SS Pin Functionality"). */
  private yieldToOtherMaster(): void {
    const { cpu, pins } = this;
    const isInput = !(cpu.data[pins.ss.port.portConfig.DDR] & (1 << pins.ss.bit));
    if (!this.isMaster || !isInput || this.level('ss')) return;
    cpu.data[SPCR] &= ~MSTR;
    this.configure();
    cpu.setInterruptFlag(this.interrupt);
  }

  private transmit(byte: number): void {
    const { cpu } = this;
    if (this.isBusy) {
      cpu.data[SPSR] |= WCOL;
      return;
    }
    this.yieldToOtherMaster(); // the program may have made an input of SS
    if (!this.isMaster) return;
    this.isBusy = true;
    this.isDrawing = this.isWatched();
    this.begun = cpu.cycles;
    this.halfBitCycles = HALF_BIT[cpu.data[SPCR] & RATE] / (cpu.data[SPSR] & SPI2X ? 2 : 1);
    this.sent = cpu.data[SPCR] & DORD ? reversed(byte) : byte;
    this.received = 0;
    this.halfBits = 0;
    if (this.isDrawing) this.beginBit(0);
    this.wait();
  }

  private get nextEdge(): number {
    return this.begun + (this.isDrawing ? this.halfBits + 1 : HALF_BITS) * this.halfBitCycles;
  }

  private wait(): void {
    this.cpu.addClockEvent(this.step, this.nextEdge - this.cpu.cycles);
  }

  /** Does all that is due: an instruction may take longer than half a bit. */
  private advance(): void {
    while (this.isBusy && this.nextEdge <= this.cpu.cycles) this.passHalfBit();
    if (this.isBusy) this.wait();
  }

  private passHalfBit(): void {
    this.halfBits = this.isDrawing ? this.halfBits + 1 : HALF_BITS;
    if (this.halfBits === HALF_BITS) this.finish();
    else if (this.halfBits % 2 === 1) this.sample();
    else this.beginBit(this.halfBits / 2);
  }

  /** Puts a bit on MOSI: with the leading edge of SCK, or in its place half a bit before (section "Data Modes"). */
  private beginBit(bit: number): void {
    const leads = (this.cpu.data[SPCR] & CPHA) !== 0;
    this.drive('sck', leads !== this.idlesHigh);
    this.drive('mosi', ((this.sent << bit) & 0x80) !== 0);
  }

  /** Takes a bit from MISO, at the trailing edge of SCK or at the leading one. */
  private sample(): void {
    const leads = !(this.cpu.data[SPCR] & CPHA);
    this.drive('sck', leads !== this.idlesHigh);
    this.received = (this.received << 1) | Number(this.level('miso'));
  }

  private finish(): void {
    const { cpu } = this;
    this.drive('sck', this.idlesHigh);
    this.drive('mosi', (this.sent & 1) !== 0);
    const received = this.isDrawing ? this.received : this.level('miso') ? 0xff : 0;
    cpu.data[SPDR] = cpu.data[SPCR] & DORD ? reversed(received) : received;
    this.isBusy = false;
    cpu.setInterruptFlag(this.interrupt);
  }

  private get idlesHigh(): boolean {
    return (this.cpu.data[SPCR] & CPOL) !== 0;
  }

  private level(name: 'ss' | 'miso'): boolean {
    const { port, bit } = this.pins[name];
    return (this.cpu.data[port.portConfig.PIN] & (1 << bit)) !== 0;
  }

  /** A pin that the program has left an input stays one. */
  private drive(name: 'sck' | 'mosi', high: boolean): void {
    const { port, bit } = this.pins[name];
    port.timerOverridePin(bit, high ? OVERRIDE.high : OVERRIDE.low);
  }
}

function reversed(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) result |= 0x80 >> bit;
  return result;
}
