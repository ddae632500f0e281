/**
 * Decodes Xtensa instructions into numbers that the interpreter's loop only has to look up.
 *
 * Source: Xtensa Instruction Set Architecture Reference Manual, chapters 6 and 7. Covered is what an LX6 core of the ESP32 runs
 * for integer code in the call0 ABI; windowed and floating-point instructions decode to operations that end the simulation.
 */

import { isMac16 } from './mac16.ts';

/** Operation numbers; `interpreter.ts` switches on the literals, because only literal cases become a jump table in V8. */
export const OPERATIONS = [
  'UNDECODED', 'ILLEGAL', 'WINDOWED', 'FLOAT', 'NOP', 'MOV', 'MOVI', 'ADD', 'ADDX2', 'ADDX4', // 0
  'ADDX8', 'SUB', 'SUBX2', 'SUBX4', 'SUBX8', 'AND', 'OR', 'XOR', 'NEG', 'ABS', // 10
  'ADDI', 'MOVEQZ', 'MOVNEZ', 'MOVLTZ', 'MOVGEZ', 'L8UI', 'L16UI', 'L16SI', 'L32I', 'L32R', // 20
  'S8I', 'S16I', 'S32I', 'S32C1I', 'BEQZ', 'BNEZ', 'BLTZ', 'BGEZ', 'BEQI', 'BNEI', // 30
  'BLTI', 'BGEI', 'BLTUI', 'BGEUI', 'BEQ', 'BNE', 'BLT', 'BGE', 'BLTU', 'BGEU', // 40
  'BANY', 'BNONE', 'BALL', 'BNALL', 'BBC', 'BBS', 'BBCI', 'BBSI', 'J', 'JX', // 50
  'CALL0', 'CALLX0', 'LOOP', 'LOOPNEZ', 'LOOPGTZ', 'SLL', 'SLLI', 'SRL', 'SRLI', 'SRA', // 60
  'SRAI', 'SRC', 'SSL', 'SSR', 'SSA8L', 'SSA8B', 'SSAI', 'EXTUI', 'NSA', 'NSAU', // 70
  'MIN', 'MAX', 'MINU', 'MAXU', 'SEXT', 'CLAMPS', 'MUL16U', 'MUL16S', 'MULL', 'MULUH', // 80
  'MULSH', 'QUOU', 'QUOS', 'REMU', 'REMS', 'MAC16', 'RSR', 'WSR', 'XSR', 'RUR', // 90
  'WUR', 'RSIL', 'WAITI', 'RFE', 'RFDE', 'RFI', 'SYSCALL', 'SIMCALL', 'BREAK', // 100
] as const;

export type Operation = (typeof OPERATIONS)[number];

export interface Instruction {
  /**
   * Operation in bits 7:0, destination in 11:8, first source in 15:12, second source in 19:16 and length in bytes in 25:24. What
   * else an instruction needs next to its immediate operand is in 23:16: a table index, a bit or a shift.
   */
  readonly packed: number;
  /** Immediate operand; jumps and branches have it in bytes from the instruction's own address. */
  readonly immediate: number;
}

/** Constants of BEQI, BNEI, BLTI and BGEI, and of BLTUI and BGEUI, by the field that names them. */
export const SIGNED_CONSTANTS = Int32Array.of(-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256);
export const UNSIGNED_CONSTANTS = Int32Array.of(32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256);

interface Decoded {
  readonly operation: Operation;
  readonly destination?: number;
  readonly source?: number;
  /** The second source register, or what else is in bits 23:16. */
  readonly other?: number;
  readonly immediate?: number;
}

const NUMBERS = new Map<Operation, number>(OPERATIONS.map((name, index) => [name, index]));
const ILLEGAL: Decoded = { operation: 'ILLEGAL' };
const WINDOWED: Decoded = { operation: 'WINDOWED' };
const FLOAT: Decoded = { operation: 'FLOAT' };
const NOP: Decoded = { operation: 'NOP' };
const BREAK: Decoded = { operation: 'BREAK' };
/** A return jumps to a0. */
const RETURN: Decoded = { operation: 'JX', source: 0 };

/** Returns the length in bytes of the instruction that begins with this byte: 2 with the code density option. */
export function lengthOf(firstByte: number): 2 | 3 {
  return (firstByte & 15) >= 8 ? 2 : 3;
}

/**
 * @param word Two or three bytes of the instruction, the first lowest.
 * @param pc Its address; only its two lowest bits matter, for calls and literals that count from a word boundary.
 */
