/** Every RV32I and RV32M instruction against the manual's definition, written in unbounded integers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomWords } from './random.ts';
import { machine } from './riscv-fixtures.ts';
import type { Machine } from './riscv-fixtures.ts';

const CODE = 0x40380000;
const DATA = 0x3fca0000;
const RANDOM_PAIRS = 200;
const EDGES = [0, 1, 2, 31, 32, 33, 0x7f, 0x80, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff];

const WORD = 1n << 32n;
const unsigned = (value: number | bigint): bigint => BigInt.asUintN(32, BigInt(value));
const signed = (value: bigint): bigint => BigInt.asIntN(32, value);
const truncated = (value: bigint): bigint => (value < 0n ? -(-value / WORD) : value / WORD);
const floored = (value: bigint): bigint => (value - (((value % WORD) + WORD) % WORD)) / WORD;

/** Result of an operation on two unsigned words; only its low 32 bits count. */
type Model = (a: bigint, b: bigint) => bigint;

const divide: Model = (a, b) => (b === 0n ? -1n : signed(a) / signed(b));
const remainder: Model = (a, b) => (b === 0n ? a : signed(a) - signed(b) * (signed(a) / signed(b)));
const shiftLeft: Model = (a, b) => a * 2n ** (b % 32n);
const shiftRight: Model = (a, b) => a / 2n ** (b % 32n);
const shiftRightSigned: Model = (a, b) => (a >= WORD / 2n ? (a + (WORD - 1n) * WORD) / 2n ** (b % 32n) : shiftRight(a, b));
const less: Model = (a, b) => (signed(a) < signed(b) ? 1n : 0n);
const lessUnsigned: Model = (a, b) => (a < b ? 1n : 0n);

const REGISTER_OPERATIONS: Record<string, [funct7: number, funct3: number, model: Model]> = {
  add: [0, 0, (a, b) => a + b],
  sub: [0x20, 0, (a, b) => a - b],
  sll: [0, 1, shiftLeft],
  slt: [0, 2, less],
  sltu: [0, 3, lessUnsigned],
  xor: [0, 4, (a, b) => a + b - 2n * (a & b)],
  srl: [0, 5, shiftRight],
  sra: [0x20, 5, shiftRightSigned],
  or: [0, 6, (a, b) => a + b - (a & b)],
  and: [0, 7, (a, b) => a + b - (a | b)],
  mul: [1, 0, (a, b) => a * b],
  mulh: [1, 1, (a, b) => floored(signed(a) * signed(b))],
  mulhsu: [1, 2, (a, b) => floored(signed(a) * b)],
  mulhu: [1, 3, (a, b) => truncated(a * b)],
  div: [1, 4, divide],
  divu: [1, 5, (a, b) => (b === 0n ? WORD - 1n : a / b)],
  rem: [1, 6, remainder],
  remu: [1, 7, (a, b) => (b === 0n ? a : a % b)],
};

const IMMEDIATE_OPERATIONS: Record<string, [funct3: number, model: Model]> = {
  addi: [0, (a, b) => a + b],
  slti: [2, less],
  sltiu: [3, lessUnsigned],
  xori: [4, (a, b) => a + b - 2n * (a & b)],
  ori: [6, (a, b) => a + b - (a & b)],
  andi: [7, (a, b) => a + b - (a | b)],
};

const SHIFTS: Record<string, [high: number, funct3: number, model: Model]> = {
  slli: [0, 1, shiftLeft],
  srli: [0, 5, shiftRight],
  srai: [0x400, 5, shiftRightSigned],
};

const BRANCHES: Record<string, [funct3: number, taken: (a: bigint, b: bigint) => boolean]> = {
  beq: [0, (a, b) => a === b],
  bne: [1, (a, b) => a !== b],
  blt: [4, (a, b) => signed(a) < signed(b)],
  bge: [5, (a, b) => signed(a) >= signed(b)],
  bltu: [6, (a, b) => a < b],
  bgeu: [7, (a, b) => a >= b],
};

