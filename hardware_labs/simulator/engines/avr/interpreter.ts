/**
 * The AVR instruction loop, on the registers, hooks and clock events of avr8js's `CPU`.
 *
 * avr8js supplies the peripherals; its instruction chain is replaced by a switch over decoded instructions, which is several
 * times faster. Three timings follow the datasheet (ATmega328P, DS40002061B) where avr8js 0.21.1 does not: CBI takes 2 cycles
 * ("Instruction Set Summary"), an interrupt is entered in 4 ("Interrupt Response Time"; in 5 with a 22 bit program counter,
 * ATmega2560 datasheet DS40002211), and one more instruction runs after SEI and RETI ("Reset and Interrupt Handling").
 */

import { avrInterrupt } from 'avr8js';
import type { CPU } from 'avr8js';
import { Clock } from './clock.ts';
import { decodeAgain, decodeProgram } from './decode.ts';
import type { Program } from './decode.ts';
import { addFlags, logicFlags, shiftFlags, signFlags, subtractFlags, zeroFlag } from './flags.ts';
import { Sleep } from './sleep.ts';

/** Data addresses of the stack pointer and the status register, the last of the I/O space that IN and OUT reach. */
const SPL = 93;
const SPH = 94;
const SREG = 95;
const INTERRUPT_FLAG = 0x80;
/** Registers that lengthen Z: for ELPM and SPM, and for EIJMP and EICALL. */
const RAMPZ = 91;
const EIND = 92;
/** What `avrInterrupt` leaves out of the datasheet's four cycles, or five where three bytes of program counter are pushed. */
const MISSING_INTERRUPT_CYCLES = 2;
const MISSING_INTERRUPT_CYCLES_22 = 3;

export class Interpreter {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** The SPM instruction at this word address. */
  onStoreProgramMemory: (pc: number) => void = () => {};
  /** Retired since power-on. */
  instructions = 0;
  private readonly cpu: CPU;
  private readonly program: Program;
  /** Below this data address an access may have side effects and goes through avr8js's hooks. */
  private readonly ramStart: number;
  /** Cycle at which the loop must look up: the target, the next clock event, or now, for an interrupt. */
  private end = 0;
  private target = 0;
  private interruptsFrom = 0;
  private stopRequested = false;

  constructor(cpu: CPU, ramStart: number) {
    this.clock = new Clock(cpu);
    this.sleep = new Sleep(cpu, this.clock);
    this.cpu = cpu;
    this.ramStart = ramStart;
    this.program = decodeProgram(cpu.progMem);
  }

  /** Ends `run` after the instruction that is being executed; for use from a peripheral's callback. */
  requestStop(): void {
    this.stopRequested = true;
  }

  /** Oscillator cycles since power-on; those in which the clock stood still count as if it had not. */
  get cycles(): number {
    return this.clock.cycles + this.sleep.clocklessCycles;
  }

  /** Words of flash from `first` to before `end` are others now. */
  flashChanged(first: number, end: number): void {
    // the word before may be the first half of an instruction that reaches into them
    decodeAgain(this.program, this.cpu.progMem, Math.max(0, first - 1), end);
  }

  /** Lets `run` reckon anew how many of the CPU's cycles are left. */
  clockChanged(): void {
    this.target = this.cpu.cycles;
  }

  /**
   * Runs whole instructions, or sleeps, until `cycles >= target`, until `requestStop`, or before the instruction at the word address
   * `breakpoint`; returns whether it ended there.
   */
  run(target: number, breakpoint?: number): boolean {
    const { cpu, sleep } = this;
    this.stopRequested = false;
    if (!sleep.isAwake) this.serve(); // a pin may have changed since the last run
    while (this.cycles < target && !this.stopRequested) {
      this.target = breakpoint === undefined ? this.clock.cpuCyclesAt(target - sleep.clocklessCycles) : cpu.cycles + 1;
      if (sleep.isAwake) this.execute();
      else sleep.pass(target - this.cycles);
      this.serve();
      if (cpu.pc === breakpoint && sleep.isAwake) return true;
    }
    return false;
  }

