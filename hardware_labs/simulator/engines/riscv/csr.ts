/**
 * The control and status registers that the ESP32-C3 has for traps and counting, in machine mode.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "ESP-RISC-V CPU". The standard counters (`rdcycle`, `rdtime`,
 * `rdinstret`) do not exist there: reading them is an illegal instruction. Physical memory protection and triggers are not
 * modelled.
 */

const MSTATUS = 0x300;
const MISA = 0x301;
const MTVEC = 0x305;
const MSCRATCH = 0x340;
const MEPC = 0x341;
const MCAUSE = 0x342;
const MTVAL = 0x343;
const MPCER = 0x7e0;
const MPCMR = 0x7e1;
const MPCCR = 0x7e2;

/** mvendorid, marchid, mimpid, mhartid; RV32 with I, M, C and U in misa. */
const CONSTANTS = new Map([[MISA, 0x40101104], [0xf11, 0x612], [0xf12, 0x80000001 | 0], [0xf13, 1], [0xf14, 0]]);

const MIE = 0x8;
const MPIE = 0x80;
/** The previous privilege mode: always machine mode, the only one modelled. */
const MPP = 0x1800;
const INTERRUPT = 0x80000000 | 0;
/** mtvec: 256 byte aligned, and vectored is the only mode. */
const VECTORED = 1;
const CAUSE_BITS = 0x8000001f | 0;
/** Events of mpcer that are counted here: clock cycles (one an instruction, an estimate) and instructions. */
const COUNTED_EVENTS = 0x3;
const COUNT_ENABLE = 0x1;
const COUNTER_MODE_BITS = 0x3;
const EVENT_BITS = 0x7ff;

/** Exception numbers of mcause. */
export const FETCH_FAULT = 1;
export const ILLEGAL_INSTRUCTION = 2;
export const BREAKPOINT = 3;
export const LOAD_FAULT = 5;
export const STORE_FAULT = 7;
export const CALL_FROM_MACHINE_MODE = 11;

export class ControlRegisters {
  private status = MPP;
  private vector = VECTORED;
  private scratch = 0;
  private exceptionPc = 0;
  private cause = 0;
  private trapValue = 0;
  private countedEvents = 0;
  private counterMode = COUNTER_MODE_BITS;
  private counter = 0;
  /** Retired instructions at which `counter` was right. */
  private countedUpTo = 0;

  get interruptsEnabled(): boolean {
    return (this.status & MIE) !== 0;
  }

  /**
   * @param retired Instructions retired so far, for the counter.
   * @returns undefined where the chip has no such register.
   */
  read(number: number, retired: number): number | undefined {
    switch (number) {
      case MSTATUS: return this.status;
      case MTVEC: return this.vector;
      case MSCRATCH: return this.scratch;
      case MEPC: return this.exceptionPc;
      case MCAUSE: return this.cause;
      case MTVAL: return this.trapValue;
      case MPCER: return this.countedEvents;
      case MPCMR: return this.counterMode;
      case MPCCR:
        this.count(retired);
        return this.counter;
      default: return CONSTANTS.get(number);
    }
  }

  /** Returns whether the register exists and can be written; bits that the chip does not have stay as they are. */
  write(number: number, value: number, retired: number): boolean {
    this.count(retired);
    switch (number) {
      case MSTATUS: this.status = (value & (MIE | MPIE)) | MPP; return true;
      case MTVEC: this.vector = (value & ~0xff) | VECTORED; return true;
      case MSCRATCH: this.scratch = value; return true;
      case MEPC: this.exceptionPc = value & ~1; return true;
      case MCAUSE: this.cause = value & CAUSE_BITS; return true;
      case MTVAL: this.trapValue = value; return true;
      case MPCER: this.countedEvents = value & EVENT_BITS; return true;
      case MPCMR: this.counterMode = value & COUNTER_MODE_BITS; return true;
      case MPCCR: this.counter = value; return true;
      default: return number === MISA; // readable and writable, without effect
    }
  }

  /** Enters an exception; returns the address of its handler. */
  exception(cause: number, value: number, pc: number): number {
    this.enter(cause, value, pc);
    return this.vector & ~VECTORED;
  }

  /** Enters the interrupt of this line, 1 to 31; returns its place in the vector table. */
  interrupt(line: number, pc: number): number {
    this.enter(INTERRUPT | line, 0, pc);
    return ((this.vector & ~VECTORED) + 4 * line) | 0;
  }

  /** MRET: returns the address to go on at. */
  return(): number {
    this.status = MPP | MPIE | (this.status & MPIE ? MIE : 0);
    return this.exceptionPc;
  }

  private enter(cause: number, value: number, pc: number): void {
    this.status = MPP | (this.status & MIE ? MPIE : 0);
    this.cause = cause;
    this.trapValue = value;
    this.exceptionPc = pc;
  }

  private count(retired: number): void {
    const on = (this.counterMode & COUNT_ENABLE) !== 0 && (this.countedEvents & COUNTED_EVENTS) !== 0;
    if (on) this.counter = (this.counter + retired - this.countedUpTo) | 0;
    this.countedUpTo = retired;
  }
}
