/**
 * Decodes RV32IMC instructions into numbers that the interpreter's loop only has to look up.
 *
 * Source: The RISC-V Instruction Set Manual, volumes I and II. Everything the ESP32-C3 lacks decodes to ILLEGAL.
 */

import { expand } from './compressed.ts';

/** Operation numbers; `interpreter.ts` switches on the literals, because only literal cases become a jump table in V8. */
export const OPERATIONS = [
  'UNDECODED', 'ILLEGAL', 'LUI', 'AUIPC', 'JAL', 'JALR', 'BEQ', 'BNE', 'BLT', 'BGE', // 0
  'BLTU', 'BGEU', 'LB', 'LH', 'LW', 'LBU', 'LHU', 'SB', 'SH', 'SW', // 10
  'ADDI', 'SLTI', 'SLTIU', 'XORI', 'ORI', 'ANDI', 'SLLI', 'SRLI', 'SRAI', 'ADD', // 20
  'SUB', 'SLL', 'SLT', 'SLTU', 'XOR', 'SRL', 'SRA', 'OR', 'AND', 'MUL', // 30
  'MULH', 'MULHSU', 'MULHU', 'DIV', 'DIVU', 'REM', 'REMU', 'FENCE', 'ECALL', 'EBREAK', // 40
  'MRET', 'WFI', 'CSRRW', 'CSRRS', 'CSRRC', 'CSRRWI', 'CSRRSI', 'CSRRCI', 'TRANSLATED', // 50
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** In place of the first instruction of code that has been translated. */
export const TRANSLATED = 58;

/** Writes to x0 go to this register, which nothing reads. */
export const NOWHERE = 32;

export interface Instruction {
  /**
   * Operation in bits 7:0, destination in 13:8 (`NOWHERE` for x0), first source in 18:14, second source in 23:19 and length in
   * half-words in 25:24, packed because one look-up is faster than five.
   */
  readonly packed: number;
  /** Immediate operand; jumps and branches have it in half-words; for an illegal instruction its bits. */
  readonly immediate: number;
}

export function operationOf(packed: number): Operation {
  return OPERATIONS[packed & 0xff];
}

export function destinationOf(packed: number): number {
  return (packed >> 8) & 63;
}

export function source1Of(packed: number): number {
  return (packed >> 14) & 31;
}

export function source2Of(packed: number): number {
  return (packed >> 19) & 31;
}

export function halvesOf(packed: number): number {
  return packed >> 24;
}

const NUMBERS = new Map<Operation, number>(OPERATIONS.map((name, index) => [name, index]));

const BRANCHES = ['BEQ', 'BNE', null, null, 'BLT', 'BGE', 'BLTU', 'BGEU'] as const;
const LOADS = ['LB', 'LH', 'LW', null, 'LBU', 'LHU', null, null] as const;
const STORES = ['SB', 'SH', 'SW', null, null, null, null, null] as const;
const IMMEDIATES = ['ADDI', 'SLLI', 'SLTI', 'SLTIU', 'XORI', 'SRLI', 'ORI', 'ANDI'] as const;
const REGISTERS = ['ADD', 'SLL', 'SLT', 'SLTU', 'XOR', 'SRL', 'OR', 'AND'] as const;
const MULTIPLICATIONS = ['MUL', 'MULH', 'MULHSU', 'MULHU', 'DIV', 'DIVU', 'REM', 'REMU'] as const;
const CSRS = [null, 'CSRRW', 'CSRRS', 'CSRRC', null, 'CSRRWI', 'CSRRSI', 'CSRRCI'] as const;

export function isCompressed(half: number): boolean {
  return (half & 3) !== 3;
}

/** @param word The instruction; of a 16 bit instruction only the low half is looked at. */
export function decode(word: number): Instruction {
  const compressed = isCompressed(word);
  const encoded = compressed ? word & 0xffff : word;
  const full = compressed ? expand(encoded) : word;
  const [operation, immediate] = decodeFull(full);
  const rd = (full >> 7) & 31;
  const packed =
    NUMBERS.get(operation)! | ((rd === 0 ? NOWHERE : rd) << 8) | (((full >> 15) & 31) << 14) | (((full >> 20) & 31) << 19);
  return { packed: packed | ((compressed ? 1 : 2) << 24), immediate: operation === 'ILLEGAL' ? encoded : immediate };
}

function decodeFull(word: number): [operation: Operation, immediate: number] {
  const funct3 = (word >> 12) & 7;
  const immediate = word >> 20;
  switch (word & 0x7f) {
    case 0x03:
      return [LOADS[funct3] ?? 'ILLEGAL', immediate];
    case 0x0f: // FENCE and FENCE.I: stores reach memory and the decoded instructions at once
      return [funct3 <= 1 ? 'FENCE' : 'ILLEGAL', 0];
    case 0x13:
      return immediateOperation(word, funct3, immediate);
    case 0x17:
      return ['AUIPC', word & 0xfffff000];
    case 0x23:
      return [STORES[funct3] ?? 'ILLEGAL', (immediate & ~31) | ((word >> 7) & 31)];
    case 0x33:
      return [registerOperation(word >>> 25, funct3), 0];
    case 0x37:
      return ['LUI', word & 0xfffff000];
    case 0x63:
      return [BRANCHES[funct3] ?? 'ILLEGAL', branchOffset(word) >> 1];
    case 0x67:
      return [funct3 === 0 ? 'JALR' : 'ILLEGAL', immediate];
    case 0x6f:
      return ['JAL', jumpOffset(word) >> 1];
    case 0x73:
      return systemOperation(word, funct3);
    default:
      return ['ILLEGAL', 0];
  }
}

function immediateOperation(word: number, funct3: number, immediate: number): [Operation, number] {
  const isShift = funct3 === 1 || funct3 === 5;
  if (!isShift) return [IMMEDIATES[funct3], immediate];
  const funct7 = word >>> 25;
  if (funct7 === 0) return [IMMEDIATES[funct3], immediate & 31];
  return [funct7 === 0x20 && funct3 === 5 ? 'SRAI' : 'ILLEGAL', immediate & 31];
}

function registerOperation(funct7: number, funct3: number): Operation {
  if (funct7 === 0) return REGISTERS[funct3];
  if (funct7 === 1) return MULTIPLICATIONS[funct3];
  if (funct7 === 0x20 && funct3 === 0) return 'SUB';
  if (funct7 === 0x20 && funct3 === 5) return 'SRA';
  return 'ILLEGAL';
}

function systemOperation(word: number, funct3: number): [Operation, number] {
  const exact: Record<number, Operation> = { 0x00000073: 'ECALL', 0x00100073: 'EBREAK', 0x30200073: 'MRET', 0x10500073: 'WFI' };
  if (funct3 === 0) return [exact[word] ?? 'ILLEGAL', 0];
  return [CSRS[funct3] ?? 'ILLEGAL', word >>> 20];
}

function branchOffset(word: number): number {
  return ((word >> 19) & ~0xfff) | ((word << 4) & 0x800) | ((word >> 20) & 0x7e0) | ((word >> 7) & 0x1e);
}

function jumpOffset(word: number): number {
  return ((word >> 11) & ~0xfffff) | (word & 0xff000) | ((word >> 9) & 0x800) | ((word >> 20) & 0x7fe);
}