export function decode(word: number, pc: number): Instruction {
  const length = lengthOf(word);
  const { operation, destination = 0, source = 0, other = 0, immediate = 0 } = length === 2 ? narrow(word) : wide(word, pc);
  const packed = NUMBERS.get(operation)! | (destination << 8) | (source << 12) | (other << 16) | (length << 24);
  return { packed, immediate };
}

function signed(value: number, width: number): number {
  return (value << (32 - width)) >> (32 - width);
}

/** The 16 bit instructions. */
function narrow(word: number): Decoded {
  const [t, s, r] = [(word >> 4) & 15, (word >> 8) & 15, (word >> 12) & 15];
  switch (word & 15) {
    case 8:
      return { operation: 'L32I', destination: t, source: s, immediate: 4 * r };
    case 9:
      return { operation: 'S32I', source: s, other: t, immediate: 4 * r };
    case 10:
      return { operation: 'ADD', destination: r, source: s, other: t };
    case 11:
      return { operation: 'ADDI', destination: r, source: s, immediate: t === 0 ? -1 : t };
    case 12: {
      if ((t & 8) === 0) {
        const value = ((t & 7) << 4) | r;
        return { operation: 'MOVI', destination: s, immediate: value >= 96 ? value - 128 : value };
      }
      return { operation: t & 4 ? 'BNEZ' : 'BEQZ', source: s, immediate: 4 + (((t & 3) << 4) | r) };
    }
    case 13:
      if (r === 0) return { operation: 'MOV', destination: t, source: s };
      if (r !== 15 || t > 3) return ILLEGAL;
      return [RETURN, WINDOWED, BREAK, NOP][t];
    default:
      return ILLEGAL;
  }
}

/** The 24 bit instructions. */
function wide(word: number, pc: number): Decoded {
  const [t, s, r] = [(word >> 4) & 15, (word >> 8) & 15, (word >> 12) & 15];
  const imm8 = (word >> 16) & 255;
  switch (word & 15) {
    case 0:
      return registers(word);
    case 1: {
      const literal = 0xfffc0000 | ((word >> 6) & 0x3fffc); // the 16 bits count words back from the next instruction
      return { operation: 'L32R', destination: t, immediate: (((pc + 3) & ~3) - pc + literal) | 0 };
    }
    case 2:
      return loadsAndImmediates(t, s, r, imm8);
    case 3: // LSI, SSI, LSIU, SSIU
      return FLOAT;
    case 4:
      return isMac16(word) ? { operation: 'MAC16', immediate: word } : ILLEGAL;
    case 5: {
      const offset = 4 * signed((word >> 6) & 0x3ffff, 18) + 4 - (pc & 3);
      return (t & 3) === 0 ? { operation: 'CALL0', immediate: offset } : WINDOWED;
    }
    case 6:
      return jumpsAndBranches(word, t, s, r, imm8);
    case 7:
      return registerBranch(t, s, r, 4 + signed(imm8, 8));
    default:
      return ILLEGAL;
  }
}

const ARITHMETIC = ['ADD', 'ADDX2', 'ADDX4', 'ADDX8', 'SUB', 'SUBX2', 'SUBX4', 'SUBX8'] as const;
const MULTIPLICATIONS = ['MULL', null, 'MULUH', 'MULSH', 'QUOU', 'QUOS', 'REMU', 'REMS'] as const;
const MOVES = ['MOVEQZ', 'MOVNEZ', 'MOVLTZ', 'MOVGEZ'] as const;
const EXTREMES = ['MIN', 'MAX', 'MINU', 'MAXU'] as const;

function registers(word: number): Decoded {
  const [t, s, r] = [(word >> 4) & 15, (word >> 8) & 15, (word >> 12) & 15];
  const op1 = (word >> 16) & 15;
  const op2 = (word >> 20) & 15;
  const three = (operation: Operation | null): Decoded =>
    operation === null ? ILLEGAL : { operation, destination: r, source: s, other: t };
  switch (op1) {
    case 0:
      if (op2 >= 8) return three(ARITHMETIC[op2 - 8]);
      return basic(op2, t, s, r);
    case 1:
      return shifts(word, op2, t, s, r);
    case 2:
      if (op2 >= 8) return three(MULTIPLICATIONS[op2 - 8]);
      return op2 <= 4 ? FLOAT : ILLEGAL; // ANDB and the other operations on the boolean registers
    case 3:
      return specials(word, op2, t, s, r);
    case 4:
    case 5:
      return { operation: 'EXTUI', destination: r, source: t, other: s | ((op1 & 1) << 4), immediate: 2 ** (op2 + 1) - 1 };
    case 9: // L32E, S32E
      return op2 === 0 || op2 === 4 ? WINDOWED : ILLEGAL;
    case 8: // LSX, SSX and their like
    case 10: // FP0
    case 11: // FP1
      return FLOAT;
    default:
      return ILLEGAL;
  }
}

