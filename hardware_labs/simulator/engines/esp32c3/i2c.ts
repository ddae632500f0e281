/**
 * I2C controller as a master: works its command list off, each byte in the time that the SCL registers give it.
 *
 * The levels of SDA and SCL are not simulated, nor are the slave mode, arbitration, time-outs and ten bit addresses. Registers take
 * effect when they are written, not only at CONF_UPGATE.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "I2C Controller (I2C)".
 */

import type { I2cTarget } from '../../i2c.ts';
import type { ChipClock, ScheduledEvent } from './events.ts';
import { InterruptRegisters, RegisterBlock, storage } from './registers.ts';

const SCL_LOW_PERIOD = 0x00;
const CTR = 0x04;
const SR = 0x08;
const FIFO_CONF = 0x18;
const DATA = 0x1c;
const INT_RAW = 0x20;
const INT_CLR = 0x24;
const INT_ENA = 0x28;
const INT_STATUS = 0x2c;
const SCL_HIGH_PERIOD = 0x38;
const SCL_START_HOLD = 0x40;
const SCL_RSTART_SETUP = 0x44;
const SCL_STOP_HOLD = 0x48;
const SCL_STOP_SETUP = 0x4c;
const CLK_CONF = 0x54;
const COMD0 = 0x58;
const COMMANDS = 8;

/** CTR */
const TRANS_START = 1 << 5;
const FSM_RST = 1 << 10;
const CONF_UPGATE = 1 << 11;
/** SR */
const RESP_REC = 1 << 0;
const BUS_BUSY = 1 << 4;
/** FIFO_CONF */
const RX_FIFO_RST = 1 << 12;
const TX_FIFO_RST = 1 << 13;
/** COMD */
const COMMAND_DONE = 1 << 31;
const ACK_CHECK_EN = 1 << 8;
const ACK_EXP = 1 << 9;
/** Operations of a command. */
const WRITE = 1;
const STOP = 2;
const READ = 3;
const END = 4;
const RSTART = 6;
/** Interrupts */
const RXFIFO_WM = 1 << 0;
const TXFIFO_WM = 1 << 1;
const RXFIFO_OVF = 1 << 2;
const END_DETECT = 1 << 3;
const BYTE_TRANS_DONE = 1 << 4;
const MST_TXFIFO_UDF = 1 << 6;
const TRANS_COMPLETE = 1 << 7;
const TRANS_START_INT = 1 << 9;
const NACK = 1 << 10;
const TXFIFO_OVF = 1 << 11;

const FIFO_BYTES = 32;
const BITS_PER_BYTE = 9; // with the acknowledgement
const CPU_HERTZ = 160e6;
/** By SCLK_SEL: XTAL_CLK, RC_FAST_CLK. */
const SOURCE_HERTZ = [40e6, 17.5e6];
/** What a bus that nobody drives reads. */
const RELEASED_BYTE = 0xff;

export class I2cController extends RegisterBlock {
  private readonly clock: ChipClock;
  private readonly find: (address: number) => I2cTarget | undefined;
  private readonly interrupts: InterruptRegisters;
  private transmitFifo: number[] = [];
  private receiveFifo: number[] = [];
  private target: I2cTarget | undefined;
  /** The next byte is an address. */
  private addressing = false;
  private busy = false;
  private notAcknowledged = false;
  private step: ScheduledEvent | undefined;

  /** @param find The part on the bus that has this 7 bit address. */
  constructor(clock: ChipClock, setLine: (high: boolean) => void, find: (address: number) => I2cTarget | undefined) {
    super({
      ...storage(0x30, 0x38), ...storage(SCL_START_HOLD, SCL_STOP_SETUP, 8), ...storage(COMD0, COMD0 + 4 * (COMMANDS - 1)),
      [SCL_LOW_PERIOD]: 0, [CTR]: 0x20b, 0x0c: 0x10, 0x10: 0, [FIFO_CONF]: 0x408b, 0x50: 0x300, [CLK_CONF]: 0x200000,
      0x78: 0x10, 0x7c: 0x10, 0x80: 0, 0x84: 0, 0xf8: 0x20070201,
    });
    this.clock = clock;
    this.find = find;
    this.interrupts = new InterruptRegisters(setLine);
    this.interrupts.raise(TXFIFO_WM);
  }

  override read(offset: number): number {
    switch (offset) {
      case SR:
        return (
          0xc000 | (this.notAcknowledged ? RESP_REC : 0) | (this.busy ? BUS_BUSY : 0) |
          (this.receiveFifo.length << 8) | (this.transmitFifo.length << 18)
        );
      case DATA: return this.receiveFifo.shift() ?? 0;
      case INT_RAW: return this.interrupts.raw;
      case INT_STATUS: return this.interrupts.status;
      case INT_ENA: return this.interrupts.enabled;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case DATA: return this.queue(value & 0xff);
      case INT_ENA: this.interrupts.enabled = value; return;
      case INT_CLR: this.interrupts.clear(value); return this.raiseLevels();
      case CTR: return this.control(value);
    }
    super.write(offset, value);
    if (offset === FIFO_CONF) this.resetFifos(value);
  }

