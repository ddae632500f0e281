/**
 * An LX6 core as the ESP32 has it, for integer code in the call0 ABI: executes decoded instructions one after another and counts
 * them exactly.
 *
 * Time is one cycle an instruction or exception, an estimate; the number of retired instructions is exact. An instruction that
 * raises an exception does not retire.
 */

import { UserError } from '../../errors.ts';
import type { Width } from '../riscv/bus.ts';
import { multiplyHigh, multiplyHighUnsigned } from '../riscv/multiply.ts';
import type { Bus } from './bus.ts';
import type { CodeMemory } from './code.ts';
import { SIGNED_CONSTANTS, UNSIGNED_CONSTANTS } from './decode.ts';
import { mac16, mac16Address } from './mac16.ts';
import { RAM_BYTES, RAM_DATA } from './memory-map.ts';
import {
  DIVIDE_BY_ZERO, FETCH_PROHIBITED, ILLEGAL_INSTRUCTION, LBEG, LCOUNT, LEND, SAR, SCOMPARE1, SYSCALL, SpecialRegisters,
} from './special.ts';

/** Cycles that the loop counts in a small integer. */
const LONGEST = 2 ** 30;
/** The only user register besides those of floating point. */
const THREADPTR = 231;
/** First of the operations RSR, WSR and XSR, and first of RUR and WUR. */
const RSR = 96;
const RUR = 99;

export class Interpreter {
  /** a0 to a15. */
  readonly registers = new Int32Array(16);
  readonly specials = new SpecialRegisters();
  pc = 0;
  cycles: number;
  /** Cycles of WAITI so far. */
  sleptCycles = 0;
  /** In WAITI. */
  waiting = false;
  /** What SIMCALL does, which is an illegal instruction on the chip. */
  onSimcall: (() => void) | undefined;
  private readonly bus: Bus;
  private readonly ram8: Int8Array;
  private readonly ramU8: Uint8Array;
  private readonly ram16: Int16Array;
  private readonly ramU16: Uint16Array;
  private readonly ram32: Int32Array;
  private threadPointer = 0;
  /** Cycles in which no instruction retired. */
  private unretired: number;
  /** Cycle at which the loop must look up. */
  private end = 0;
  private target = 0;
  private stopRequested = false;
  /** What `loadElsewhere` has loaded. */
  private loaded = 0;
  private faultAddress = 0;

  /** @param cycles Clock cycles since power-on. */
  constructor(bus: Bus, cycles = 0) {
    this.cycles = this.unretired = cycles;
    this.bus = bus;
    const { buffer } = bus.ram;
    this.ram8 = new Int8Array(buffer);
    this.ramU8 = new Uint8Array(buffer);
    this.ram16 = new Int16Array(buffer);
    this.ramU16 = new Uint16Array(buffer);
    this.ram32 = new Int32Array(buffer);
  }

  /** Instructions retired since power-on. */
  get instructions(): number {
    return this.cycles - this.unretired;
  }

  /** a1, by the ABI. */
  get stackPointer(): number {
    return this.registers[1];
  }

  /** Ends `run` after the instruction that is being executed; for use from a peripheral. */
  requestStop(): void {
    this.stopRequested = true;
  }

  /**
   * Runs whole instructions until `cycles >= target`, until `requestStop`, or before the instruction at `breakpoint`, unless an
   * interrupt comes first; returns whether it ended there.
   *
   * @throws UserError when the program uses what only another ABI needs.
   */
  run(target: number, breakpoint?: number): boolean {
    const { specials } = this;
    this.target = target;
    this.stopRequested = false;
    while (this.cycles < target && !this.stopRequested) {
      const timer = specials.nextTimer(this.cycles);
      const level = specials.interruptLevel();
      if (this.waiting && level === 0) {
        const woken = Math.min(target, timer);
        this.unretired += woken - this.cycles;
        this.sleptCycles += woken - this.cycles;
        this.cycles = woken;
        continue;
      }
      this.waiting = false;
      if (breakpoint !== undefined) this.target = this.cycles + 1;
      if (level !== 0) this.pc = specials.interrupt(level, this.pc);
      const code = this.bus.codeAt(this.pc >>> 0);
      if (code === undefined) this.trap(FETCH_PROHIBITED, this.pc);
      else this.execute(code);
      if (breakpoint !== undefined && this.pc >>> 0 === breakpoint && specials.interruptLevel() === 0) return true;
    }
    return false;
  }

