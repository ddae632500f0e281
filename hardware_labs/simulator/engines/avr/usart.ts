/**
 * The AVR's USART as an asynchronous serial port (ATmega328P datasheet, chapter "USART0").
 *
 * It takes the place of avr8js's, which has no transmit buffer behind its shift register, one byte of receive buffer, and
 * clears read-only flags when UCSRA is written. The line that transmits is drawn where it is watched; what is received comes from no
 * pin, and its ninth bit is 0. Not simulated: synchronous modes, frame and parity errors.
 */

import type { CPU, usart0Config } from 'avr8js';
import { SerialWaveform, frameBits } from '../serial-waveform.ts';
import type { SerialLine } from '../serial-waveform.ts';
import { waveformClock } from './waveform-clock.ts';

export type UsartRegisters = Readonly<typeof usart0Config>;

export interface UsartDescription extends UsartRegisters {
  /** The pin that transmits. */
  readonly txd: string;
}

const RXC = 0x80; // UCSRA: unread data in the receive buffer
const TXC = 0x40; // UCSRA: all sent
const UDRE = 0x20; // UCSRA: room in the transmit buffer
const DATA_OVERRUN = 0x08; // UCSRA
const DOUBLE_SPEED = 0x02; // UCSRA
const WRITABLE_UCSRA = 0x03; // U2X and MPCM
const RXEN = 0x10; // UCSRB
const TXEN = 0x08; // UCSRB
const NINE_BITS = 0x04; // UCSRB: with EIGHT_BITS in UCSRC
const RECEIVED_NINTH = 0x02; // UCSRB
const SENT_NINTH = 0x01; // UCSRB
const PARITY = 0x20; // UCSRC
const ODD = 0x10; // UCSRC: with PARITY
const TWO_STOP_BITS = 0x08; // UCSRC
const EIGHT_BITS = 0x06; // UCSRC at reset
/** The receive buffer holds two bytes; a third waits in the shift register, a fourth is lost. */
const RECEIVE_DEPTH = 3;

export class Usart {
  private readonly cpu: CPU;
  private readonly registers: UsartRegisters;
  private readonly sent: (byte: number) => void;
  private readonly waveform: SerialWaveform;
  private readonly interrupts;
  private sending = false;
  private transmitBuffer: number | undefined;
  private receiving = false;
  private readonly received: number[] = [];
  private readonly line: number[] = [];

  /** @param sent Called when the last bit of a byte has left. */
  constructor(cpu: CPU, registers: UsartRegisters, line: SerialLine, sent: (byte: number) => void) {
    this.cpu = cpu;
    this.waveform = new SerialWaveform(waveformClock(cpu), line);
    this.registers = registers;
    this.sent = sent;
    const { UCSRA, UCSRB, UCSRC, UDR } = registers;
    const interrupt = (address: number, flag: number, levelTriggered: boolean) =>
      // each enable bit of UCSRB is in the same place as its flag in UCSRA
      ({ address, flagRegister: UCSRA, flagMask: flag, enableRegister: UCSRB, enableMask: flag, constant: levelTriggered });
    this.interrupts = {
      received: interrupt(registers.rxCompleteInterrupt, RXC, true),
      empty: interrupt(registers.dataRegisterEmptyInterrupt, UDRE, true),
      sent: interrupt(registers.txCompleteInterrupt, TXC, false),
    };
    cpu.data[UCSRA] = UDRE;
    cpu.data[UCSRC] = EIGHT_BITS;
    cpu.writeHooks[UCSRA] = (value, old) => {
      if (value & TXC) cpu.clearInterrupt(this.interrupts.sent);
      cpu.data[UCSRA] = (old & ~WRITABLE_UCSRA & ~(value & TXC)) | (value & WRITABLE_UCSRA);
      return true;
    };
    cpu.writeHooks[UCSRB] = (value) => this.control(value);
    cpu.writeHooks[UDR] = (value) => this.transmit(value);
    cpu.readHooks[UDR] = () => this.readByte();
  }

  /** Puts bytes on the line to the receiver; they wait there while it is off. */
  receive(bytes: Iterable<number>): void {
    for (const byte of bytes) this.line.push(byte);
    this.receiveNext();
  }