function basic(op2: number, t: number, s: number, r: number): Decoded {
  switch (op2) {
    case 0:
      return control(t, s, r);
    case 1:
    case 2:
    case 3:
      return { operation: (['AND', 'OR', 'XOR'] as const)[op2 - 1], destination: r, source: s, other: t };
    case 4:
      return shiftAmounts(t, s, r);
    case 5: // the translation registers: the ESP32's memory is mapped one to one
      return NOP;
    case 6:
      return s <= 1 ? { operation: s === 0 ? 'NEG' : 'ABS', destination: r, source: t } : ILLEGAL;
    default:
      return ILLEGAL;
  }
}

/** Jumps through registers, barriers, returns from exceptions. */
function control(t: number, s: number, r: number): Decoded {
  switch (r) {
    case 0:
      if (t === 8) return RETURN;
      if (t === 10) return { operation: 'JX', source: s };
      if (t === 12) return { operation: 'CALLX0', source: s };
      return t === 9 || t > 12 ? WINDOWED : ILLEGAL; // RETW, CALLX4, CALLX8, CALLX12
    case 1: // MOVSP
      return WINDOWED;
    case 2: // ISYNC, RSYNC, ESYNC, DSYNC, EXCW, MEMW, EXTW, NOP: every effect here is immediate
      return [0, 1, 2, 3, 8, 12, 13, 15].includes(t) ? NOP : ILLEGAL;
    case 3:
      if (t === 1) return { operation: 'RFI', other: s };
      if (t !== 0) return ILLEGAL;
      if (s === 0 || s === 2) return { operation: s === 0 ? 'RFE' : 'RFDE' };
      return s === 4 || s === 5 ? WINDOWED : ILLEGAL; // RFWO, RFWU
    case 4:
      return BREAK;
    case 5:
      return s <= 1 && t === 0 ? { operation: s === 0 ? 'SYSCALL' : 'SIMCALL' } : ILLEGAL;
    case 6:
      return { operation: 'RSIL', destination: t, immediate: s };
    case 7:
      return t === 0 ? { operation: 'WAITI', immediate: s } : ILLEGAL;
    default: // ANY4, ALL4, ANY8, ALL8
      return r <= 11 ? FLOAT : ILLEGAL;
  }
}

function shiftAmounts(t: number, s: number, r: number): Decoded {
  switch (r) {
    case 0:
    case 1:
    case 2:
    case 3:
      return t === 0 ? { operation: (['SSR', 'SSL', 'SSA8L', 'SSA8B'] as const)[r], source: s } : ILLEGAL;
    case 4:
      return t <= 1 ? { operation: 'SSAI', immediate: s | (t << 4) } : ILLEGAL;
    case 8: // ROTW
      return WINDOWED;
    case 14:
    case 15:
      return { operation: r === 14 ? 'NSA' : 'NSAU', destination: t, source: s };
    default:
      return ILLEGAL;
  }
}

function shifts(word: number, op2: number, t: number, s: number, r: number): Decoded {
  switch (op2) {
    case 0:
    case 1: // a shift by 32 minus the field; the field 0 is reserved
      return { operation: 'SLLI', destination: r, source: s, immediate: 32 - (t | (op2 << 4)) };
    case 2:
    case 3:
      return { operation: 'SRAI', destination: r, source: t, immediate: s | ((op2 & 1) << 4) };
    case 4:
      return { operation: 'SRLI', destination: r, source: t, immediate: s };
    case 6:
      return { operation: 'XSR', destination: t, source: t, immediate: (word >> 8) & 255 };
    case 8:
      return { operation: 'SRC', destination: r, source: s, other: t };
    case 9:
      return { operation: 'SRL', destination: r, source: t };
    case 10:
      return { operation: 'SLL', destination: r, source: s };
    case 11:
      return { operation: 'SRA', destination: r, source: t };
    case 12:
    case 13:
      return { operation: op2 === 12 ? 'MUL16U' : 'MUL16S', destination: r, source: s, other: t };
    default:
      return ILLEGAL;
  }
}

