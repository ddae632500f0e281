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
const MTVAL = 0x343;
const TWO_INSTRUCTIONS = `
      li t2, 0x00150513 # addi a0, a0, 1
      li t4, 0x00350513 # addi a0, a0, 3`;
const SWAP = `
      xor t2, t2, t4
      xor t4, t2, t4
      xor t2, t2, t4`;

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
      ${TWO_INSTRUCTIONS}
      li t3, 4000
    again:
      addi t3, t3, -1
      andi t5, t3, 255
      bnez t5, 1f
      ${SWAP}
      sw t2, 0(t0)
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
      ${TWO_INSTRUCTIONS}
      li t3, 3000
    again:
      sw t2, 0(t1)
      ${SWAP}
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
  assert.equal(pair.translated.core.registers[A0], 6000);
});

test('a store that begins a translated loop, and changes the loop', () => {
  const pair = loaded(
    assemble(`
      la t0, patched
      li t1, 0x40380000 - 0x3fc80000
      sub t1, t0, t1
      ${TWO_INSTRUCTIONS}
      li t3, 3000
    again:
      sw t2, 0(t1)
      ${SWAP}
      .balign 4
      .option norvc
    patched:
      addi a0, a0, 1
      addi t3, t3, -1
      bnez t3, again
    1: wfi
      j 1b`),
    true,
  );
  runToSleep(pair, randomWords(11), 'a store at the entry');
  assert.equal(pair.translated.core.registers[A0], 6000);
});

test('more hot code than is kept translated', () => {
  const pair = loaded(
    assemble(`
      li s0, 3
    all:
      .rept 1500
      li t0, 20
    1: mul a0, t0, a0
      xor a1, a1, a0
      addi a2, a2, 5
      addi t0, t0, -1
      bnez t0, 1b
      la t1, 2f
      jr t1 # nothing is translated across this
    2:
      .endr
      addi s0, s0, -1
      la t1, all
      beqz s0, 3f
      jr t1
    3: wfi
      j 3b`),
    true,
  );
  runToSleep(pair, randomWords(19), 'much code');
  const { instructions, translatedInstructions } = pair.translated.core;
  assert.ok(translatedInstructions > 0.5 * instructions, `${translatedInstructions} of ${instructions} ran translated`);
});

test('a misaligned store changes code with its last bytes only', () => {
  const pair = loaded(
    assemble(`
      la t0, code
      li t1, 0x40380000 - 0x3fc80000
      sub t1, t0, t1
      li t2, 0x05130000 # the low half of an addi to a0 behind two bytes that nothing executes
      li t3, 200
    again:
      li t4, 100
    1: jalr t0
      addi t4, t4, -1
      bnez t4, 1b
      li t6, 0x00800000
      xor t2, t2, t6 # a0 or a1
      sw t2, -2(t1)
      addi t3, t3, -1
      bnez t3, again
    2: wfi
      j 2b
      .balign 4
      .word 0
    code:
      .word 0x00150513 # addi a0, a0, 1; or, with bit 7 set, addi a1, a0, 1
      .option norvc
      addi a2, a2, 2
      addi a2, a2, 2
      addi a2, a2, 2
      ret`),
    true,
  );
  runToSleep(pair, randomWords(13), 'misaligned');
  assert.equal(pair.translated.core.registers[A0], 10_000);
});

test('a hot loop reads up to the last byte of RAM, and faults one further', () => {
  const pair = loaded(
    assemble(`
      la t0, 2f
      csrw mtvec, t0
      li t1, 0x3fce0000 - 400
    1: lw a0, 0(t1)
      sw a0, 0(t1)
      addi t1, t1, 2
      mul a1, a1, t1
      j 1b
      .balign 256
    2: wfi
      j 2b`),
    true,
  );
  runToSleep(pair, randomWords(15), 'the end of RAM');
  assert.equal(pair.translated.core.csr.read(MTVAL, 0), 0x3fcdfffe);
});

test('a store to the second half of an instruction that reaches into the next word', () => {
  const pair = loaded(
    assemble(`
      la t0, code
      li t1, 0x40380000 - 0x3fc80000
      sub t1, t0, t1
      li t3, 200
    again:
      li t4, 100
    1: jalr t0
      addi t4, t4, -1
      bnez t4, 1b
      lw t2, 4(t1)
      xori t2, t2, 0x60 # from 8 to 14 bytes ahead, or back
      sw t2, 4(t1)
      addi t3, t3, -1
      bnez t3, again
    2: wfi
      j 2b
      .balign 4
    code:
      c.nop
      .insn 4, 0x0080006f # j .+8
      c.nop
      c.nop
      c.addi a0, 1
      c.jr ra
      c.nop
      c.addi a1, 1
      c.jr ra`),
    true,
  );
  runToSleep(pair, randomWords(17), 'second half');
  assert.deepEqual([...pair.translated.core.registers.subarray(A0, A1 + 1)], [10_000, 10_000]);
});