  /** Fires the clock events that are due, then enters the most urgent interrupt. */
  private serve(): void {
    const { cpu } = this;
    let event = cpu['nextClockEvent'];
    while (event && event.cycles <= cpu.cycles) {
      cpu['nextClockEvent'] = event.next;
      event.callback();
      if (cpu['clockEventPool'].length < 10) cpu['clockEventPool'].push(event);
      event = cpu['nextClockEvent'];
    }
    if (cpu.nextInterrupt >= 0 && cpu.interruptsEnabled && cpu.cycles >= this.interruptsFrom && this.sleep.wake()) {
      const interrupt = cpu['pendingInterrupts'][cpu.nextInterrupt];
      avrInterrupt(cpu, interrupt.address);
      cpu.cycles += cpu.pc22Bits ? MISSING_INTERRUPT_CYCLES_22 : MISSING_INTERRUPT_CYCLES;
      if (!interrupt.constant) cpu.clearInterrupt(interrupt);
    }
  }

  /** Works out when to look up next; returns the cycles left until then. */
  private arm(): number {
    const { cpu } = this;
    let end = this.target;
    const event = cpu['nextClockEvent'];
    if (event && event.cycles < end) end = event.cycles;
    if (cpu.nextInterrupt >= 0 && cpu.interruptsEnabled) end = Math.min(end, Math.max(cpu.cycles, this.interruptsFrom));
    if (this.stopRequested) end = cpu.cycles;
    this.end = end;
    return end - cpu.cycles;
  }

  private loadIo(address: number, register: number, left: number): number {
    const { cpu } = this;
    cpu.cycles = this.end - left;
    cpu.data[register] = cpu.readData(address);
    return this.arm();
  }

  private storeIo(address: number, value: number, left: number): number {
    const { cpu } = this;
    cpu.cycles = this.end - left;
    cpu.writeData(address, value);
    return this.arm();
  }

  private changeIoBit(address: number, mask: number, set: boolean, left: number): number {
    const { cpu } = this;
    cpu.cycles = this.end - left;
    const old = cpu.readData(address);
    cpu.writeData(address, set ? old | mask : old & ~mask, mask);
    return this.arm();
  }

  private testIoBit(address: number, mask: number, left: number): boolean {
    const { cpu } = this;
    cpu.cycles = this.end - left;
    return (cpu.readData(address) & mask) !== 0;
  }

  /** After SEI and RETI: interrupts wait for one more instruction. */
  private enableInterrupts(left: number): number {
    const { cpu } = this;
    cpu.cycles = this.end - left;
    this.interruptsFrom = cpu.cycles + 1;
    return this.arm();
  }