  private trap(cause: number, address?: number): void {
    this.pc = this.specials.exception(cause, this.pc, address);
    this.cycles += 1;
    this.unretired += 1;
  }

  /** Leaves the loop because the instruction at this byte raises an exception. */
  private leave(index: number, code: CodeMemory, left: number, cause: number, address?: number): void {
    this.bus.fault = 0;
    this.pc = (code.base + index) | 0;
    this.cycles = this.end - left;
    this.trap(cause, address);
  }

  private unbuildable(index: number, code: CodeMemory, left: number, what: string): UserError {
    this.pc = (code.base + index) | 0;
    this.cycles = this.end - left;
    const where = `0x${(this.pc >>> 0).toString(16)}`;
    return new UserError(`The firmware uses ${what} at ${where}, which this simulator does not have: build it with \`lab build\`.`);
  }

  /** Works out when to look up next; returns the cycles left until then, the current instruction's included. */
  private arm(): number {
    const timer = this.specials.nextTimer(this.cycles);
    const now = this.stopRequested || this.specials.interruptLevel() !== 0;
    this.end = now ? this.cycles + 1 : Math.min(this.target, timer, this.cycles + LONGEST);
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

  /** S32C1I: stores the register where memory holds SCOMPARE1; the register gets what memory held. */
  private compareAndStore(address: number, register: number, left: number): number {
    const armed = this.loadElsewhere(address, 4, left);
    if (this.bus.fault !== 0) return armed;
    const old = this.loaded;
    if (old === this.specials.values[SCOMPARE1]) this.bus.store(address, this.registers[register], 4);
    this.registers[register] = old;
    return armed;
  }

  private multiplyAccumulate(word: number, left: number): number {
    const address = mac16Address(word, this.registers);
    let armed = left;
    if (address !== undefined) {
      armed = this.loadElsewhere(address, 4, left);
      this.faultAddress = address;
      if (this.bus.fault !== 0) return armed;
    }
    mac16(word, this.registers, this.specials.values, address, this.loaded);
    return armed;
  }

  /** Returns false where there is no such register, or none that can be written. */
  private specialRegister(packed: number, number: number, left: number): boolean {
    const cycles = this.end - left;
    const kind = (packed & 0xff) - RSR;
    const value = this.registers[(packed >> 12) & 15];
    const old = kind === 1 ? 0 : this.specials.read(number, cycles);
    if (old === undefined) return false;
    if (kind !== 0 && !this.specials.write(number, value, cycles)) return false;
    if (kind !== 1) this.registers[(packed >> 8) & 15] = old;
    return true;
  }

  private userRegister(packed: number, number: number): boolean {
    if (number !== THREADPTR) return false;
    if ((packed & 0xff) === RUR) this.registers[(packed >> 8) & 15] = this.threadPointer;
    else this.threadPointer = this.registers[(packed >> 12) & 15];
    return true;
  }

  /** Begins a zero-overhead loop at the instruction behind this one; `length` counts from here to its end. */
  private beginLoop(pc: number, count: number, length: number): void {
    const { values } = this.specials;
    values[LCOUNT] = count - 1;
    values[LBEG] = pc + 3;
    values[LEND] = pc + length;
  }

  /** Where in this memory the instruction ends that closes the current loop, -1 where no loop is on. */
  private loopEnd(code: CodeMemory): number {
    const { values, loopsEnabled } = this.specials;
    return loopsEnabled && values[LCOUNT] !== 0 ? (values[LEND] - code.base) | 0 : -1;
  }

  /** Executes at least one instruction, then more until `this.end` or until the program goes elsewhere. */
  private execute(code: CodeMemory): void {
    const { bus, registers: x, ram8, ramU8, ram16, ramU16, ram32 } = this;
    const { values: special } = this.specials;
    const { packed, immediate, words, length } = code;
    let i = (this.pc - code.base) | 0; // the program counter in bytes
    let loopEnd = this.loopEnd(code);
    let left = this.arm(); // cycles until this.end; counting down keeps the loop in small integers
    do {
      const p = packed[i];
      // an instruction that goes on to the next one ends in `break`, one that jumps in `continue`
      switch (p & 0xff) {
        case 0: // UNDECODED, not an instruction: decode, then look again
          if (!code.decode(i)) return this.leave(i, code, left, FETCH_PROHIBITED, (code.base + i) | 0);
          left++;
          continue;
        case 1: // ILLEGAL
          return this.leave(i, code, left, ILLEGAL_INSTRUCTION);
        case 2: // WINDOWED
          throw this.unbuildable(i, code, left, 'windowed registers');
        case 3: // FLOAT
          throw this.unbuildable(i, code, left, 'floating-point or boolean registers');
        case 4: // NOP
          i += p >> 24;
          break;
        case 5: // MOV
          x[(p >> 8) & 15] = x[(p >> 12) & 15];
          i += p >> 24;
          break;
        case 6: // MOVI
          x[(p >> 8) & 15] = immediate[i];
          i += p >> 24;
          break;
        case 7: // ADD
          x[(p >> 8) & 15] = x[(p >> 12) & 15] + x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 8: // ADDX2
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] << 1) + x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 9: // ADDX4
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] << 2) + x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 10: // ADDX8
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] << 3) + x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 11: // SUB
          x[(p >> 8) & 15] = x[(p >> 12) & 15] - x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 12: // SUBX2
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] << 1) - x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 13: // SUBX4
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] << 2) - x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 14: // SUBX8
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] << 3) - x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 15: // AND
          x[(p >> 8) & 15] = x[(p >> 12) & 15] & x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 16: // OR
          x[(p >> 8) & 15] = x[(p >> 12) & 15] | x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 17: // XOR
          x[(p >> 8) & 15] = x[(p >> 12) & 15] ^ x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 18: // NEG
          x[(p >> 8) & 15] = -x[(p >> 12) & 15];
          i += p >> 24;
          break;
        case 19: // ABS
          x[(p >> 8) & 15] = Math.abs(x[(p >> 12) & 15]);
          i += p >> 24;
          break;
        case 20: // ADDI
          x[(p >> 8) & 15] = x[(p >> 12) & 15] + immediate[i];
          i += p >> 24;
          break;
        case 21: // MOVEQZ
          if (x[(p >> 16) & 15] === 0) x[(p >> 8) & 15] = x[(p >> 12) & 15];
          i += p >> 24;
          break;
        case 22: // MOVNEZ
          if (x[(p >> 16) & 15] !== 0) x[(p >> 8) & 15] = x[(p >> 12) & 15];
          i += p >> 24;
          break;
        case 23: // MOVLTZ
          if (x[(p >> 16) & 15] < 0) x[(p >> 8) & 15] = x[(p >> 12) & 15];
          i += p >> 24;
          break;
        case 24: // MOVGEZ
          if (x[(p >> 16) & 15] >= 0) x[(p >> 8) & 15] = x[(p >> 12) & 15];
          i += p >> 24;
          break;
        case 25: { // L8UI
          const offset = (x[(p >> 12) & 15] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES) x[(p >> 8) & 15] = ramU8[offset];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 1, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 15] = this.loaded;
          }
          i += p >> 24;
          break;
        }
        case 26: { // L16UI
          const offset = (x[(p >> 12) & 15] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 1) === 0) x[(p >> 8) & 15] = ramU16[offset >> 1];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 2, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 15] = this.loaded;
          }
          i += p >> 24;
          break;
        }
        case 27: { // L16SI
          const offset = (x[(p >> 12) & 15] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 1) === 0) x[(p >> 8) & 15] = ram16[offset >> 1];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 2, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 15] = (this.loaded << 16) >> 16;
          }
          i += p >> 24;
          break;
        }
        case 28: { // L32I
          const offset = (x[(p >> 12) & 15] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 3) === 0) x[(p >> 8) & 15] = ram32[offset >> 2];
          else {
            left = this.loadElsewhere((offset + RAM_DATA) | 0, 4, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (offset + RAM_DATA) | 0);
            x[(p >> 8) & 15] = this.loaded;
          }
          i += p >> 24;
          break;
        }
        case 29: { // L32R
          const at = i + immediate[i];
          if (at >>> 0 < length) x[(p >> 8) & 15] = words[at >> 2];
          else {
            left = this.loadElsewhere((code.base + at) | 0, 4, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (code.base + at) | 0);
            x[(p >> 8) & 15] = this.loaded;
          }
          i += p >> 24;
          break;
        }
        case 30: { // S8I
          const offset = (x[(p >> 12) & 15] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES) ram8[offset] = x[(p >> 16) & 15];
          else {
            left = this.storeElsewhere((offset + RAM_DATA) | 0, x[(p >> 16) & 15], 1, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (offset + RAM_DATA) | 0);
          }
          i += p >> 24;
          break;
        }
        case 31: { // S16I
          const offset = (x[(p >> 12) & 15] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 1) === 0) ram16[offset >> 1] = x[(p >> 16) & 15];
          else {
            left = this.storeElsewhere((offset + RAM_DATA) | 0, x[(p >> 16) & 15], 2, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (offset + RAM_DATA) | 0);
          }
          i += p >> 24;
          break;
        }
        case 32: { // S32I
          const offset = (x[(p >> 12) & 15] + immediate[i] - RAM_DATA) | 0;
          if (offset >>> 0 < RAM_BYTES && (offset & 3) === 0) ram32[offset >> 2] = x[(p >> 16) & 15];
          else {
            left = this.storeElsewhere((offset + RAM_DATA) | 0, x[(p >> 16) & 15], 4, left);
            if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, (offset + RAM_DATA) | 0);
          }
          i += p >> 24;
          break;
        }
        case 33: { // S32C1I
          const address = (x[(p >> 12) & 15] + immediate[i]) | 0;
          left = this.compareAndStore(address, (p >> 8) & 15, left);
          if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, address);
          i += p >> 24;
          break;
        }
        case 34: // BEQZ
          if (x[(p >> 12) & 15] === 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 35: // BNEZ
          if (x[(p >> 12) & 15] !== 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 36: // BLTZ
          if (x[(p >> 12) & 15] < 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 37: // BGEZ
          if (x[(p >> 12) & 15] >= 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 38: // BEQI
          if (x[(p >> 12) & 15] === SIGNED_CONSTANTS[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 39: // BNEI
          if (x[(p >> 12) & 15] !== SIGNED_CONSTANTS[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 40: // BLTI
          if (x[(p >> 12) & 15] < SIGNED_CONSTANTS[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 41: // BGEI
          if (x[(p >> 12) & 15] >= SIGNED_CONSTANTS[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 42: // BLTUI
          if (x[(p >> 12) & 15] >>> 0 < UNSIGNED_CONSTANTS[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 43: // BGEUI
          if (x[(p >> 12) & 15] >>> 0 >= UNSIGNED_CONSTANTS[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 44: // BEQ
          if (x[(p >> 12) & 15] === x[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 45: // BNE
          if (x[(p >> 12) & 15] !== x[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 46: // BLT
          if (x[(p >> 12) & 15] < x[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 47: // BGE
          if (x[(p >> 12) & 15] >= x[(p >> 16) & 15]) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 48: // BLTU
          if (x[(p >> 12) & 15] >>> 0 < x[(p >> 16) & 15] >>> 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 49: // BGEU
          if (x[(p >> 12) & 15] >>> 0 >= x[(p >> 16) & 15] >>> 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 50: // BANY
          if ((x[(p >> 12) & 15] & x[(p >> 16) & 15]) !== 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 51: // BNONE
          if ((x[(p >> 12) & 15] & x[(p >> 16) & 15]) === 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 52: // BALL
          if ((~x[(p >> 12) & 15] & x[(p >> 16) & 15]) === 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 53: // BNALL
          if ((~x[(p >> 12) & 15] & x[(p >> 16) & 15]) !== 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 54: // BBC
          if (((x[(p >> 12) & 15] >> x[(p >> 16) & 15]) & 1) === 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 55: // BBS
          if (((x[(p >> 12) & 15] >> x[(p >> 16) & 15]) & 1) !== 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 56: // BBCI
          if (((x[(p >> 12) & 15] >> ((p >> 16) & 31)) & 1) === 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 57: // BBSI
          if (((x[(p >> 12) & 15] >> ((p >> 16) & 31)) & 1) !== 0) {
            i += immediate[i];
            continue;
          }
          i += p >> 24;
          break;
        case 58: // J
          i += immediate[i];
          continue;
        case 59: // JX
          i = (x[(p >> 12) & 15] - code.base) | 0;
          continue;
        case 60: // CALL0
          x[0] = code.base + i + 3;
          i += immediate[i];
          continue;
        case 61: { // CALLX0
          const target = x[(p >> 12) & 15];
          x[0] = code.base + i + 3;
          i = (target - code.base) | 0;
          continue;
        }
        case 62: // LOOP
          this.beginLoop(code.base + i, x[(p >> 12) & 15], immediate[i]);
          loopEnd = this.loopEnd(code);
          i += 3;
          continue;
        case 63: // LOOPNEZ
          this.beginLoop(code.base + i, x[(p >> 12) & 15], immediate[i]);
          loopEnd = this.loopEnd(code);
          if (x[(p >> 12) & 15] === 0) {
            i += immediate[i];
            continue;
          }
          i += 3;
          continue;
        case 64: // LOOPGTZ
          this.beginLoop(code.base + i, x[(p >> 12) & 15], immediate[i]);
          loopEnd = this.loopEnd(code);
          if (x[(p >> 12) & 15] <= 0) {
            i += immediate[i];
            continue;
          }
          i += 3;
          continue;
        case 65: // SLL
          x[(p >> 8) & 15] = shiftLeft(x[(p >> 12) & 15], special[SAR]);
          i += p >> 24;
          break;
        case 66: // SLLI
          x[(p >> 8) & 15] = x[(p >> 12) & 15] << immediate[i];
          i += p >> 24;
          break;
        case 67: // SRL
          x[(p >> 8) & 15] = special[SAR] < 32 ? x[(p >> 12) & 15] >>> special[SAR] : 0;
          i += p >> 24;
          break;
        case 68: // SRLI
          x[(p >> 8) & 15] = x[(p >> 12) & 15] >>> immediate[i];
          i += p >> 24;
          break;
        case 69: // SRA
          x[(p >> 8) & 15] = x[(p >> 12) & 15] >> Math.min(special[SAR], 31);
          i += p >> 24;
          break;
        case 70: // SRAI
          x[(p >> 8) & 15] = x[(p >> 12) & 15] >> immediate[i];
          i += p >> 24;
          break;
        case 71: // SRC
          x[(p >> 8) & 15] = funnel(x[(p >> 12) & 15], x[(p >> 16) & 15], special[SAR]);
          i += p >> 24;
          break;
        case 72: // SSL
          special[SAR] = 32 - (x[(p >> 12) & 15] & 31);
          i += p >> 24;
          break;
        case 73: // SSR
          special[SAR] = x[(p >> 12) & 15] & 31;
          i += p >> 24;
          break;
        case 74: // SSA8L
          special[SAR] = (x[(p >> 12) & 15] & 3) << 3;
          i += p >> 24;
          break;
        case 75: // SSA8B
          special[SAR] = 32 - ((x[(p >> 12) & 15] & 3) << 3);
          i += p >> 24;
          break;
        case 76: // SSAI
          special[SAR] = immediate[i];
          i += p >> 24;
          break;
        case 77: // EXTUI
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] >>> ((p >> 16) & 31)) & immediate[i];
          i += p >> 24;
          break;
        case 78: // NSA
          x[(p >> 8) & 15] = Math.clz32(x[(p >> 12) & 15] ^ (x[(p >> 12) & 15] >> 31)) - 1;
          i += p >> 24;
          break;
        case 79: // NSAU
          x[(p >> 8) & 15] = Math.clz32(x[(p >> 12) & 15]);
          i += p >> 24;
          break;
        case 80: // MIN
          x[(p >> 8) & 15] = Math.min(x[(p >> 12) & 15], x[(p >> 16) & 15]);
          i += p >> 24;
          break;
        case 81: // MAX
          x[(p >> 8) & 15] = Math.max(x[(p >> 12) & 15], x[(p >> 16) & 15]);
          i += p >> 24;
          break;
        case 82: // MINU
          x[(p >> 8) & 15] = x[(p >> 12) & 15] >>> 0 < x[(p >> 16) & 15] >>> 0 ? x[(p >> 12) & 15] : x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 83: // MAXU
          x[(p >> 8) & 15] = x[(p >> 12) & 15] >>> 0 > x[(p >> 16) & 15] >>> 0 ? x[(p >> 12) & 15] : x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 84: // SEXT
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] << (31 - immediate[i])) >> (31 - immediate[i]);
          i += p >> 24;
          break;
        case 85: // CLAMPS
          x[(p >> 8) & 15] = Math.max(-1 << immediate[i], Math.min(x[(p >> 12) & 15], (1 << immediate[i]) - 1));
          i += p >> 24;
          break;
        case 86: // MUL16U
          x[(p >> 8) & 15] = Math.imul(x[(p >> 12) & 15] & 0xffff, x[(p >> 16) & 15] & 0xffff);
          i += p >> 24;
          break;
        case 87: // MUL16S
          x[(p >> 8) & 15] = Math.imul((x[(p >> 12) & 15] << 16) >> 16, (x[(p >> 16) & 15] << 16) >> 16);
          i += p >> 24;
          break;
        case 88: // MULL
          x[(p >> 8) & 15] = Math.imul(x[(p >> 12) & 15], x[(p >> 16) & 15]);
          i += p >> 24;
          break;
        case 89: // MULUH
          x[(p >> 8) & 15] = multiplyHighUnsigned(x[(p >> 12) & 15], x[(p >> 16) & 15]);
          i += p >> 24;
          break;
        case 90: // MULSH
          x[(p >> 8) & 15] = multiplyHigh(x[(p >> 12) & 15], x[(p >> 16) & 15]);
          i += p >> 24;
          break;
        case 91: // QUOU
          if (x[(p >> 16) & 15] === 0) return this.leave(i, code, left, DIVIDE_BY_ZERO);
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] >>> 0) / (x[(p >> 16) & 15] >>> 0);
          i += p >> 24;
          break;
        case 92: // QUOS
          if (x[(p >> 16) & 15] === 0) return this.leave(i, code, left, DIVIDE_BY_ZERO);
          x[(p >> 8) & 15] = x[(p >> 12) & 15] / x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 93: // REMU
          if (x[(p >> 16) & 15] === 0) return this.leave(i, code, left, DIVIDE_BY_ZERO);
          x[(p >> 8) & 15] = (x[(p >> 12) & 15] >>> 0) % (x[(p >> 16) & 15] >>> 0);
          i += p >> 24;
          break;
        case 94: // REMS
          if (x[(p >> 16) & 15] === 0) return this.leave(i, code, left, DIVIDE_BY_ZERO);
          x[(p >> 8) & 15] = x[(p >> 12) & 15] % x[(p >> 16) & 15];
          i += p >> 24;
          break;
        case 95: // MAC16
          left = this.multiplyAccumulate(immediate[i], left);
          if (bus.fault !== 0) return this.leave(i, code, left, bus.fault, this.faultAddress);
          i += p >> 24;
          break;
        case 96: // RSR
        case 97: // WSR
        case 98: // XSR
          if (!this.specialRegister(p, immediate[i], left)) return this.leave(i, code, left, ILLEGAL_INSTRUCTION);
          left = this.rearm(left);
          loopEnd = this.loopEnd(code);
          i += p >> 24;
          break;
        case 99: // RUR
        case 100: // WUR
          if (!this.userRegister(p, immediate[i])) return this.leave(i, code, left, ILLEGAL_INSTRUCTION);
          i += p >> 24;
          break;
        case 101: // RSIL
          x[(p >> 8) & 15] = this.specials.mask(immediate[i]);
          left = this.rearm(left);
          i += p >> 24;
          break;
        case 102: // WAITI
          this.specials.mask(immediate[i]);
          this.waiting = true;
          this.end = this.cycles = this.end - left + 1;
          left = 1;
          i += p >> 24;
          break;
        case 103: // RFE
          i = (this.specials.returnFromException() - code.base) | 0;
          left = this.rearm(left);
          loopEnd = this.loopEnd(code);
          continue;
        case 104: // RFDE
          i = (this.specials.returnFromDoubleException() - code.base) | 0;
          continue;
        case 105: { // RFI
          const target = this.specials.returnFromInterrupt((p >> 16) & 15);
          if (target === undefined) return this.leave(i, code, left, ILLEGAL_INSTRUCTION);
          i = (target - code.base) | 0;
          left = this.rearm(left);
          loopEnd = this.loopEnd(code);
          continue;
        }
        case 106: // SYSCALL
          return this.leave(i, code, left, SYSCALL);
        case 107: // SIMCALL
          if (this.onSimcall === undefined) return this.leave(i, code, left, ILLEGAL_INSTRUCTION);
          this.onSimcall();
          left = this.rearm(left);
          i += p >> 24;
          break;
        case 108: { // BREAK
          const handler = this.specials.debug((code.base + i) | 0);
          if (handler !== undefined) i = (handler - code.base) | 0;
          else i += p >> 24;
          left = this.rearm(left);
          loopEnd = this.loopEnd(code);
          continue;
        }
      }
      if (i === loopEnd) {
        if (special[LCOUNT] === 0) loopEnd = -1;
        else {
          special[LCOUNT]--;
          i = (special[LBEG] - code.base) | 0;
        }
      }
    } while (--left > 0 && i >>> 0 < length);
    this.pc = (code.base + i) | 0;
    this.cycles = this.end - left;
  }
}

/** SLL: by 32 less SAR, which is 0 to 63; the manual leaves it open what more than 32 gives, here 0. */
function shiftLeft(value: number, sar: number): number {
  return sar === 0 || sar > 32 ? 0 : value << (32 - sar);
}

/** SRC: the lower word of both operands, the first one on top, shifted right by SAR. */
function funnel(high: number, low: number, sar: number): number {
  if (sar === 0) return low;
  return sar < 32 ? (high << (32 - sar)) | (low >>> sar) : high >>> (sar - 32);
}
