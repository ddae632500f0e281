/**
 * UART controller: FIFOs of 128 bytes, baud rate, interrupts.
 *
 * Its lines are the serial monitor whatever pins the GPIO matrix gives them; the one that transmits is drawn where it is watched. Not
 * simulated: inverted lines, parity and frame errors, flow control, breaks, RS485, IrDA and AT commands: their registers only keep what
 * is written.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "UART Controller".
 */

import { SerialWaveform, frameBits } from '../serial-waveform.ts';
import type { SerialLine } from '../serial-waveform.ts';
import type { ChipClock, ScheduledEvent } from './events.ts';
import { InterruptRegisters, RegisterBlock, storage } from './registers.ts';

const FIFO = 0x00;
const INT_RAW = 0x04;
const INT_ST = 0x08;
const INT_ENA = 0x0c;
const INT_CLR = 0x10;
const CLKDIV = 0x14;
const STATUS = 0x1c;
const CONF0 = 0x20;
const CONF1 = 0x24;
const MEM_CONF = 0x60;
const CLK_CONF = 0x78;
const DATE = 0x7c;
const ID = 0x80;

const RXFIFO_FULL = 1 << 0;
const TXFIFO_EMPTY = 1 << 1;
const RXFIFO_OVF = 1 << 4;
const RXFIFO_TOUT = 1 << 8;
const TX_DONE = 1 << 14;

const LOOPBACK = 1 << 14;
const RXFIFO_RST = 1 << 17;
const TXFIFO_RST = 1 << 18;
const MEM_CLK_EN = 1 << 28;
const RX_TOUT_EN = 1 << 21;
const REG_UPDATE = 1 << 31;
/** STATUS while the lines are idle: RXD, DTRN, RTSN and TXD high, CTSN high. */
const IDLE_LINES = 0xe000c000 | 0;

const FIFO_BYTES = 128;
const CPU_HERTZ = 160e6;
/** By SCLK_SEL: APB_CLK, RC_FAST_CLK, XTAL_CLK (chapter "Reset and Clock"). */
const SOURCE_HERTZ = [0, 80e6, 17.5e6, 40e6];

const RESETS: Readonly<Record<number, number>> = {
  ...storage(0x30, 0x68),
  [CLKDIV]: 0x00400000 | 347, // 115200 baud from the 40 MHz crystal, as the mask ROM leaves it
  [0x18]: 8, [CONF0]: 0x1000001c, [CONF1]: 0xc060, [0x28]: 0xfff, [0x2c]: 0xfff, [0x38]: 0xf0, [0x3c]: 0x26e0, [0x40]: 0x2200,
  [0x44]: 0xa, [0x48]: 0x40100, [0x50]: 0x901, [0x54]: 0x901, [0x58]: 0xb, [0x5c]: 0x32b, [MEM_CONF]: 0xa0012,
  [CLK_CONF]: 0x03700000, [DATE]: 0x02008270, [ID]: 0x40000500,
};

export class Uart extends RegisterBlock {
  private readonly clock: ChipClock;
  private readonly sent: (byte: number) => void;
  private readonly interrupts: InterruptRegisters;
  private readonly transmitFifo: number[] = [];
  private readonly receiveFifo: number[] = [];
  /** Bytes on the line that have not begun to arrive. */
  private line: number[] = [];
  private shifting = false;
  private arriving = false;
  private silence: ScheduledEvent | undefined;
  /** Clock cycles of a bit and of a byte, as of the last REG_UPDATE. */
  private bitCycles = 0;
  private byteCycles = 0;
  private dataBits = 8;
  private parity: 'even' | 'odd' | undefined;
  private readonly waveform: SerialWaveform;

  /**
   * @param sent Called when the last bit of a byte has left.
   * @param resets Of the registers that keep what is written.
   */
  constructor(clock: ChipClock, setLine: (high: boolean) => void, line: SerialLine, sent: (byte: number) => void, resets = RESETS) {
    super(resets);
    this.clock = clock;
    this.sent = sent;
    this.waveform = new SerialWaveform(clock, line);
    this.interrupts = new InterruptRegisters(setLine);
    this.interrupts.raise(TXFIFO_EMPTY);
    this.applyConfiguration();
  }

  /** Puts bytes on the line to the receiver. */
  receive(bytes: Iterable<number>): void {
    this.line.push(...bytes);
    this.arriveNext();
  }

  /** Takes back the bytes that have not begun to arrive. */
  takeWaiting(): number[] {
    const waiting = this.line;
    this.line = [];
    return waiting;
  }

  override read(offset: number): number {
    switch (offset) {
      case FIFO: return this.receiveFifo.shift() ?? 0;
      case INT_RAW: return this.interrupts.raw;
      case INT_ST: return this.interrupts.status;
      case INT_ENA: return this.interrupts.enabled;
      case STATUS: return IDLE_LINES | (this.transmitFifo.length << 16) | this.receiveFifo.length;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case FIFO: return this.send(value & 0xff);
      case INT_ENA: this.interrupts.enabled = value; return;
      case INT_CLR: this.interrupts.clear(value); return this.raiseLevels();
      case CONF0: super.write(offset, value); return this.resetFifos(value);
      case CONF1: super.write(offset, value); return this.raiseLevels();
      case ID:
        super.write(offset, value & ~REG_UPDATE);
        if (value & REG_UPDATE) this.applyConfiguration();
        return;
      default: super.write(offset, value);
    }
  }

