/** Exceptions, interrupts and special registers, by programs of the real assembler; products that qemu has no core for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, machine } from './xtensa-fixtures.ts';
import type { Machine } from './xtensa-fixtures.ts';
import { Random, encoded } from './xtensa-sequences.ts';

/** Handlers at the vectors put EXCCAUSE, EXCVADDR and EPC1 into a2 to a4 and sleep; the program follows. */
const REPORT = `
  j go
  .literal_position
  .align 1024
vectors:
  .org vectors + 0x300
  j report
  .org vectors + 0x340
  j report
  .org vectors + 0x3c0
  movi a2, -1
  waiti 15
  .org vectors + 0x400
report:
  rsr a2, exccause
  rsr a3, excvaddr
  rsr a4, epc1
  waiti 15
  .align 4
go:
  movi a5, vectors
  wsr a5, vecbase
  movi a6, 0
`;

function start(text: string): Machine {
  const m = machine(assemble(text));
  m.core.run(1000);
  return m;
}

const EXCEPTIONS: [instruction: string, cause: number, address: number, preparation?: string][] = [
  ['ill', 0, 0],
  [encoded(0, 2, 3, 4, 2, 5), 0, 0],
  [encoded(0, 7, 15, 15, 3, 0), 0, 0], // RSR of register 255
  ['syscall', 1, 0],
  ['l8ui a7, a6, 0', 3, 0x40080400, 'movi a6, 0x40080400'],
  ['l32i a7, a6, 0', 3, 0x40080402, 'movi a6, 0x40080402'],
  ['s16i a7, a6, 0', 3, 0x40080800, 'movi a6, 0x40080800'],
  [encoded(0, 6, 7, 7, 2, 13), 6, 0],
  ['jx a6', 20, 0x3ffb0000, 'movi a6, 0x3ffb0000'],
  ['l32i a7, a6, 0', 28, 0],
  ['l32i a7, a6, 0', 28, 0x3ffae000 - 4, 'movi a6, 0x3ffae000 - 4'],
  ['s32i a7, a6, 0', 29, 0x3ff05000, 'movi a6, 0x3ff05000'],
];

for (const [instruction, cause, address, preparation = ''] of EXCEPTIONS) {
  test(`${instruction} ${preparation} raises exception ${cause}`, () => {
    const { core } = start(`${REPORT}\n  ${preparation}\n  movi a5, here\nhere: ${instruction}\n  nop`);
    const [seen, where, from, here] = core.registers.subarray(2, 6);
    assert.ok(core.waiting, 'the handler sleeps');
    assert.deepEqual([seen, where], [cause, address]);
    assert.equal(from, cause === 20 ? address : here, 'EPC1');
  });
}

test('an instruction that raises an exception does not retire', () => {
  const { core } = machine(assemble('ill'));
  core.run(1);
  assert.deepEqual([core.cycles, core.instructions], [1, 0]);
});

test('an exception in a handler enters the double exception vector', () => {
  const { core } = start(`${REPORT}\n  movi a7, 0x3f\n  wsr a7, ps\n  ill`);
  assert.equal(core.registers[2], -1);
});

for (const [name, text] of [['entry', '.byte 0x36, 0x41, 0'], ['call8', '.byte 0xa5, 0, 0'], ['add.s', '.byte 0, 0, 0x0a']]) {
  test(`${name} ends the program with a sentence`, () => {
    const what = name === 'add.s' ? 'floating-point or boolean registers' : 'windowed registers';
    assert.throws(() => start(`.align 4\n${text}`), {
      message: `The firmware uses ${what} at 0x40080400, which this simulator does not have: build it with \`lab build\`.`,
    });
  });
}

const INTERRUPTS = `
  j go
  .literal_position
  .align 1024
vectors:
  .org vectors + 0x180
  j level2
  .org vectors + 0x340
  rsr a3, interrupt
  rsr a4, ccount
  addi a2, a2, 1
  movi a5, 0
  wsr a5, intenable
  rfe
  .org vectors + 0x400
level2:
  addi a6, a6, 1
  rsr a7, ps
  rsr a8, eps2
  movi a5, 0
  wsr a5, intenable
  rfi 2
  .align 4
go:
  movi a5, vectors
  wsr a5, vecbase
  movi a2, 0
  movi a6, 0
  movi a5, 0x20
  wsr a5, ps
`;

