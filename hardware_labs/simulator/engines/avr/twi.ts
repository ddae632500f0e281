/**
 * The AVR's two-wire interface as the only controller of an I2C bus (ATmega328P datasheet DS40002061B, chapter "2-wire Serial Interface").
 *
 * It takes the place of avr8js's, which clears TWINT when its interrupt is entered, sets it after a stop and at power-on, and
 * takes no time for a transfer. A byte reaches the part behind its eighth bit; the levels of the lines are drawn where they are watched.
 *
 * Not simulated: being addressed by another controller, losing arbitration, targets that stretch the clock.
 */

import type { CPU } from 'avr8js';
import type { I2cTarget } from '../../i2c.ts';
import { I2cWaveform } from '../i2c-waveform.ts';
import type { I2cLines, I2cTiming } from '../i2c-waveform.ts';
import { waveformClock } from './waveform-clock.ts';

export interface TwiDescription {
  readonly interrupt: number;
  readonly sda: string;
  readonly scl: string;
}

export interface TwiBus extends I2cLines {
  /** The part that answers to a 7 bit address. */
  find(address: number): I2cTarget | undefined;
}

/** Data addresses, the same on every chip of the family. */
const TWBR = 0xb8;
const TWSR = 0xb9;
const TWAR = 0xba;
const TWDR = 0xbb;
const TWCR = 0xbc;
const TWINT = 0x80; // TWCR: an operation has ended
const TWEA = 0x40; // TWCR: acknowledge the byte that is read
const TWSTA = 0x20; // TWCR: start condition
const TWSTO = 0x10; // TWCR: stop condition
const TWWC = 0x08; // TWCR: TWDR was written while busy
const TWEN = 0x04; // TWCR: on
const TWIE = 0x01; // TWCR: interrupt
const PRESCALER = 0x03; // TWSR
/** Status codes (tables of master transmitter and master receiver mode). */
const START = 0x08;
const REPEATED_START = 0x10;
const WRITE_ADDRESS = { ack: 0x18, nack: 0x20 };
const WRITE_DATA = { ack: 0x28, nack: 0x30 };
const READ_ADDRESS = { ack: 0x40, nack: 0x48 };
const READ_DATA = { ack: 0x50, nack: 0x58 };
const IDLE = 0xf8;
const DATA_BITS = 8; // one of acknowledgement follows

type Acknowledgement = Readonly<Record<'ack' | 'nack', number>>;

export class Twi {
  private readonly cpu: CPU;
  private readonly bus: TwiBus;
  private readonly waveform: I2cWaveform;
  private readonly interrupt;
  private target: I2cTarget | undefined;
  private ownsBus = false;
  private operation: (() => void) | undefined;
  private readonly finish = () => {
    const operation = this.operation!;
    this.operation = undefined;
    operation();
  };

  /** @param interrupt Address of the vector. */
  constructor(cpu: CPU, interrupt: number, bus: TwiBus) {
    this.cpu = cpu;
    this.bus = bus;
    this.waveform = new I2cWaveform(waveformClock(cpu), bus);
    // TWINT stays until the program writes it, so the interrupt calls as long as it is set
    this.interrupt = {
      address: interrupt, flagRegister: TWCR, flagMask: TWINT, enableRegister: TWCR, enableMask: TWIE, constant: true,
    };
    cpu.data[TWSR] = IDLE;
    cpu.data[TWAR] = 0xfe;
    cpu.data[TWDR] = 0xff;
    cpu.writeHooks[TWSR] = (value, old) => {
      cpu.data[TWSR] = (old & ~PRESCALER) | (value & PRESCALER);
      return true;
    };
    cpu.writeHooks[TWDR] = (value) => {
      if (cpu.data[TWCR] & TWINT) cpu.data[TWDR] = value;
      else cpu.data[TWCR] |= TWWC;
      return true;
    };
    cpu.writeHooks[TWCR] = (value, old) => this.control(value, old);
  }

