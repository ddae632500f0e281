/** Every opcode, on random machine states, against avr8js's own instruction code. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CPU, avrInstruction } from 'avr8js';
import { Interpreter } from '../../hardware_labs/simulator/engines/avr/interpreter.ts';
import { OPERATIONS, decodeProgram } from '../../hardware_labs/simulator/engines/avr/decode.ts';

/** Of an ATmega328P, and of an ATmega2560, whose program counter has 22 bits. */
const FLASH_WORDS = [0x4000, 0x20000];
const RAM_START = 0x100;
const RAM_BYTES = 2048;
const SREG = 95;
const RAMPZ = 91;
const EIND = 92;
const SMCR = 83;
const HALF_CARRY = 0x20;
const ZERO = 0x02;
const CARRY = 0x01;
const OVERFLOW = 0x08;
const SIGN = 0x10;
const ROUNDS = 4;

/** Instructions that avr8js knows and neither chip has: XCH, LAS, LAC, LAT; and what only the larger one has: ELPM, EIJMP, EICALL. */
function isAbsent(opcode: number, long: boolean): boolean {
  const low = opcode & 0xfe0f;
  if ([0x9204, 0x9205, 0x9206, 0x9207].includes(low)) return true;
  return !long && ([0x9006, 0x9007].includes(low) || [0x95d8, 0x9419, 0x9519].includes(opcode));
}

/** Small deterministic generator (xorshift32), so that a failure repeats. */
function randomBytes(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) & 255;
  };
}

function fillWithRandomState(cpu: CPU, random: () => number): void {
  for (let address = 0; address < 32; address++) cpu.data[address] = random();
  for (let address = RAM_START; address < cpu.data.length; address++) cpu.data[address] = address * 7;
  // pointers into RAM or the I/O space, never past the end
  for (const high of [27, 29, 31]) cpu.data[high] = random() & 7;
  cpu.data[SMCR] = 0; // stores reach I/O too; SLEEP is to do nothing, as in avr8js
  cpu.data[RAMPZ] = random() & 3;
  cpu.data[EIND] = random() & 1;
  cpu.data[SREG] = random() & 0x7f;
  cpu.SP = 0x300 + random();
}

for (const words of FLASH_WORDS) {
  test(`with ${2 * words} bytes of flash every opcode leaves the registers, memory, program counter and cycles that avr8js leaves`, () => {
    compareAll(words);
  });
}

function compareAll(flashWords: number): void {
  const random = randomBytes(0x2545f491);
  const opcodesPerImage = flashWords / 4; // each with room for a second word and a skipped instruction
  for (let first = 0; first <= 0xffff; first += opcodesPerImage) {
    const flash = new Uint16Array(flashWords);
    for (let n = 0; n < opcodesPerImage; n++) flash.set([first + n, 0x0180 | random(), 0x940c, 0], 4 * n);
    const names = decodeProgram(flash).operation;
    const expected = new CPU(flash, RAM_BYTES);
    const actual = new CPU(flash, RAM_BYTES);
    const interpreter = new Interpreter(actual, RAM_START);
    for (let n = 0; n < opcodesPerImage; n++) {
      if (isAbsent(first + n, expected.pc22Bits)) continue;
      const name = OPERATIONS[names[4 * n]];
      for (let round = 0; round < ROUNDS; round++) {
        fillWithRandomState(expected, random);
        actual.data.set(expected.data);
        expected.pc = actual.pc = 4 * n;
        expected.cycles = actual.cycles = 0;
        avrInstruction(expected);
        interpreter.run(1);
        compare(actual, expected, name, `opcode ${(first + n).toString(16)} (${name})`);
      }
    }
  }
}

function compare(actual: CPU, expected: CPU, name: string, where: string): void {
  assert.equal(actual.cycles, name === 'CBI' ? 2 : expected.cycles, `cycles of ${where}`);
  assert.equal(actual.pc, expected.pc & (expected.progMem.length - 1), `program counter after ${where}`);
  // avr8js takes the half carry from bit 0 instead of bit 3, inverts Z of FMULSU, clears Z for 0 - 255 - 1, and sets S for 0 - 128
  const borrows = ['CPC', 'SBC', 'SBCI'].includes(name) && (actual.data[SREG] & CARRY) !== 0;
  const overflows = name === 'NEG' && (actual.data[SREG] & OVERFLOW) !== 0;
  const unsure = HALF_CARRY | (name === 'FMULSU' || borrows ? ZERO : 0) | (overflows ? OVERFLOW | SIGN : 0);
  actual.data[SREG] &= ~unsure;
  expected.data[SREG] &= ~unsure;
  if (Buffer.compare(actual.data, expected.data) === 0) return;
  const index = actual.data.findIndex((value, address) => value !== expected.data[address]);
  assert.fail(`data[${index}] after ${where}: ${actual.data[index]}, avr8js has ${expected.data[index]}`);
}

test('SBCI keeps Z where 0 - 255 - 1 leaves 0; NEG of 128 overflows, so that it is not below 0', () => {
  const flash = new Uint16Array(FLASH_WORDS[0]);
  flash.set([0x4f0f, 0x9511]); // sbci r16, 255; neg r17
  const cpu = new CPU(flash, RAM_BYTES);
  cpu.data[16] = 0;
  cpu.data[17] = 128;
  cpu.data[SREG] = ZERO | CARRY;
  const interpreter = new Interpreter(cpu, RAM_START);
  interpreter.run(1);
  assert.equal(cpu.data[16], 0);
  assert.equal(cpu.data[SREG] & (ZERO | CARRY), ZERO | CARRY);
  interpreter.run(2);
  assert.equal(cpu.data[17], 128);
  assert.equal(cpu.data[SREG] & (SIGN | OVERFLOW), OVERFLOW);
});

test('the half carry is the carry out of bit 3', () => {
  const flash = new Uint16Array(FLASH_WORDS[0]);
  flash[0] = 0x0c01; // add r0, r1
  flash[1] = 0x1801; // sub r0, r1
  const cpu = new CPU(flash, RAM_BYTES);
  const interpreter = new Interpreter(cpu, RAM_START);
  for (let x = 0; x < 256; x += 3) {
    for (let y = 0; y < 256; y += 5) {
      cpu.data[0] = x;
      cpu.data[1] = y;
      cpu.pc = 0;
      cpu.cycles = 0;
      interpreter.run(1);
      assert.equal((cpu.data[SREG] & HALF_CARRY) !== 0, (x & 15) + (y & 15) > 15, `${x} + ${y}`);
      cpu.data[0] = x;
      interpreter.run(2);
      assert.equal((cpu.data[SREG] & HALF_CARRY) !== 0, (x & 15) < (y & 15), `${x} - ${y}`);
    }
  }
});