  /** Bytes on the line that the receiver has not begun to take. */
  get waiting(): readonly number[] {
    return this.line;
  }

  private control(value: number): boolean {
    const { cpu, interrupts } = this;
    cpu.data[this.registers.UCSRB] = value & ~RECEIVED_NINTH;
    for (const interrupt of Object.values(interrupts)) cpu.updateInterruptEnable(interrupt, value);
    if (!(value & RXEN)) {
      this.received.length = 0;
      cpu.clearInterrupt(interrupts.received);
    }
    if (!this.sending) this.takePin();
    this.receiveNext();
    return true;
  }

  /** It keeps the pin until all is sent (section 19.6.5). */
  private takePin(): void {
    this.waveform.enable((this.cpu.data[this.registers.UCSRB] & TXEN) !== 0);
  }

  private transmit(byte: number): boolean {
    const { cpu, interrupts } = this;
    if (!(cpu.data[this.registers.UCSRB] & TXEN)) return true;
    if (!this.sending) {
      this.shiftOut(byte);
    } else if (this.transmitBuffer === undefined) {
      this.transmitBuffer = byte;
      cpu.clearInterrupt(interrupts.empty);
    } // else the buffer is full and the byte is lost
    return true;
  }

  private shiftOut(byte: number): void {
    this.sending = true;
    this.draw(byte);
    this.cpu.addClockEvent(() => {
      this.sent(byte & (0xff >> Math.max(0, 8 - this.dataBits)));
      const next = this.transmitBuffer;
      this.transmitBuffer = undefined;
      if (next === undefined) {
        this.sending = false;
        this.takePin();
        this.cpu.setInterruptFlag(this.interrupts.sent);
      } else {
        this.cpu.setInterruptFlag(this.interrupts.empty);
        this.shiftOut(next);
      }
    }, this.cyclesPerByte);
  }

  private draw(byte: number): void {
    const { cpu, dataBits, registers } = this;
    const control = cpu.data[registers.UCSRC];
    const parity = control & PARITY ? (control & ODD ? 'odd' : 'even') : undefined;
    const data = byte | (cpu.data[registers.UCSRB] & SENT_NINTH ? 0x100 : 0);
    this.waveform.frame(cpu.cycles, frameBits(data, dataBits, parity), this.cyclesPerBit);
  }

  private receiveNext(): void {
    const { cpu } = this;
    if (this.receiving || this.line.length === 0 || !(cpu.data[this.registers.UCSRB] & RXEN)) return;
    const byte = this.line.shift()!;
    this.receiving = true;
    cpu.addClockEvent(() => {
      this.receiving = false;
      if (cpu.data[this.registers.UCSRB] & RXEN) this.arrive(byte);
      this.receiveNext();
    }, this.cyclesPerByte);
  }

  private arrive(byte: number): void {
    if (this.received.length === RECEIVE_DEPTH) {
      this.cpu.data[this.registers.UCSRA] |= DATA_OVERRUN;
      return;
    }
    this.received.push(byte);
    this.cpu.setInterruptFlag(this.interrupts.received);
  }

  private readByte(): number {
    const { cpu, interrupts } = this;
    const byte = this.received.shift() ?? 0;
    cpu.data[this.registers.UCSRA] &= ~DATA_OVERRUN;
    if (this.received.length === 0) cpu.clearInterrupt(interrupts.received);
    return byte;
  }

  private get dataBits(): number {
    const { UCSRB, UCSRC } = this.registers;
    const { data } = this.cpu;
    return data[UCSRB] & NINE_BITS ? 9 : 5 + ((data[UCSRC] & EIGHT_BITS) >> 1);
  }

  private get cyclesPerBit(): number {
    const { UCSRA, UBRRH, UBRRL } = this.registers;
    const { data } = this.cpu;
    return ((data[UBRRH] << 8) + data[UBRRL] + 1) * (data[UCSRA] & DOUBLE_SPEED ? 8 : 16);
  }

  private get cyclesPerByte(): number {
    const { UCSRC } = this.registers;
    const { data } = this.cpu;
    const bits = 1 + this.dataBits + (data[UCSRC] & PARITY ? 1 : 0) + (data[UCSRC] & TWO_STOP_BITS ? 2 : 1);
    return bits * this.cyclesPerBit;
  }
}