  private control(value: number, old: number): boolean {
    const { cpu } = this;
    const acts = (value & TWINT) !== 0 || !(old & TWINT);
    cpu.data[TWCR] = (value & (TWEA | TWSTA | TWSTO | TWEN | TWIE)) | (acts ? 0 : TWINT);
    if (acts) cpu.clearInterrupt(this.interrupt);
    cpu.updateInterruptEnable(this.interrupt, value);
    if (!(value & TWEN)) this.switchOff();
    else if (acts && this.operation === undefined) this.act(value, (old & TWINT) !== 0);
    return true;
  }

  private switchOff(): void {
    this.cpu.clearClockEvent(this.finish);
    this.operation = undefined;
    this.target = undefined;
    this.ownsBus = false;
    this.waveform.release();
    this.setStatus(IDLE);
  }

  /** @param answers Whether this write answers the end of an operation, so that the next byte may go. */
  private act(control: number, answers: boolean): void {
    const status = this.cpu.data[TWSR] & ~PRESCALER;
    if (control & TWSTO) this.stop();
    else if (control & TWSTA) this.start();
    else if (!answers || !this.ownsBus) return;
    else if (status === START || status === REPEATED_START) this.address();
    else if (status === READ_ADDRESS.ack || status === READ_DATA.ack) this.read();
    else if (status !== READ_ADDRESS.nack && status !== READ_DATA.nack) this.write();
  }

  /** Conditions take a bit's time here. */
  private get timing(): I2cTiming {
    const { data } = this.cpu;
    const bit = 16 + 2 * data[TWBR] * 4 ** (data[TWSR] & PRESCALER); // "Bit Rate Generator Unit"
    return { bit, low: bit / 2, start: bit, startSetup: bit / 2, stop: bit, stopSetup: bit / 2 };
  }

  private at(cycle: number, operation: () => void): void {
    this.operation = operation;
    this.cpu.addClockEvent(this.finish, cycle - this.cpu.cycles);
  }

  private start(): void {
    const { timing } = this;
    this.waveform.start(timing);
    this.at(this.cpu.cycles + timing.start, () => {
      this.finishWith(this.ownsBus ? REPEATED_START : START);
      this.ownsBus = true;
    });
  }

  private stop(): void {
    const { timing } = this;
    this.waveform.stop(timing);
    this.at(this.cpu.cycles + timing.stop, () => this.letGo());
  }

  private letGo(): void {
    const { data } = this.cpu;
    this.target?.stop();
    this.target = undefined;
    this.ownsBus = false;
    data[TWCR] &= ~TWSTO;
    this.setStatus(IDLE);
    if (data[TWCR] & TWSTA) this.start();
  }

  private address(): void {
    const byte = this.cpu.data[TWDR];
    const reads = (byte & 1) !== 0;
    this.transfer(byte, reads ? READ_ADDRESS : WRITE_ADDRESS, () => {
      const target = this.bus.find(byte >> 1);
      if (this.target !== target) this.target?.stop(); // a repeated start that addresses another part
      this.target = target;
      target?.start(reads);
      return target !== undefined;
    });
  }

  private write(): void {
    const byte = this.cpu.data[TWDR];
    this.transfer(byte, WRITE_DATA, () => this.target?.write(byte) ?? false);
  }

  private read(): void {
    const { data } = this.cpu;
    const byte = this.target?.read() ?? 0xff;
    this.transfer(byte, READ_DATA, () => {
      data[TWDR] = byte;
      return (data[TWCR] & TWEA) !== 0;
    });
  }

  /**
   * Lets a byte pass over the bus.
   *
   * @param answer Asked behind the eighth bit whether whoever took the byte acknowledges it.
   */
  private transfer(byte: number, status: Acknowledgement, answer: () => boolean): void {
    const { timing } = this;
    const begun = this.cpu.cycles;
    this.waveform.byte(byte, timing);
    this.at(begun + DATA_BITS * timing.bit, () => {
      const acknowledged = answer();
      this.waveform.acknowledge(begun, acknowledged, timing);
      this.at(begun + (DATA_BITS + 1) * timing.bit, () => this.finishWith(status[acknowledged ? 'ack' : 'nack']));
    });
  }

  private setStatus(status: number): void {
    const { data } = this.cpu;
    data[TWSR] = status | (data[TWSR] & PRESCALER);
  }

  private finishWith(status: number): void {
    this.setStatus(status);
    this.cpu.setInterruptFlag(this.interrupt);
  }
}