  private control(value: number): void {
    super.write(CTR, value & ~(TRANS_START | FSM_RST | CONF_UPGATE));
    if (value & FSM_RST) this.abandon();
    if (value & TRANS_START) this.start();
  }

  private resetFifos(value: number): void {
    if (value & RX_FIFO_RST) this.receiveFifo = [];
    if (value & TX_FIFO_RST) this.transmitFifo = [];
    this.raiseLevels();
  }

  private queue(byte: number): void {
    if (this.transmitFifo.length === FIFO_BYTES) this.interrupts.raise(TXFIFO_OVF);
    else this.transmitFifo.push(byte);
  }

  private abandon(): void {
    if (this.step) this.step.cancelled = true;
    this.release();
  }

  private release(): void {
    this.target?.stop();
    this.target = undefined;
    this.busy = false;
  }

  private start(): void {
    this.busy = true;
    for (let n = 0; n < COMMANDS; n++) super.write(COMD0 + 4 * n, super.read(COMD0 + 4 * n) & ~COMMAND_DONE);
    this.interrupts.raise(TRANS_START_INT);
    this.execute(0);
  }

  /** Carries out the command of this number, then those behind it. */
  private execute(n: number): void {
    if (n === COMMANDS) return;
    const command = super.read(COMD0 + 4 * n);
    const bytes = command & 0xff;
    switch ((command >> 11) & 7) {
      case RSTART:
        return this.after(this.cycles(super.read(SCL_RSTART_SETUP) + super.read(SCL_START_HOLD)), () => {
          this.addressing = true;
          this.finish(n);
        });
      case WRITE: return bytes === 0 ? this.finish(n) : this.writeBytes(n, command, bytes);
      case READ: return bytes === 0 ? this.finish(n) : this.readBytes(n, bytes);
      case STOP: return this.stop(n);
      case END:
        this.done(n);
        return this.interrupts.raise(END_DETECT);
    }
  }

  private writeBytes(n: number, command: number, left: number): void {
    const byte = this.transmitFifo.shift();
    if (byte === undefined) return this.interrupts.raise(MST_TXFIFO_UDF);
    this.after(BITS_PER_BYTE * this.bitCycles, () => {
      this.notAcknowledged = !this.put(byte);
      this.interrupts.raise(BYTE_TRANS_DONE);
      this.raiseLevels();
      const expected = (command & ACK_EXP) !== 0;
      if (command & ACK_CHECK_EN && this.notAcknowledged !== expected) {
        this.interrupts.raise(NACK);
        this.stop(n);
      } else if (left > 1) this.writeBytes(n, command, left - 1);
      else this.finish(n);
    });
  }

  /** Returns whether the byte was acknowledged. */
  private put(byte: number): boolean {
    if (!this.addressing) return this.target?.write(byte) ?? false;
    this.addressing = false;
    this.target = this.find(byte >> 1);
    this.target?.start((byte & 1) !== 0);
    return this.target !== undefined;
  }

  private readBytes(n: number, left: number): void {
    this.after(BITS_PER_BYTE * this.bitCycles, () => {
      const byte = this.target?.read() ?? RELEASED_BYTE;
      if (this.receiveFifo.length === FIFO_BYTES) this.interrupts.raise(RXFIFO_OVF);
      else this.receiveFifo.push(byte);
      this.interrupts.raise(BYTE_TRANS_DONE);
      this.raiseLevels();
      if (left > 1) this.readBytes(n, left - 1);
      else this.finish(n);
    });
  }

  private stop(n: number): void {
    this.after(this.cycles(super.read(SCL_STOP_SETUP) + super.read(SCL_STOP_HOLD)), () => {
      this.release();
      this.done(n);
      this.interrupts.raise(TRANS_COMPLETE);
    });
  }

  private done(n: number): void {
    super.write(COMD0 + 4 * n, super.read(COMD0 + 4 * n) | COMMAND_DONE);
  }

  private finish(n: number): void {
    this.done(n);
    this.execute(n + 1);
  }

  private after(cycles: number, act: () => void): void {
    this.step = this.clock.at(this.clock.now + cycles, act);
  }

  /** Clock cycles of this many periods of the controller's clock. */
  private cycles(periods: number): number {
    const conf = super.read(CLK_CONF);
    const [whole, a, b] = [(conf & 0xff) + 1, (conf >> 8) & 63, (conf >> 14) & 63];
    return (periods * (whole + (a === 0 ? 0 : b / a)) * CPU_HERTZ) / SOURCE_HERTZ[(conf >> 20) & 1];
  }

  private get bitCycles(): number {
    const high = super.read(SCL_HIGH_PERIOD);
    return this.cycles((super.read(SCL_LOW_PERIOD) & 0x1ff) + 1 + (high & 0x1ff) + ((high >> 9) & 0x7f));
  }

  /** The interrupts that stand for how full the FIFOs are. */
  private raiseLevels(): void {
    const conf = super.read(FIFO_CONF);
    if (this.receiveFifo.length > (conf & 31)) this.interrupts.raise(RXFIFO_WM);
    if (this.transmitFifo.length < ((conf >> 5) & 31)) this.interrupts.raise(TXFIFO_WM);
  }
}
