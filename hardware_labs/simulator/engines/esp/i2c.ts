/**
 * I2C controller as a master.
 *
 * Not simulated: the slave mode, arbitration, time-outs, ten bit addresses and the sampling of the lines. Of the registers that
 * take effect at CONF_UPGATE, those of the bus's timing do.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "I2C Controller (I2C)".
 */

import type { I2cTiming } from '../i2c-waveform.ts';
import type { ChipClock } from './events.ts';
import { I2cMaster } from './i2c-master.ts';
import type { I2cBus, I2cCommand, I2cEvent, I2cRegisters } from './i2c-master.ts';
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

/** CTR */
const TRANS_START = 1 << 5;
const FSM_RST = 1 << 10;
const CONF_UPGATE = 1 << 11;
/** SR, and its reset value */
const BUS_BUSY = 1 << 4;
const SR_RESET = 0xc000;
/** FIFO_CONF */
const RX_FIFO_RST = 1 << 12;
const TX_FIFO_RST = 1 << 13;
/** COMD */
const COMMAND_DONE = 1 << 31;
const ACK_CHECK_EN = 1 << 8;
const ACK_EXP = 9; // the bit's number
const ACK_VAL = 10;
/** What each number of a command stands for. */
export type Operations = Readonly<Record<number, I2cCommand['operation']>>;
const OPERATIONS: Operations = { 1: 'write', 2: 'stop', 3: 'read', 4: 'end', 6: 'start' };
/** Interrupts */
const RXFIFO_WM = 1 << 0;
const TXFIFO_WM = 1 << 1;
const RXFIFO_OVF = 1 << 2;
const TRANS_START_INT = 1 << 9;
const TXFIFO_OVF = 1 << 11;
const EVENT_BITS: Record<I2cEvent, number> = {
  end: 1 << 3, byteDone: 1 << 4, underflow: 1 << 6, complete: 1 << 7, notAcknowledged: 1 << 10,
};

const FIFO_BYTES = 32;
const CPU_HERTZ = 160e6;
/** By SCLK_SEL: XTAL_CLK, RC_FAST_CLK. */
const SOURCE_HERTZ = [40e6, 17.5e6];

export class I2cController extends RegisterBlock implements I2cRegisters {
  private readonly interrupts: InterruptRegisters;
  private readonly master: I2cMaster;
  private readonly commands: number;
  private readonly operations: Operations;
  private transmitFifo: number[] = [];
  private receiveFifo: number[] = [];
  private timingTaken: I2cTiming;

  /** @param commands Length of the command list. */
  constructor(clock: ChipClock, setLine: (high: boolean) => void, bus: I2cBus, commands = 8, operations = OPERATIONS) {
    super({
      ...storage(0x30, 0x38), ...storage(SCL_START_HOLD, SCL_STOP_SETUP, 8), ...storage(COMD0, COMD0 + 4 * (commands - 1)),
      [SCL_LOW_PERIOD]: 0, [CTR]: 0x20b, 0x0c: 0x10, 0x10: 0, [FIFO_CONF]: 0x408b, 0x50: 0x300, [CLK_CONF]: 0x200000,
      0x78: 0x10, 0x7c: 0x10, 0x80: 0, 0x84: 0, 0xf8: 0x20070201,
    });
    this.commands = commands;
    this.operations = operations;
    this.interrupts = new InterruptRegisters(setLine);
    this.interrupts.raise(TXFIFO_WM);
    this.master = new I2cMaster(clock, this, bus);
    this.timingTaken = this.timingSet();
  }

  override read(offset: number): number {
    switch (offset) {
      case SR: return this.status;
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

  /** As of the last CONF_UPGATE. */
  get timing(): I2cTiming {
    return this.timingTaken;
  }

  private timingSet(): I2cTiming {
    const conf = super.read(CLK_CONF);
    const [whole, a, b] = [(conf & 0xff) + 1, (conf >> 8) & 63, (conf >> 14) & 63];
    const sourceHertz = SOURCE_HERTZ[(conf >> 20) & 1] / (whole + (a === 0 ? 0 : b / a));
    const cycles = (periods: number): number => (periods * CPU_HERTZ) / sourceHertz;
    const [startSetup, stopSetup] = [super.read(SCL_RSTART_SETUP), super.read(SCL_STOP_SETUP)];
    const low = (super.read(SCL_LOW_PERIOD) & 0x1ff) + 1;
    const high = super.read(SCL_HIGH_PERIOD);
    return {
      start: cycles(startSetup + super.read(SCL_START_HOLD)),
      startSetup: cycles(startSetup),
      stop: cycles(stopSetup + super.read(SCL_STOP_HOLD)),
      stopSetup: cycles(stopSetup),
      bit: cycles(low + (high & 0x1ff) + ((high >> 9) & 0x7f)),
      low: cycles(low),
    };
  }

  command(n: number): I2cCommand | undefined {
    const word = super.read(COMD0 + 4 * n);
    const operation = this.operations[(word >> 11) & 7];
    if (operation === undefined || n >= this.commands) return undefined;
    const expectedAck = word & ACK_CHECK_EN ? (word >> ACK_EXP) & 1 : undefined;
    return { operation, bytes: word & 0xff, expectedAck, ack: (word >> ACK_VAL) & 1 };
  }

  commandDone(n: number): void {
    super.write(COMD0 + 4 * n, super.read(COMD0 + 4 * n) | COMMAND_DONE);
  }

  takeByte(): number | undefined {
    return this.transmitFifo.shift();
  }

  putByte(byte: number): void {
    if (this.receiveFifo.length === FIFO_BYTES) this.interrupts.raise(RXFIFO_OVF);
    else this.receiveFifo.push(byte);
  }

  raise(event: I2cEvent): void {
    this.interrupts.raise(EVENT_BITS[event]);
    this.raiseLevels();
  }

  private get status(): number {
    const { master, receiveFifo, transmitFifo } = this;
    return SR_RESET | master.lastAck | (master.busy ? BUS_BUSY : 0) | (receiveFifo.length << 8) | (transmitFifo.length << 18);
  }

  private control(value: number): void {
    super.write(CTR, value & ~(TRANS_START | FSM_RST | CONF_UPGATE));
    if (value & FSM_RST) this.master.abandon();
    if (value & CONF_UPGATE) this.timingTaken = this.timingSet();
    if ((value & TRANS_START) === 0) return;
    for (let n = 0; n < this.commands; n++) super.write(COMD0 + 4 * n, super.read(COMD0 + 4 * n) & ~COMMAND_DONE);
    this.interrupts.raise(TRANS_START_INT);
    this.master.start();
  }

  private queue(byte: number): void {
    if (this.transmitFifo.length === FIFO_BYTES) this.interrupts.raise(TXFIFO_OVF);
    else this.transmitFifo.push(byte);
  }

  private resetFifos(value: number): void {
    if (value & RX_FIFO_RST) this.receiveFifo = [];
    if (value & TX_FIFO_RST) this.transmitFifo = [];
    this.raiseLevels();
  }

  /** The interrupts that stand for how full the FIFOs are. */
  private raiseLevels(): void {
    const conf = super.read(FIFO_CONF);
    if (this.receiveFifo.length > (conf & 31)) this.interrupts.raise(RXFIFO_WM);
    if (this.transmitFifo.length < ((conf >> 5) & 31)) this.interrupts.raise(TXFIFO_WM);
  }
}