function* operands(seed: number): Generator<[number, number]> {
  for (const a of EDGES) for (const b of EDGES) yield [a, b];
  const random = randomWords(seed);
  for (let n = 0; n < RANDOM_PAIRS; n++) yield [random() >>> (random() % 32), random()];
}

/** Values by register number. */
type Registers = Record<number, number>;

/** Executes one instruction; checks that it retires, goes to `next`, and changes no register but `rd`. */
function step(m: Machine, word: number, values: Registers, rd: number, expected: bigint, next: number, where: string): void {
  const { bus, core } = m;
  for (let n = 1; n < 32; n++) core.registers[n] = 0x01010101 * n;
  for (const [register, value] of Object.entries(values)) core.registers[Number(register)] = value;
  const before = [...core.registers.subarray(0, 32)];
  if (rd !== 0) before[rd] = Number(BigInt.asIntN(32, expected));
  bus.store(CODE, word, 4);
  core.pc = CODE;
  const retired = core.instructions;
  core.run(core.cycles + 1);
  assert.deepEqual([...core.registers.subarray(0, 32)], before, `registers after ${where}`);
  assert.equal(core.pc >>> 0, next, `program counter after ${where}`);
  assert.equal(core.instructions, retired + 1, `instructions retired by ${where}`);
}

const m = machine();

for (const [name, [funct7, funct3, model]] of Object.entries(REGISTER_OPERATIONS)) {
  test(`${name} rd, rs1, rs2`, () => {
    for (const [a, b] of operands(funct7 * 8 + funct3 + 1)) {
      for (const rd of [5, 6, 7, 0]) {
        const word = (funct7 << 25) | (7 << 20) | (6 << 15) | (funct3 << 12) | (rd << 7) | 0x33;
        step(m, word, { 6: a, 7: b }, rd, model(unsigned(a), unsigned(b)), CODE + 4, `${name} x${rd}, ${a}, ${b}`);
      }
    }
  });
}

for (const [name, [funct3, model]] of Object.entries(IMMEDIATE_OPERATIONS)) {
  test(`${name} rd, rs1, immediate`, () => {
    for (const [a, b] of operands(funct3 + 100)) {
      const immediate = (b << 20) >> 20;
      const word = (immediate << 20) | (30 << 15) | (funct3 << 12) | (31 << 7) | 0x13;
      step(m, word, { 30: a }, 31, model(unsigned(a), unsigned(immediate)), CODE + 4, `${name} ${a}, ${immediate}`);
    }
  });
}

for (const [name, [high, funct3, model]] of Object.entries(SHIFTS)) {
  test(`${name} rd, rs1, 0 to 31`, () => {
    for (const a of [...EDGES, 0x89abcdef]) {
      for (let amount = 0; amount < 32; amount++) {
        const word = ((high | amount) << 20) | (8 << 15) | (funct3 << 12) | (9 << 7) | 0x13;
        step(m, word, { 8: a }, 9, model(unsigned(a), BigInt(amount)), CODE + 4, `${name} ${a}, ${amount}`);
      }
    }
  });
}

for (const [name, [funct3, taken]] of Object.entries(BRANCHES)) {
  test(`${name} forwards and backwards, taken and not`, () => {
    // the offsets' bits are 12, 10:5, 4:1 and 11 of the immediate
    const offsets: [offset: number, bits: number][] = [
      [8, 0x00000400], [0x7fe, 0x7e000f00], [0x800, 0x00000080], [-2, 0xfe000f80 | 0],
    ];
    for (const [a, b] of operands(funct3 + 200)) {
      for (const [offset, bits] of offsets) {
        const word = bits | (11 << 20) | (10 << 15) | (funct3 << 12) | 0x63;
        const next = taken(unsigned(a), unsigned(b)) ? CODE + offset : CODE + 4;
        step(m, word, { 10: a, 11: b }, 0, 0n, next, `${name} ${a}, ${b}, ${offset}`);
      }
    }
  });
}

test('lui and auipc take their upper 20 bits', () => {
  for (const upper of [0, 1, 0x7ffff, 0x80000, 0xfffff]) {
    step(m, (upper << 12) | (12 << 7) | 0x37, {}, 12, BigInt(upper) << 12n, CODE + 4, `lui ${upper}`);
    step(m, (upper << 12) | (12 << 7) | 0x17, {}, 12, BigInt(CODE) + (BigInt(upper) << 12n), CODE + 4, `auipc ${upper}`);
  }
});