function specials(word: number, op2: number, t: number, s: number, r: number): Decoded {
  switch (op2) {
    case 0:
      return { operation: 'RSR', destination: t, immediate: (word >> 8) & 255 };
    case 1:
      return { operation: 'WSR', source: t, immediate: (word >> 8) & 255 };
    case 2:
    case 3:
      return { operation: op2 === 2 ? 'SEXT' : 'CLAMPS', destination: r, source: s, immediate: t + 7 };
    case 4:
    case 5:
    case 6:
    case 7:
      return { operation: EXTREMES[op2 - 4], destination: r, source: s, other: t };
    case 8:
    case 9:
    case 10:
    case 11:
      return { operation: MOVES[op2 - 8], destination: r, source: s, other: t };
    case 12: // MOVF, MOVT
    case 13:
      return FLOAT;
    case 14:
      return { operation: 'RUR', destination: r, immediate: (s << 4) | t };
    default:
      return op2 === 15 ? { operation: 'WUR', source: t, immediate: (r << 4) | s } : ILLEGAL;
  }
}

function loadsAndImmediates(t: number, s: number, r: number, imm8: number): Decoded {
  const load = (operation: Operation, immediate: number): Decoded => ({ operation, destination: t, source: s, immediate });
  const store = (operation: Operation, immediate: number): Decoded => ({ operation, source: s, other: t, immediate });
  switch (r) {
    case 0: return load('L8UI', imm8);
    case 1: return load('L16UI', 2 * imm8);
    case 2:
    case 11: return load('L32I', 4 * imm8); // L32AI: one core, in order, needs no barrier
    case 4: return store('S8I', imm8);
    case 5: return store('S16I', 2 * imm8);
    case 6:
    case 15: return store('S32I', 4 * imm8); // S32RI
    case 7: return NOP; // cache operations: nothing is cached
    case 9: return load('L16SI', 2 * imm8);
    case 10: return { operation: 'MOVI', destination: t, immediate: signed((s << 8) | imm8, 12) };
    case 12: return { operation: 'ADDI', destination: t, source: s, immediate: signed(imm8, 8) };
    case 13: return { operation: 'ADDI', destination: t, source: s, immediate: 256 * signed(imm8, 8) }; // ADDMI
    case 14: return { operation: 'S32C1I', destination: t, source: s, other: t, immediate: 4 * imm8 };
    default: return ILLEGAL;
  }
}

const ZERO_BRANCHES = ['BEQZ', 'BNEZ', 'BLTZ', 'BGEZ'] as const;
const CONSTANT_BRANCHES = ['BEQI', 'BNEI', 'BLTI', 'BGEI'] as const;

function jumpsAndBranches(word: number, t: number, s: number, r: number, imm8: number): Decoded {
  const m = t >> 2;
  const offset = 4 + signed(imm8, 8);
  switch (t & 3) {
    case 0:
      return { operation: 'J', immediate: 4 + signed((word >> 6) & 0x3ffff, 18) };
    case 1:
      return { operation: ZERO_BRANCHES[m], source: s, immediate: 4 + signed((word >> 12) & 0xfff, 12) };
    case 2:
      return { operation: CONSTANT_BRANCHES[m], source: s, other: r, immediate: offset };
  }
  if (m === 0) return WINDOWED; // ENTRY
  if (m >= 2) return { operation: m === 2 ? 'BLTUI' : 'BGEUI', source: s, other: r, immediate: offset };
  if (r <= 1) return FLOAT; // BF, BT
  if (r < 8 || r > 10) return ILLEGAL;
  return { operation: (['LOOP', 'LOOPNEZ', 'LOOPGTZ'] as const)[r - 8], source: s, immediate: 4 + imm8 };
}

const REGISTER_BRANCHES = [
  'BNONE', 'BEQ', 'BLT', 'BLTU', 'BALL', 'BBC', 'BBCI', 'BBCI', 'BANY', 'BNE', 'BGE', 'BGEU', 'BNALL', 'BBS', 'BBSI', 'BBSI',
] as const;

function registerBranch(t: number, s: number, r: number, offset: number): Decoded {
  const operation = REGISTER_BRANCHES[r];
  const isBit = operation === 'BBCI' || operation === 'BBSI';
  return { operation, source: s, other: isBit ? t | ((r & 1) << 4) : t, immediate: offset };
}