  /** Executes at least one instruction, then more until `this.end`. */
  private execute(): void {
    const { cpu, ramStart } = this;
    const { data, progBytes } = cpu;
    const { operation, a, b, words } = this.program;
    const mask = operation.length - 1;
    const byteMask = progBytes.length - 1;
    let pc = cpu.pc;
    let left = this.arm(); // cycles until this.end; counting down keeps the loop in small integers
    let executed = 0;
    do {
      executed++;
      const i = pc;
      pc = (pc + 1) & mask;
      switch (operation[i]) {
        case 0: // NOP
          left -= 1;
          break;
        case 1: { // ADD
          const x = data[a[i]];
          const y = data[b[i]];
          const sum = x + y;
          data[a[i]] = sum;
          data[SREG] = (data[SREG] & 0xc0) | addFlags(x, y, sum);
          left -= 1;
          break;
        }
        case 2: { // ADC
          const x = data[a[i]];
          const y = data[b[i]];
          const sum = x + y + (data[SREG] & 1);
          data[a[i]] = sum;
          data[SREG] = (data[SREG] & 0xc0) | addFlags(x, y, sum);
          left -= 1;
          break;
        }
        case 3: { // ADIW
          const d = a[i];
          const x = data[d] | (data[d + 1] << 8);
          const sum = x + b[i];
          const result = sum & 0xffff;
          data[d] = result;
          data[d + 1] = result >> 8;
          const overflow = ~x & result & 0x8000 ? 8 : 0;
          data[SREG] = (data[SREG] & 0xe0) | signFlags(result === 0, (result & 0x8000) !== 0, overflow) | (sum >> 16);
          left -= 2;
          break;
        }
        case 4: { // AND
          const result = data[a[i]] & data[b[i]];
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | logicFlags(result);
          left -= 1;
          break;
        }
        case 5: { // ANDI
          const result = data[a[i]] & b[i];
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | logicFlags(result);
          left -= 1;
          break;
        }
        case 6: { // ASR
          const x = data[a[i]];
          const result = (x >> 1) | (x & 0x80);
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe0) | shiftFlags(result, x & 1);
          left -= 1;
          break;
        }
        case 7: // BCLR
          data[SREG] &= ~a[i];
          left -= 1;
          break;
        case 8: // BSET
          left -= 1;
          if (a[i] === INTERRUPT_FLAG && !(data[SREG] & INTERRUPT_FLAG)) {
            data[SREG] |= INTERRUPT_FLAG;
            left = this.enableInterrupts(left);
          } else {
            data[SREG] |= a[i];
          }
          break;
        case 9: // BLD
          if (data[SREG] & 0x40) data[a[i]] |= b[i];
          else data[a[i]] &= ~b[i];
          left -= 1;
          break;
        case 10: // BRBC
          left -= 1;
          if (!(data[SREG] & a[i])) {
            pc = b[i];
            left -= 1;
          }
          break;
        case 11: // BRBS
          left -= 1;
          if (data[SREG] & a[i]) {
            pc = b[i];
            left -= 1;
          }
          break;
        case 12: // BST
          if (data[a[i]] & b[i]) data[SREG] |= 0x40;
          else data[SREG] &= 0xbf;
          left -= 1;
          break;
        case 13: // CALL
          push(data, (i + 2) & mask);
          pc = b[i];
          left -= 4;
          break;
        case 14: // CBI
          left = this.changeIoBit(a[i], b[i], false, left) - 2;
          break;
        case 15: { // COM
          const result = 255 - data[a[i]];
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | logicFlags(result) | 1;
          left -= 1;
          break;
        }
        case 16: { // CP
          const x = data[a[i]];
          const y = data[b[i]];
          data[SREG] = (data[SREG] & 0xc0) | subtractFlags(x, y, x - y) | zeroFlag(x - y);
          left -= 1;
          break;
        }
        case 17: { // CPC
          const x = data[a[i]];
          const y = data[b[i]];
          const sreg = data[SREG];
          const difference = x - y - (sreg & 1);
          data[SREG] = (sreg & 0xc0) | subtractFlags(x, y, difference) | (zeroFlag(difference) & sreg);
          left -= 1;
          break;
        }
        case 18: { // CPI
          const x = data[a[i]];
          const y = b[i];
          data[SREG] = (data[SREG] & 0xc0) | subtractFlags(x, y, x - y) | zeroFlag(x - y);
          left -= 1;
          break;
        }
        case 19: // CPSE
          left -= 1;
          if (data[a[i]] === data[b[i]]) {
            left -= words[pc];
            pc = (pc + words[pc]) & mask;
          }
          break;
        case 20: { // DEC
          const result = (data[a[i]] - 1) & 255;
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | signFlags(result === 0, result >= 0x80, result === 0x7f ? 8 : 0);
          left -= 1;
          break;
        }
        case 21: { // EOR
          const result = data[a[i]] ^ data[b[i]];
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | logicFlags(result);
          left -= 1;
          break;
        }
        case 22: // FMUL
          storeProduct(data, data[a[i]] * data[b[i]], 1);
          left -= 2;
          break;
        case 23: // FMULS
          storeProduct(data, signed(data[a[i]]) * signed(data[b[i]]), 1);
          left -= 2;
          break;
        case 24: // FMULSU
          storeProduct(data, signed(data[a[i]]) * data[b[i]], 1);
          left -= 2;
          break;
        case 25: // ICALL
          push(data, pc);
          pc = (data[30] | (data[31] << 8)) & mask;
          left -= 3;
          break;
        case 26: // IJMP
          pc = (data[30] | (data[31] << 8)) & mask;
          left -= 2;
          break;
        case 27: // IN
          if (b[i] >= SPL) data[a[i]] = data[b[i]];
          else left = this.loadIo(b[i], a[i], left);
          left -= 1;
          break;
        case 28: { // INC
          const result = (data[a[i]] + 1) & 255;
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | signFlags(result === 0, result >= 0x80, result === 0x80 ? 8 : 0);
          left -= 1;
          break;
        }
        case 29: // JMP
          pc = b[i];
          left -= 3;
          break;
        case 30: { // LD X
          const address = data[26] | (data[27] << 8);
          if (address >= ramStart) data[a[i]] = data[address];
          else left = this.loadIo(address, a[i], left);
          left -= 2;
          break;
        }
        case 31: { // LD P+: P is X, Y or Z
          const address = data[b[i]] | (data[b[i] + 1] << 8);
          if (address >= ramStart) data[a[i]] = data[address];
          else left = this.loadIo(address, a[i], left);
          setPointer(data, b[i], address + 1);
          left -= 2;
          break;
        }
        case 32: { // LD -P: P is X, Y or Z
          const address = ((data[b[i]] | (data[b[i] + 1] << 8)) - 1) & 0xffff;
          setPointer(data, b[i], address);
          if (address >= ramStart) data[a[i]] = data[address];
          else left = this.loadIo(address, a[i], left);
          left -= 2;
          break;
        }
        case 33: { // LDD Y
          const address = (data[28] | (data[29] << 8)) + b[i];
          if (address >= ramStart) data[a[i]] = data[address];
          else left = this.loadIo(address, a[i], left);
          left -= 2;
          break;
        }
        case 34: { // LDD Z
          const address = (data[30] | (data[31] << 8)) + b[i];
          if (address >= ramStart) data[a[i]] = data[address];
          else left = this.loadIo(address, a[i], left);
          left -= 2;
          break;
        }
        case 35: // LDI
          data[a[i]] = b[i];
          left -= 1;
          break;
        case 36: // LDS
          if (b[i] >= ramStart) data[a[i]] = data[b[i]];
          else left = this.loadIo(b[i], a[i], left);
          pc = (i + 2) & mask;
          left -= 2;
          break;
        case 37: // LPM R0
          data[0] = progBytes[data[30] | (data[31] << 8)];
          left -= 3;
          break;
        case 38: // LPM Z
          data[a[i]] = progBytes[data[30] | (data[31] << 8)];
          left -= 3;
          break;
        case 39: { // LPM Z+
          const address = data[30] | (data[31] << 8);
          data[a[i]] = progBytes[address];
          setPointer(data, 30, address + 1);
          left -= 3;
          break;
        }
        case 40: { // LSR
          const x = data[a[i]];
          data[a[i]] = x >> 1;
          data[SREG] = (data[SREG] & 0xe0) | shiftFlags(x >> 1, x & 1);
          left -= 1;
          break;
        }
        case 41: // MOV
          data[a[i]] = data[b[i]];
          left -= 1;
          break;
        case 42: // MOVW
          data[a[i]] = data[b[i]];
          data[a[i] + 1] = data[b[i] + 1];
          left -= 1;
          break;
        case 43: // MUL
          storeProduct(data, data[a[i]] * data[b[i]], 0);
          left -= 2;
          break;
        case 44: // MULS
          storeProduct(data, signed(data[a[i]]) * signed(data[b[i]]), 0);
          left -= 2;
          break;
        case 45: // MULSU
          storeProduct(data, signed(data[a[i]]) * data[b[i]], 0);
          left -= 2;
          break;
        case 46: { // NEG
          const x = data[a[i]];
          data[a[i]] = -x;
          data[SREG] = (data[SREG] & 0xc0) | subtractFlags(0, x, -x) | zeroFlag(x);
          left -= 1;
          break;
        }
        case 47: { // OR
          const result = data[a[i]] | data[b[i]];
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | logicFlags(result);
          left -= 1;
          break;
        }
        case 48: { // ORI
          const result = data[a[i]] | b[i];
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe1) | logicFlags(result);
          left -= 1;
          break;
        }
        case 49: // OUT
          // the stack pointer and SREG have no peripheral behind them; only switching interrupts on has a consequence
          if (b[i] >= SPL && !(b[i] === SREG && data[a[i]] & INTERRUPT_FLAG)) data[b[i]] = data[a[i]];
          else left = this.storeIo(b[i], data[a[i]], left);
          left -= 1;
          break;
        case 50: { // POP
          const sp = (data[SPL] | (data[SPH] << 8)) + 1;
          setPointer(data, SPL, sp);
          data[a[i]] = data[sp];
          left -= 2;
          break;
        }
        case 51: { // PUSH
          const sp = data[SPL] | (data[SPH] << 8);
          data[sp] = data[a[i]];
          setPointer(data, SPL, sp - 1);
          left -= 2;
          break;
        }
        case 52: // RCALL
          push(data, pc);
          pc = b[i];
          left -= 3;
          break;
        case 53: // RET
          pc = pop(data) & mask;
          left -= 4;
          break;
        case 54: // RETI
          pc = pop(data) & mask;
          data[SREG] |= INTERRUPT_FLAG;
          left = this.enableInterrupts(left - 4);
          break;
        case 55: // RJMP
          pc = b[i];
          left -= 2;
          break;
        case 56: { // ROR
          const x = data[a[i]];
          const result = (x >> 1) | ((data[SREG] & 1) << 7);
          data[a[i]] = result;
          data[SREG] = (data[SREG] & 0xe0) | shiftFlags(result, x & 1);
          left -= 1;
          break;
        }
        case 57: { // SBC
          const x = data[a[i]];
          const y = data[b[i]];
          const sreg = data[SREG];
          const difference = x - y - (sreg & 1);
          data[a[i]] = difference;
          data[SREG] = (sreg & 0xc0) | subtractFlags(x, y, difference) | (zeroFlag(difference) & sreg);
          left -= 1;
          break;
        }
        case 58: { // SBCI
          const x = data[a[i]];
          const y = b[i];
          const sreg = data[SREG];
          const difference = x - y - (sreg & 1);
          data[a[i]] = difference;
          data[SREG] = (sreg & 0xc0) | subtractFlags(x, y, difference) | (zeroFlag(difference) & sreg);
          left -= 1;
          break;
        }
        case 59: // SBI
          left = this.changeIoBit(a[i], b[i], true, left) - 2;
          break;
        case 60: { // SBIC
          const skip = !this.testIoBit(a[i], b[i], left);
          left = this.arm() - 1;
          if (skip) {
            left -= words[pc];
            pc = (pc + words[pc]) & mask;
          }
          break;
        }
        case 61: { // SBIS
          const skip = this.testIoBit(a[i], b[i], left);
          left = this.arm() - 1;
          if (skip) {
            left -= words[pc];
            pc = (pc + words[pc]) & mask;
          }
          break;
        }
        case 62: { // SBIW
          const d = a[i];
          const x = data[d] | (data[d + 1] << 8);
          const result = (x - b[i]) & 0xffff;
          data[d] = result;
          data[d + 1] = result >> 8;
          const overflow = x & ~result & 0x8000 ? 8 : 0;
          const carry = b[i] > x ? 1 : 0;
          data[SREG] = (data[SREG] & 0xe0) | signFlags(result === 0, (result & 0x8000) !== 0, overflow) | carry;
          left -= 2;
          break;
        }
        case 63: // SBRC
          left -= 1;
          if (!(data[a[i]] & b[i])) {
            left -= words[pc];
            pc = (pc + words[pc]) & mask;
          }
          break;
        case 64: // SBRS
          left -= 1;
          if (data[a[i]] & b[i]) {
            left -= words[pc];
            pc = (pc + words[pc]) & mask;
          }
          break;
        case 65: // STS
          if (b[i] >= ramStart) data[b[i]] = data[a[i]];
          else left = this.storeIo(b[i], data[a[i]], left);
          pc = (i + 2) & mask;
          left -= 2;
          break;
        case 66: { // ST X
          const address = data[26] | (data[27] << 8);
          if (address >= ramStart) data[address] = data[a[i]];
          else left = this.storeIo(address, data[a[i]], left);
          left -= 2;
          break;
        }
        case 67: { // ST P+: P is X, Y or Z
          const address = data[b[i]] | (data[b[i] + 1] << 8);
          if (address >= ramStart) data[address] = data[a[i]];
          else left = this.storeIo(address, data[a[i]], left);
          setPointer(data, b[i], address + 1);
          left -= 2;
          break;
        }
        case 68: { // ST -P: P is X, Y or Z
          const value = data[a[i]];
          const address = ((data[b[i]] | (data[b[i] + 1] << 8)) - 1) & 0xffff;
          setPointer(data, b[i], address);
          if (address >= ramStart) data[address] = value;
          else left = this.storeIo(address, value, left);
          left -= 2;
          break;
        }
        case 69: { // STD Y
          const address = (data[28] | (data[29] << 8)) + b[i];
          if (address >= ramStart) data[address] = data[a[i]];
          else left = this.storeIo(address, data[a[i]], left);
          left -= 2;
          break;
        }
        case 70: { // STD Z
          const address = (data[30] | (data[31] << 8)) + b[i];
          if (address >= ramStart) data[address] = data[a[i]];
          else left = this.storeIo(address, data[a[i]], left);
          left -= 2;
          break;
        }
        case 71: { // SUB
          const x = data[a[i]];
          const y = data[b[i]];
          data[a[i]] = x - y;
          data[SREG] = (data[SREG] & 0xc0) | subtractFlags(x, y, x - y) | zeroFlag(x - y);
          left -= 1;
          break;
        }
        case 72: { // SUBI
          const x = data[a[i]];
          const y = b[i];
          data[a[i]] = x - y;
          data[SREG] = (data[SREG] & 0xc0) | subtractFlags(x, y, x - y) | zeroFlag(x - y);
          left -= 1;
          break;
        }
        case 73: { // SWAP
          const x = data[a[i]];
          data[a[i]] = (x << 4) | (x >> 4);
          left -= 1;
          break;
        }
        case 74: // WDR
          cpu.cycles = this.end - left;
          cpu.onWatchdogReset();
          left = this.arm() - 1;
          break;
        case 75: // SLEEP
          cpu.cycles = this.end - left;
          this.sleep.enter();
          // ends this call; `run` lets the time pass
          this.end = cpu.cycles + 1;
          left = 0;
          break;
        case 76: // SPM
          cpu.cycles = this.end - left;
          this.onStoreProgramMemory(i);
          left = this.arm() - 1;
          break;
        case 77: // CALL 22
          push22(data, (i + 2) & mask);
          pc = b[i];
          left -= 5;
          break;
        case 78: // ICALL 22
          push22(data, pc);
          pc = (data[30] | (data[31] << 8)) & mask;
          left -= 4;
          break;
        case 79: // RCALL 22
          push22(data, pc);
          pc = b[i];
          left -= 4;
          break;
        case 80: // RET 22
          pc = pop22(data) & mask;
          left -= 5;
          break;
        case 81: // RETI 22
          pc = pop22(data) & mask;
          data[SREG] |= INTERRUPT_FLAG;
          left = this.enableInterrupts(left - 5);
          break;
        case 82: // EICALL
          push22(data, pc);
          pc = (data[30] | (data[31] << 8) | (data[EIND] << 16)) & mask;
          left -= 4;
          break;
        case 83: // EIJMP
          pc = (data[30] | (data[31] << 8) | (data[EIND] << 16)) & mask;
          left -= 2;
          break;
        case 84: // ELPM R0
          data[0] = progBytes[farZ(data) & byteMask];
          left -= 3;
          break;
        case 85: // ELPM Z
          data[a[i]] = progBytes[farZ(data) & byteMask];
          left -= 3;
          break;
        case 86: { // ELPM Z+
          const address = farZ(data);
          data[a[i]] = progBytes[address & byteMask];
          setPointer(data, 30, address + 1);
          data[RAMPZ] = ((address + 1) & byteMask) >> 16;
          left -= 3;
          break;
        }
      }
    } while (left > 0);
    this.instructions += executed;
    cpu.pc = pc;
    cpu.cycles = this.end - left;
  }
}

