/**
 * The AVR's two-wire interface as the only controller of an I2C bus (ATmega328P datasheet DS40002061B, section 21).
 *
 * It takes the place of avr8js's, which clears TWINT when its interrupt is entered, sets it after a stop and at power-on, and
 * takes no time for a transfer. Bits are not put on the pins: a byte reaches the part at its ninth clock.
 *
 * Not simulated: being addressed by another controller, losing arbitration, targets that stretch the clock.
 */

import type { CPU } from 'avr8js';
import type { I2cTarget } from '../../i2c.ts';

export interface TwiDescription {
  readonly interrupt: number;
  readonly sda: string;
  readonly scl: string;
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
/** Status codes (tables 21-3 and 21-4). */
const START = 0x08;
const REPEATED_START = 0x10;
const WRITE_ADDRESS = { ack: 0x18, nack: 0x20 };
const WRITE_DATA = { ack: 0x28, nack: 0x30 };
const READ_ADDRESS = { ack: 0x40, nack: 0x48 };
const READ_DATA = { ack: 0x50, nack: 0x58 };
const IDLE = 0xf8;
const BITS_PER_BYTE = 9;

export class Twi {
  private readonly cpu: CPU;
  private readonly findTarget: (address: number) => I2cTarget | undefined;
  private readonly interrupt;
  private target: I2cTarget | undefined;
  private ownsBus = false;
  private operation: (() => void) | undefined;
  private readonly finish = () => {
    const operation = this.operation!;
    this.operation = undefined;
    operation();
  };

  /** @param findTarget The part that answers to a 7 bit address. */
  constructor(cpu: CPU, description: TwiDescription, findTarget: (address: number) => I2cTarget | undefined) {
    this.cpu = cpu;
    this.findTarget = findTarget;
    // TWINT stays until the program writes it, so the interrupt calls as long as it is set
    this.interrupt = {
      address: description.interrupt, flagRegister: TWCR, flagMask: TWINT, enableRegister: TWCR, enableMask: TWIE, constant: true,
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
    this.setStatus(IDLE);
  }

  /** @param answers Whether this write answers the end of an operation, so that the next byte may go. */
  private act(control: number, answers: boolean): void {
    const status = this.cpu.data[TWSR] & ~PRESCALER;
    if (control & TWSTO) this.after(1, () => this.stop());
    else if (control & TWSTA) this.after(1, () => this.start());
    else if (!answers || !this.ownsBus) return;
    else if (status === START || status === REPEATED_START) this.after(BITS_PER_BYTE, () => this.address());
    else if (status === READ_ADDRESS.ack || status === READ_DATA.ack) this.after(BITS_PER_BYTE, () => this.read());
    else if (status !== READ_ADDRESS.nack && status !== READ_DATA.nack) this.after(BITS_PER_BYTE, () => this.write());
  }

  private after(bits: number, operation: () => void): void {
    const { data } = this.cpu;
    this.operation = operation;
    const cyclesPerBit = 16 + 2 * data[TWBR] * 4 ** (data[TWSR] & PRESCALER); // section 21.5.2
    this.cpu.addClockEvent(this.finish, bits * cyclesPerBit);
  }

  private start(): void {
    this.finishWith(this.ownsBus ? REPEATED_START : START);
    this.ownsBus = true;
  }

  private stop(): void {
    const { data } = this.cpu;
    this.target?.stop();
    this.target = undefined;
    this.ownsBus = false;
    data[TWCR] &= ~TWSTO;
    this.setStatus(IDLE);
    if (data[TWCR] & TWSTA) this.after(1, () => this.start());
  }

  private address(): void {
    const byte = this.cpu.data[TWDR];
    const reads = (byte & 1) !== 0;
    const target = this.findTarget(byte >> 1);
    if (this.target !== target) this.target?.stop(); // a repeated start that addresses another part
    this.target = target;
    target?.start(reads);
    this.finishWith((reads ? READ_ADDRESS : WRITE_ADDRESS)[target ? 'ack' : 'nack']);
  }

  private write(): void {
    const acknowledged = this.target?.write(this.cpu.data[TWDR]) ?? false;
    this.finishWith(WRITE_DATA[acknowledged ? 'ack' : 'nack']);
  }

  private read(): void {
    const { data } = this.cpu;
    data[TWDR] = this.target?.read() ?? 0xff;
    this.finishWith(READ_DATA[data[TWCR] & TWEA ? 'ack' : 'nack']);
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
