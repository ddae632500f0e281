/**
 * The reference RV32IMC core: executes decoded instructions one after another and counts them exactly.
 *
 * Time is one cycle an instruction or trap, an estimate; the number of retired instructions is exact. An instruction that traps
 * does not retire.
 */

import type { Bus, Width } from './bus.ts';
import {
  BREAKPOINT, CALL_FROM_MACHINE_MODE, ControlRegisters, FETCH_FAULT, ILLEGAL_INSTRUCTION, LOAD_FAULT, STORE_FAULT,
} from './csr.ts';
import {
  divide, divideUnsigned, multiplyHigh, multiplyHighSignedUnsigned, multiplyHighUnsigned, remainder, remainderUnsigned,
} from './multiply.ts';
import { RAM_BYTES, RAM_DATA } from './memory-map.ts';
import { NOWHERE } from './decode.ts';
import { REGISTERS_AT } from './shared-memory.ts';
import type { CodeMemory } from './code.ts';

/** First of the six CSR operations, in the order RW, RS, RC, RWI, RSI, RCI. */
const CSRRW = 52;
/** Cycles that the loop counts in a small integer. */
export const LONGEST = 2 ** 30;

export class Interpreter {
  /** x0 to x31, and what is written to x0. */
  readonly registers: Int32Array;
  readonly csr = new ControlRegisters();
  pc = 0;
  cycles = 0;
  /** The most urgent interrupt line that is asserted, 1 to 31, or 0. */
  interruptLine = 0;
  /** In WFI. */
  waiting = false;
  /** Cycles that passed in WFI. */
  sleptCycles = 0;
  protected readonly bus: Bus;
  /** Cycles after which the loop looks up at the latest. */
  protected longest = LONGEST;
  private readonly ram8: Int8Array;
  private readonly ramU8: Uint8Array;
  private readonly ram16: Int16Array;
  private readonly ramU16: Uint16Array;
  private readonly ram32: Int32Array;
  /** Cycles in which no instruction retired. */
  private unretired = 0;
  /** Cycle at which the loop must look up. */
  private end = 0;
  protected target = 0;
  private stopRequested = false;
  /** What `loadElsewhere` has loaded. */
  private loaded = 0;

  constructor(bus: Bus) {
    this.bus = bus;
    this.registers = new Int32Array(bus.memory.buffer, REGISTERS_AT, NOWHERE + 1);
    const { buffer, byteOffset } = bus.ram;
    this.ram8 = new Int8Array(buffer, byteOffset, RAM_BYTES);
    this.ramU8 = new Uint8Array(buffer, byteOffset, RAM_BYTES);
    this.ram16 = new Int16Array(buffer, byteOffset, RAM_BYTES / 2);
    this.ramU16 = new Uint16Array(buffer, byteOffset, RAM_BYTES / 2);
    this.ram32 = new Int32Array(buffer, byteOffset, RAM_BYTES / 4);
  }

  /** Instructions retired since power-on. */
  get instructions(): number {
    return this.cycles - this.unretired;
  }

  /** x2, by the ABI. */
  get stackPointer(): number {
    return this.registers[2];
  }

  /** Ends `run` after the instruction that is being executed; for use from a peripheral. */
  requestStop(): void {
    this.stopRequested = true;
  }

  /**
   * Runs whole instructions until `cycles >= target`, until `requestStop`, or before the instruction at `breakpoint`, unless an
   * interrupt comes first; returns whether it ended there.
   */
  run(target: number, breakpoint?: number): boolean {
    this.target = target;
    this.stopRequested = false;
    while (this.cycles < target && !this.stopRequested) {
      if (this.waiting && this.interruptLine === 0) {
        this.unretired += target - this.cycles;
        this.sleptCycles += target - this.cycles;
        this.cycles = target;
        return false;
      }
      this.waiting = false;
      if (breakpoint !== undefined) this.target = this.cycles + 1;
      if (this.isInterrupted) this.pc = this.csr.interrupt(this.interruptLine, this.pc);
      const code = this.bus.codeAt(this.pc >>> 0);
      if (code === undefined) this.trap(FETCH_FAULT, this.pc);
      else this.execute(code);
      if (breakpoint !== undefined && this.pc >>> 0 === breakpoint && !this.isInterrupted) return true;
    }
    return false;
  }