  /** Cycles of the CPU in one of the clock that CLKDIV divides. */
  protected get sourceCycles(): number {
    const clockConf = super.read(CLK_CONF);
    const [b, a, whole] = [clockConf & 63, (clockConf >> 6) & 63, ((clockConf >> 12) & 255) + 1];
    return ((whole + (a === 0 ? 0 : b / a)) * CPU_HERTZ) / SOURCE_HERTZ[(clockConf >> 20) & 3];
  }

  /** Whether the FIFOs' memory has its clock: without it they take nothing in. */
  protected get hasMemoryClock(): boolean {
    return (super.read(CONF0) & MEM_CLK_EN) !== 0;
  }

  /** Whole part of the baud rate's divider. */
  protected get wholeDivider(): number {
    return super.read(CLKDIV) & 0xfff;
  }

  /** Fill levels that raise RXFIFO_FULL and TXFIFO_EMPTY. */
  protected get thresholds(): readonly [receive: number, transmit: number] {
    const conf1 = super.read(CONF1);
    return [conf1 & 0x1ff, (conf1 >> 9) & 0x1ff];
  }

  /** Bit times of silence that raise RXFIFO_TOUT, undefined where that is off. */
  protected get silenceBits(): number | undefined {
    return super.read(CONF1) & RX_TOUT_EN ? (super.read(MEM_CONF) >> 16) & 0x3ff : undefined;
  }

  /** The registers of the core clock's domain take effect together. */
  protected applyConfiguration(): void {
    const divider = this.wholeDivider + ((super.read(CLKDIV) >> 20) & 15) / 16;
    const conf0 = super.read(CONF0);
    this.dataBits = 5 + ((conf0 >> 2) & 3);
    const parityBits = (conf0 >> 1) & 1;
    this.parity = parityBits === 0 ? undefined : conf0 & 1 ? 'odd' : 'even';
    const stopBits = [1, 1, 1.5, 2][(conf0 >> 4) & 3];
    this.bitCycles = divider * this.sourceCycles;
    this.byteCycles = (1 + this.dataBits + parityBits + stopBits) * this.bitCycles;
  }

  /** A byte for which the FIFO has no room is lost. */
  private send(byte: number): void {
    if (this.transmitFifo.length === FIFO_BYTES || !this.hasMemoryClock) return;
    this.transmitFifo.push(byte);
    if (!this.shifting) this.shiftOut(this.clock.now);
  }

  /** @param start Cycle at which the start bit begins; a fraction keeps the average rate exact. */
  private shiftOut(start: number): void {
    const byte = this.transmitFifo.shift()!;
    this.shifting = true;
    this.raiseLevels();
    if (!(super.read(CONF0) & LOOPBACK)) this.waveform.frame(start, frameBits(byte, this.dataBits, this.parity), this.bitCycles);
    const end = start + this.byteCycles;
    this.clock.at(end, () => {
      this.shifting = false;
      if (super.read(CONF0) & LOOPBACK) this.arrive(byte);
      else this.sent(byte);
      if (this.transmitFifo.length > 0) this.shiftOut(end);
      else this.interrupts.raise(TX_DONE);
    });
  }

  private arriveNext(): void {
    if (this.arriving || this.line.length === 0) return;
    const byte = this.line.shift()!;
    this.arriving = true;
    if (this.silence) this.silence.cancelled = true;
    this.clock.at(this.clock.now + this.byteCycles, () => {
      this.arriving = false;
      this.arrive(byte);
      this.arriveNext();
    });
  }

  private arrive(byte: number): void {
    if (!this.hasMemoryClock) return;
    if (this.receiveFifo.length === FIFO_BYTES) return this.interrupts.raise(RXFIFO_OVF);
    this.receiveFifo.push(byte);
    this.raiseLevels();
    const bits = this.silenceBits;
    if (bits !== undefined) this.startSilence(bits);
  }

  /** The line being silent for so many bit times raises RXFIFO_TOUT where the FIFO holds bytes. */
  private startSilence(bits: number): void {
    if (this.silence) this.silence.cancelled = true;
    this.silence = this.clock.at(this.clock.now + bits * this.bitCycles, () => {
      if (this.receiveFifo.length > 0) this.interrupts.raise(RXFIFO_TOUT);
    });
  }

  /** The interrupts that stand for how full the FIFOs are. */
  private raiseLevels(): void {
    const [receive, transmit] = this.thresholds;
    if (this.receiveFifo.length >= Math.max(receive, 1)) this.interrupts.raise(RXFIFO_FULL);
    if (this.transmitFifo.length < Math.max(transmit, 1)) this.interrupts.raise(TXFIFO_EMPTY);
  }

  private resetFifos(conf0: number): void {
    if (conf0 & RXFIFO_RST) this.receiveFifo.length = 0;
    if (conf0 & TXFIFO_RST) this.transmitFifo.length = 0;
    this.raiseLevels();
  }
}