test('jal reaches both ways and leaves the return address', () => {
  // bits 20, 10:1, 11 and 19:12 of the offset
  const offsets = [[8, 0x00800000], [0x7fe, 0x7fe00000], [0x800, 0x00100000], [0x1000, 0x00001000], [-2, 0xfffff000 | 0]];
  for (const [offset, bits] of offsets) {
    step(m, bits | (1 << 7) | 0x6f, {}, 1, BigInt(CODE + 4), CODE + offset, `jal ${offset}`);
    step(m, bits | 0x6f, {}, 0, 0n, CODE + offset, `j ${offset}`);
  }
});

test('jalr drops bit 0, reads its base before it writes the link, and reaches everywhere', () => {
  for (const base of [CODE, CODE + 0x101, 0x42000000, 0, 0xfffffff0]) {
    for (const immediate of [0, 1, 2047, -2048]) {
      const next = Number(BigInt.asUintN(32, BigInt(base) + BigInt(immediate)) & ~1n);
      const word = (immediate << 20) | (5 << 15) | (5 << 7) | 0x67;
      step(m, word, { 5: base }, 5, BigInt(CODE + 4), next, `jalr ${base}, ${immediate}`);
    }
  }
});

const LOADS: [name: string, funct3: number, bytes: number, signedLoad: boolean][] = [
  ['lb', 0, 1, true], ['lh', 1, 2, true], ['lw', 2, 4, true], ['lbu', 4, 1, false], ['lhu', 5, 2, false],
];

for (const [name, funct3, bytes, signedLoad] of LOADS) {
  test(`${name} from data and instruction addresses, aligned or not`, () => {
    const random = randomWords(funct3 + 1);
    const contents = Array.from({ length: 16 }, () => random() & 255);
    contents.forEach((byte, index) => m.bus.store(DATA + index, byte, 1));
    for (const base of [DATA, DATA - 0x3fc80000 + 0x40380000]) {
      for (let at = 0; at <= 12; at++) {
        let value = contents.slice(at, at + bytes).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
        if (signedLoad) value = BigInt.asIntN(8 * bytes, value);
        for (const immediate of [0, 2047, -2048]) {
          const word = (immediate << 20) | (13 << 15) | (funct3 << 12) | (14 << 7) | 0x03;
          step(m, word, { 13: base + at - immediate }, 14, value, CODE + 4, `${name} at ${at} of ${base}`);
        }
      }
    }
  });
}

for (const [name, funct3, bytes] of [['sb', 0, 1], ['sh', 1, 2], ['sw', 2, 4]] as const) {
  test(`${name} to data and instruction addresses, aligned or not, changes those bytes only`, () => {
    for (const base of [DATA, DATA - 0x3fc80000 + 0x40380000]) {
      for (let at = 4; at < 8; at++) {
        for (let n = 0; n < 16; n++) m.bus.store(DATA + n, 0x11 * n, 1);
        const value = 0x8badf00d;
        const immediate = -5;
        const word = ((immediate >> 5) << 25) | (15 << 20) | (13 << 15) | (funct3 << 12) | ((immediate & 31) << 7) | 0x23;
        step(m, word, { 13: base + at - immediate, 15: value }, 0, 0n, CODE + 4, `${name} at ${at}`);
        for (let n = 0; n < 16; n++) {
          const inside = n >= at && n < at + bytes;
          const expected = inside ? Number((BigInt(value) >> BigInt(8 * (n - at))) & 255n) : (0x11 * n) & 255;
          assert.equal(m.bus.load(DATA + n, 1), expected, `byte ${n} after ${name} at ${at}`);
        }
      }
    }
  });
}

test('fence and fence.i change nothing', () => {
  for (const word of [0x0ff0000f, 0x0000100f, 0x8330000f | 0]) step(m, word, {}, 0, 0n, CODE + 4, 'a fence');
});