  private get isInterrupted(): boolean {
    return this.interruptLine !== 0 && this.csr.interruptsEnabled;
  }

  private trap(cause: number, value: number): void {
    this.pc = this.csr.exception(cause, value, this.pc);
    this.cycles += 1;
    this.unretired += 1;
  }

  /** Leaves the loop because the instruction at this half-word traps. */
  private leave(index: number, code: CodeMemory, left: number, cause: number, value: number): void {
    this.bus.faulted = false;
    this.pc = (code.base + 2 * index) | 0;
    this.cycles = this.end - left;
    this.trap(cause, value);
  }

  /** A stop or an interrupt is due before the next instruction. */
  protected get mustLookUp(): boolean {
    return this.stopRequested || this.isInterrupted;
  }

  /** Works out when to look up next; returns the cycles left until then, the current instruction's included. */
  private arm(): number {
    this.end = this.mustLookUp ? this.cycles + 1 : Math.min(this.target, this.cycles + this.longest);
    return this.end - this.cycles;
  }

  /** After something that may have let an interrupt through, or called for a stop. */
  private rearm(left: number): number {
    this.cycles = this.end - left;
    return this.arm();
  }

  private loadElsewhere(address: number, width: Width, left: number): number {
    this.cycles = this.end - left;
    this.loaded = this.bus.load(address, width);
    return this.arm();
  }

  private storeElsewhere(address: number, value: number, width: Width, left: number): number {
    this.cycles = this.end - left;
    this.bus.store(address, value, width);
    return this.arm();
  }

  /** Returns false where there is no such register, or none that can be written. */
  private controlRegister(packed: number, number: number, left: number): boolean {
    const retired = this.end - left - this.unretired;
    const kind = (packed & 0xff) - CSRRW;
    const source = (packed >> 14) & 31;
    const operand = kind >= 3 ? source : this.registers[source];
    const old = this.csr.read(number, retired);
    if (old === undefined) return false;
    const value = [operand, old | operand, old & ~operand][kind % 3];
    const writes = kind % 3 === 0 || source !== 0;
    if (writes && !this.csr.write(number, value, retired)) return false;
    this.registers[(packed >> 8) & 63] = old;
    return true;
  }