function signed(value: number): number {
  return (value << 24) >> 24;
}

function storeProduct(data: Uint8Array, product: number, shift: number): void {
  const result = product << shift;
  data[0] = result;
  data[1] = result >> 8;
  data[SREG] = (data[SREG] & 0xfc) | ((result & 0xffff) === 0 ? 2 : 0) | ((product >> 15) & 1);
}

function setPointer(data: Uint8Array, register: number, value: number): void {
  data[register] = value;
  data[register + 1] = value >> 8;
}

function push(data: Uint8Array, address: number): void {
  const sp = data[SPL] | (data[SPH] << 8);
  data[sp] = address;
  data[sp - 1] = address >> 8;
  setPointer(data, SPL, sp - 2);
}

function pop(data: Uint8Array): number {
  const sp = data[SPL] | (data[SPH] << 8);
  setPointer(data, SPL, sp + 2);
  return (data[sp + 1] << 8) | data[sp + 2];
}

function push22(data: Uint8Array, address: number): void {
  const sp = data[SPL] | (data[SPH] << 8);
  data[sp] = address;
  data[sp - 1] = address >> 8;
  data[sp - 2] = address >> 16;
  setPointer(data, SPL, sp - 3);
}

function pop22(data: Uint8Array): number {
  const sp = data[SPL] | (data[SPH] << 8);
  setPointer(data, SPL, sp + 3);
  return (data[sp + 1] << 16) | (data[sp + 2] << 8) | data[sp + 3];
}

/** RAMPZ and Z. */
function farZ(data: Uint8Array): number {
  return data[30] | (data[31] << 8) | (data[RAMPZ] << 16);
}
