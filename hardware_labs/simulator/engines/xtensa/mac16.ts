/**
 * The MAC16 option: products of half-words, summed up in 40 bits.
 *
 * Source: Xtensa Instruction Set Architecture Reference Manual, section 4.3.7 and the instructions MUL, MULA, MULS and UMUL.
 */

import { ACCHI, ACCLO, MR } from './special.ts';

/** Values of bits 23:20. */
const DA_INCREMENT = 4;
const AD = 3;
const DD = 2;
const DA = 6;
const AA = 7;
const LOAD_INCREMENT = 8;
const LOAD_DECREMENT = 9;
/** Values of bits 19:18. */
const UNSIGNED = 0;
const MULTIPLY = 1;
const ADD = 2;

/** Whether the LX6 has this instruction of the group whose lowest four bits are 4. */
export function isMac16(word: number): boolean {
  const kind = (word >> 20) & 15;
  const operation = (word >> 18) & 3;
  switch (kind) {
    case DD:
    case AD:
    case DA:
      return operation !== UNSIGNED;
    case AA:
      return true;
    case LOAD_INCREMENT:
    case LOAD_DECREMENT:
      return ((word >> 16) & 15) === 0;
    default: // multiply, add and load at once
      return kind <= 5 && operation === ADD;
  }
}

/** The address of the word that the instruction loads, undefined where it loads nothing. */
export function mac16Address(word: number, registers: Int32Array): number | undefined {
  const kind = (word >> 20) & 15;
  if (kind === DD || kind === AD || kind === DA || kind === AA) return undefined;
  const step = kind & 1 ? -4 : 4;
  return (registers[(word >> 8) & 15] + step) | 0;
}

/**
 * Executes the instruction.
 *
 * @param special Values of the special registers.
 * @param address What `mac16Address` returned.
 * @param loaded The word there.
 */
export function mac16(word: number, registers: Int32Array, special: Int32Array, address: number | undefined, loaded: number): void {
  if ((word >> 23) === 0) multiply(word, registers, special);
  if (address === undefined) return;
  special[MR + ((word >> 12) & 3)] = loaded;
  registers[(word >> 8) & 15] = address;
}

function multiply(word: number, registers: Int32Array, special: Int32Array): void {
  const kind = (word >> 20) & 15;
  const operation = (word >> 18) & 3;
  const firstIsRegister = kind === AD || kind === AA;
  const secondIsRegister = kind === DA || kind === AA || kind === DA_INCREMENT || kind === DA_INCREMENT + 1;
  const first = firstIsRegister ? registers[(word >> 8) & 15] : special[MR + ((word >> 14) & 1)];
  const second = secondIsRegister ? registers[(word >> 4) & 15] : special[MR + 2 + ((word >> 6) & 1)];
  const product = half(first, word & 0x10000, operation) * half(second, word & 0x20000, operation);
  const sum = operation <= MULTIPLY ? product : accumulator(special) + (operation === ADD ? product : -product);
  special[ACCLO] = sum; // modulo 2^32
  special[ACCHI] = (Math.floor(sum / 2 ** 32) << 24) >> 24;
}

function half(value: number, high: number, operation: number): number {
  if (operation === UNSIGNED) return high ? value >>> 16 : value & 0xffff;
  return high ? value >> 16 : (value << 16) >> 16;
}

function accumulator(special: Int32Array): number {
  return special[ACCHI] * 2 ** 32 + (special[ACCLO] >>> 0);
}