  /** Executes at least one instruction, then more until `this.end`, translated code, or until the program goes elsewhere. */
  protected execute(code: CodeMemory): void {
    const { bus, registers: x, ram8, ramU8, ram16, ramU16, ram32 } = this;
    const { ramCode } = bus;
    const { packed, immediate, length } = code;
    let i = (this.pc - code.base) >> 1; // the program counter in half-words
    let left = this.arm(); // cycles until this.end; counting down keeps the loop in small integers
    do {
      const p = packed[i];
      switch (p & 0xff) {
        case 0: // UNDECODED, not an instruction: decode, then look again
          if (!code.decode(i)) return this.leave(i, code, left, FETCH_FAULT, (code.base + 2 * i + 2) | 0);
          left++;
          break;
        case 1: // ILLEGAL
          return this.leave(i, code, left, ILLEGAL_INSTRUCTION, immediate[i]);
        case 2: // LUI
          x[(p >> 8) & 63] = immediate[i];
          i += p >> 24;
          break;
        case 3: // AUIPC
          x[(p >> 8) & 63] = code.base + 2 * i + immediate[i];
          i += p >> 24;
          break;
        case 4: // JAL
          x[(p >> 8) & 63] = code.base + 2 * (i + (p >> 24));
          i += immediate[i];
          break;
        case 5: { // JALR
          const target = (x[(p >> 14) & 31] + immediate[i]) | 0;
          x[(p >> 8) & 63] = code.base + 2 * (i + (p >> 24));
          i = ((target - code.base) | 0) >> 1;
          break;
        }
        case 6: // BEQ
          i += x[(p >> 14) & 31] === x[(p >> 19) & 31] ? immediate[i] : p >> 24;
          break;
        case 7: // BNE
          i += x[(p >> 14) & 31] !== x[(p >> 19) & 31] ? immediate[i] : p >> 24;
          break;
        case 8: // BLT
          i += x[(p >> 14) & 31] < x[(p >> 19) & 31] ? immediate[i] : p >> 24;
          break;
        case 9: // BGE
          i += x[(p >> 14) & 31] >= x[(p >> 19) & 31] ? immediate[i] : p >> 24;
          break;
        case 10: // BLTU
          i += x[(p >> 14) & 31] >>> 0 < x[(p >> 19) & 31] >>> 0 ? immediate[i] : p >> 24;
          break;
        case 11: // BGEU
          i += x[(p >> 14) & 31] >>> 0 >= x[(p >> 19) & 31] >>> 0 ? immediate[i] : p >> 24;
          break;
        case 12: { // LB
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES) x[(p >> 8) & 63] = ram8[offset];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 1, left);
            if (bus.faulted) return this.leave(i, code, left, LOAD_FAULT, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 63] = (this.loaded << 24) >> 24;
          }
          i += p >> 24;
          break;
        }
        case 13: { // LH
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 1) === 0) x[(p >> 8) & 63] = ram16[offset >> 1];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 2, left);
            if (bus.faulted) return this.leave(i, code, left, LOAD_FAULT, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 63] = (this.loaded << 16) >> 16;
          }
          i += p >> 24;
          break;
        }
        case 14: { // LW
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 3) === 0) x[(p >> 8) & 63] = ram32[offset >> 2];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 4, left);
            if (bus.faulted) return this.leave(i, code, left, LOAD_FAULT, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 63] = this.loaded;
          }
          i += p >> 24;
          break;
        }
        case 15: { // LBU
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES) x[(p >> 8) & 63] = ramU8[offset];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 1, left);
            if (bus.faulted) return this.leave(i, code, left, LOAD_FAULT, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 63] = this.loaded;
          }
          i += p >> 24;
          break;
        }
        case 16: { // LHU
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 1) === 0) x[(p >> 8) & 63] = ramU16[offset >> 1];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 2, left);
            if (bus.faulted) return this.leave(i, code, left, LOAD_FAULT, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 63] = this.loaded;
          }
          i += p >> 24;
          break;
        }
        case 17: { // SB
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES) {
            ramCode.forget(offset);
            ram8[offset] = x[(p >> 19) & 31];
          } else {
            left = this.storeElsewhere((offset + RAM_DATA) | 0, x[(p >> 19) & 31], 1, left);
            if (bus.faulted) return this.leave(i, code, left, STORE_FAULT, (offset + RAM_DATA) | 0);
          }
          i += p >> 24;
          break;
        }
        case 18: { // SH
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 1) === 0) {
            ramCode.forget(offset);
            ram16[offset >> 1] = x[(p >> 19) & 31];
          } else {
            left = this.storeElsewhere((offset + RAM_DATA) | 0, x[(p >> 19) & 31], 2, left);
            if (bus.faulted) return this.leave(i, code, left, STORE_FAULT, (offset + RAM_DATA) | 0);
          }
          i += p >> 24;
          break;
        }
        case 19: { // SW
          const offset = (x[(p >> 14) & 31] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 3) === 0) {
            ramCode.forget(offset);
            ram32[offset >> 2] = x[(p >> 19) & 31];
          } else {
            left = this.storeElsewhere((offset + RAM_DATA) | 0, x[(p >> 19) & 31], 4, left);
            if (bus.faulted) return this.leave(i, code, left, STORE_FAULT, (offset + RAM_DATA) | 0);
          }
          i += p >> 24;
          break;
        }
        case 20: // ADDI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] + immediate[i];
          i += p >> 24;
          break;
        case 21: // SLTI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] < immediate[i] ? 1 : 0;
          i += p >> 24;
          break;
        case 22: // SLTIU
          x[(p >> 8) & 63] = x[(p >> 14) & 31] >>> 0 < immediate[i] >>> 0 ? 1 : 0;
          i += p >> 24;
          break;
        case 23: // XORI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] ^ immediate[i];
          i += p >> 24;
          break;
        case 24: // ORI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] | immediate[i];
          i += p >> 24;
          break;
        case 25: // ANDI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] & immediate[i];
          i += p >> 24;
          break;
        case 26: // SLLI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] << immediate[i];
          i += p >> 24;
          break;
        case 27: // SRLI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] >>> immediate[i];
          i += p >> 24;
          break;
        case 28: // SRAI
          x[(p >> 8) & 63] = x[(p >> 14) & 31] >> immediate[i];
          i += p >> 24;
          break;
        case 29: // ADD
          x[(p >> 8) & 63] = x[(p >> 14) & 31] + x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 30: // SUB
          x[(p >> 8) & 63] = x[(p >> 14) & 31] - x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 31: // SLL
          x[(p >> 8) & 63] = x[(p >> 14) & 31] << x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 32: // SLT
          x[(p >> 8) & 63] = x[(p >> 14) & 31] < x[(p >> 19) & 31] ? 1 : 0;
          i += p >> 24;
          break;
        case 33: // SLTU
          x[(p >> 8) & 63] = x[(p >> 14) & 31] >>> 0 < x[(p >> 19) & 31] >>> 0 ? 1 : 0;
          i += p >> 24;
          break;
        case 34: // XOR
          x[(p >> 8) & 63] = x[(p >> 14) & 31] ^ x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 35: // SRL
          x[(p >> 8) & 63] = x[(p >> 14) & 31] >>> x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 36: // SRA
          x[(p >> 8) & 63] = x[(p >> 14) & 31] >> x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 37: // OR
          x[(p >> 8) & 63] = x[(p >> 14) & 31] | x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 38: // AND
          x[(p >> 8) & 63] = x[(p >> 14) & 31] & x[(p >> 19) & 31];
          i += p >> 24;
          break;
        case 39: // MUL
          x[(p >> 8) & 63] = Math.imul(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 40: // MULH
          x[(p >> 8) & 63] = multiplyHigh(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 41: // MULHSU
          x[(p >> 8) & 63] = multiplyHighSignedUnsigned(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 42: // MULHU
          x[(p >> 8) & 63] = multiplyHighUnsigned(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 43: // DIV
          x[(p >> 8) & 63] = divide(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 44: // DIVU
          x[(p >> 8) & 63] = divideUnsigned(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 45: // REM
          x[(p >> 8) & 63] = remainder(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 46: // REMU
          x[(p >> 8) & 63] = remainderUnsigned(x[(p >> 14) & 31], x[(p >> 19) & 31]);
          i += p >> 24;
          break;
        case 47: // FENCE
          i += p >> 24;
          break;
        case 48: // ECALL
          return this.leave(i, code, left, CALL_FROM_MACHINE_MODE, 0);
        case 49: // EBREAK
          return this.leave(i, code, left, BREAKPOINT, 0);
        case 50: // MRET
          i = ((this.csr.return() - code.base) | 0) >> 1;
          left = this.rearm(left);
          break;
        case 51: // WFI
          i += p >> 24;
          this.waiting = true;
          this.end = this.cycles = this.end - left + 1;
          left = 1;
          break;
        case 52: // CSRRW
        case 53: // CSRRS
        case 54: // CSRRC
        case 55: // CSRRWI
        case 56: // CSRRSI
        case 57: // CSRRCI
          if (!this.controlRegister(p, immediate[i], left)) return this.leave(i, code, left, ILLEGAL_INSTRUCTION, code.wordAt(i));
          left = this.rearm(left);
          i += p >> 24;
          break;
        case 58: // TRANSLATED, not an instruction
          this.pc = (code.base + 2 * i) | 0;
          this.cycles = this.end - left;
          return;
      }
    } while (--left > 0 && i >>> 0 < length);
    this.pc = (code.base + 2 * i) | 0;
    this.cycles = this.end - left;
  }
}