test('a cycle timer wakes from WAITI at its cycle, and the handler returns behind it', () => {
  const { core } = start(`${INTERRUPTS}
    movi a5, 500
    .byte 0x50, 0xf0, 0x13 # wsr a5, ccompare0
    movi a5, 0x40
    wsr a5, intenable
    waiti 0
    movi a9, 7
  1: j 1b`);
  const { registers } = core;
  assert.deepEqual([registers[2], registers[3] & 0x40, registers[4], registers[9]], [1, 0x40, 501, 7]);
  assert.ok(core.sleptCycles > 400);
  assert.equal(core.instructions, 1000 - core.sleptCycles);
});

test('a line of level 2 interrupts a program of level 1 and saves its PS', () => {
  const { core } = start(`${INTERRUPTS}
    rsil a5, 1
    movi a5, 0x00080000
    wsr a5, intenable
  1: j 1b`);
  core.specials.setLines(1 << 19);
  core.run(core.cycles + 100);
  assert.deepEqual([...core.registers.subarray(6, 9)], [1, 0x32, 0x21]);
});

test('masked interrupts wait for RSIL', () => {
  const { core } = start(`${INTERRUPTS}
    rsil a5, 3
    movi a5, 4
    wsr a5, intenable
    movi a7, 1000
  1: addi a7, a7, -1
    bnez a7, 1b
    mov a10, a2
    rsil a5, 0
  2: j 2b`);
  core.specials.setLines(1 << 2);
  core.run(core.cycles + 5000);
  assert.deepEqual([core.registers[10], core.registers[2]], [0, 1]);
});

test('a software interrupt is set and cleared by INTSET and INTCLEAR', () => {
  const { core } = start(`
    movi a5, 0x80
    wsr a5, intset
    rsr a2, interrupt
    wsr a5, intclear
    rsr a3, interrupt
  1: j 1b`);
  assert.deepEqual([core.registers[2], core.registers[3]], [0x80, 0]);
});

test('code that is stored over code runs', () => {
  const { core } = start(`
    j go
    .literal_position
    .align 4
  patched: movi.n a2, 1
    ret.n
    .align 4
  go: call0 patched
    movi a3, patched
    l32i a4, a3, 0
    movi a5, 0x4000 # movi.n a2, 5
    add a4, a4, a5
    s32i a4, a3, 0
    isync
    call0 patched
  1: j 1b`);
  assert.equal(core.registers[2], 5);
});

test('MULUH and MULSH give the upper words of products', () => {
  const random = new Random(2463534242);
  const { core } = machine(assemble(`1: ${encoded(0, 4, 3, 5, 2, 10)}\n  ${encoded(0, 4, 3, 6, 2, 11)}\n  j 1b`));
  for (let n = 0; n < 1000; n++) {
    const [a, b] = [random.word(), random.word()];
    core.registers.set([a, b], 3);
    core.run(core.cycles + 3);
    const unsigned = (BigInt(a >>> 0) * BigInt(b >>> 0)) >> 32n;
    const signed = (BigInt(a) * BigInt(b)) >> 32n;
    assert.deepEqual([...core.registers.subarray(5, 7)], [Number(BigInt.asIntN(32, unsigned)), Number(signed)], `${a} * ${b}`);
  }
});

test('S32C1I stores where memory holds SCOMPARE1, and tells what it held', () => {
  const { core, bus } = start(`
    j go
    .literal_position
    .align 4
  go: movi a3, 0x3ffb0000
    movi a2, 5
    s32i a2, a3, 4
    ${encoded(0, 2, 12, 0, 3, 1)} # wsr a2, scompare1
    movi a4, 6
    movi a5, 7
    ${encoded(2, 4, 3, 14, 1, 0)} # s32c1i a4, a3, 4
    ${encoded(2, 5, 3, 14, 1, 0)} # s32c1i a5, a3, 4
  1: j 1b`);
  assert.deepEqual([core.registers[4], core.registers[5], bus.load(0x3ffb0004, 4)], [5, 6, 6]);
});

test('misaligned loads and stores work in data memory', () => {
  const { core } = start(`
    j go
    .literal_position
    .align 4
  go: movi a3, 0x3ffb0001
    movi a2, 0x12345678
    s32i a2, a3, 0
    l16ui a4, a3, 2
    l32i a5, a3, 0
    l8ui a6, a3, 3
  1: j 1b`);
  assert.deepEqual([...core.registers.subarray(4, 7)], [0x1234, 0x12345678, 0x12]);
});
