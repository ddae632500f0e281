/** The translating RISC-V core does what the interpreter does, on real compilers' programs and on code that changes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadElf } from '../../hardware_labs/simulator/engines/riscv/elf.ts';
import { randomWords } from './random.ts';
import { assemble, riscvFirmware } from './riscv-fixtures.ts';
import { Lockstep, RAISE, RELEASE } from './riscv-lockstep.ts';

const PROGRAMS = [['checksum', '-O0'], ['checksum', '-O2'], ['checksum', '-Os'], ['digits', '-O2', '-DINFERENCES=50']];
const LONGEST = 50e6;
const A0 = 10;
const A1 = 11;

function loaded(elf: Uint8Array, eager: boolean): Lockstep {
  const pair = new Lockstep(eager);
  pair.both((core, bus) => (core.pc = loadElf(elf, bus)));
  return pair;
}

function runToSleep(pair: Lockstep, random: () => number, where: string): void {
  const { core } = pair.reference;
  while (!core.waiting) {
    pair.run(1 + (random() % 100_000), `${where}, after ${core.cycles} cycles`);
    assert.ok(core.cycles < LONGEST, 'the program does not end');
  }
}

for (const [name, ...flags] of PROGRAMS) {
  for (const eager of [false, true]) {
    test(`${name} ${flags.join(' ')}, translated ${eager ? 'at once' : 'where it is hot'}: same state at each end of a run`, () => {
      const pair = loaded(riscvFirmware(name, ...flags), eager);
      runToSleep(pair, randomWords(7), name);
      const { instructions, translatedInstructions } = pair.translated.core;
      assert.ok(translatedInstructions > 0.5 * instructions, `${translatedInstructions} of ${instructions} ran translated`);
    });
  }
}

test('a hot loop that stores over its own code runs the new code from the next instruction on', () => {
  const pair = loaded(
    assemble(`
      la t0, patched
      li t1, 0x40380000 - 0x3fc80000
      sub t0, t0, t1
      li t1, 0x00150513 # addi a0, a0, 1
      li t2, 0x00350513 # addi a0, a0, 3
      li t3, 4000
    again:
      addi t3, t3, -1
      andi t4, t3, 255
      bnez t4, 1f
      xor t1, t1, t2 # the other one of the two
      xor t2, t1, t2
      xor t1, t1, t2
      sw t1, 0(t0)
    1:
      .balign 4
      .option norvc
    patched:
      addi a0, a0, 1
      bnez t3, again
    2: wfi
      j 2b`),
    true,
  );
  runToSleep(pair, randomWords(3), 'patching');
  assert.equal(pair.translated.core.registers[A0], 8096); // 4000 and 2 more for each iteration with the other code
});

test('an interrupt that a store raises comes before the next instruction, in the middle of a hot loop', () => {
  const pair = loaded(
    assemble(`
      j go
      .balign 256
    table:
      .option push
      .option norvc
      .rept 32
      j handler
      .endr
      .option pop
    handler:
      addi a0, a0, 1
      csrr t0, mepc
      la t1, behind
      bne t0, t1, 1f
      addi a1, a1, 1
    1: sw zero, ${RELEASE}(tp)
      mret
    go:
      la t0, table
      csrw mtvec, t0
      csrsi mstatus, 8
      lui tp, 0x60000
      li t3, 500
    again:
      mul t4, t3, t3
      sw t4, ${RAISE}(tp)
    behind:
      addi t3, t3, -1
      bnez t3, again
    2: wfi
      j 2b`),
    true,
  );
  runToSleep(pair, randomWords(5), 'interrupts');
  assert.deepEqual([...pair.translated.core.registers.subarray(A0, A1 + 1)], [500, 500]);
});

test('code that changes too often is interpreted in the end', () => {
  const pair = loaded(
    assemble(`
      la t0, code
      li t1, 0x40380000 - 0x3fc80000
      sub t1, t0, t1
      lw t2, 0(t1)
      li t3, 3000
    again:
      sw t2, 0(t1)
      jalr t0
      addi t3, t3, -1
      bnez t3, again
    1: wfi
      j 1b
      .balign 4
      .option norvc
    code:
      addi a0, a0, 1
      addi a1, a1, 2
      addi a2, a2, 3
      addi a3, a3, 4
      ret`),
    true,
  );
  runToSleep(pair, randomWords(9), 'changing code');
  assert.equal(pair.translated.core.registers[A0], 3000);
});
