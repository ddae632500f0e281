/** Traps, interrupts and control registers, by programs of the real assembler. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, machine } from './riscv-fixtures.ts';
import type { Machine } from './riscv-fixtures.ts';

const A0 = 10;
const A1 = 11;
const A2 = 12;
const A3 = 13;
/** Handler at the vector table's start: mcause, mtval and mepc into a0 to a2, then sleep. */
const REPORT = `
  j go
  .balign 256
table:
  csrr a0, mcause
  csrr a1, mtval
  csrr a2, mepc
1: wfi
  j 1b
  .balign 256
go:
  la t0, table
  csrw mtvec, t0
`;

function start(text: string): Machine {
  const m = machine(assemble(text));
  m.core.run(1000);
  return m;
}

/** What the handler saw. */
function trapOf(instruction: string, preparation = ''): { cause: number; value: number } {
  const { core } = start(`${REPORT}${preparation}\n  la a3, here\nhere: ${instruction}\n  nop`);
  assert.ok(core.waiting, `${instruction} did not trap`);
  assert.equal(core.registers[A2], core.registers[A3], `mepc after ${instruction}`);
  return { cause: core.registers[A0], value: core.registers[A1] >>> 0 };
}

const TRAPS: [instruction: string, cause: number, value: number, preparation?: string][] = [
  ['ecall', 11, 0],
  ['ebreak', 3, 0],
  ['c.ebreak', 3, 0],
  ['.insn 2, 0', 2, 0],
  ['.word 0xffffffff', 2, 0xffffffff],
  ['rdcycle a0', 2, 0xc0002573],
  ['rdinstret a0', 2, 0xc0202573],
  ['csrw mhartid, zero', 2, 0xf1401073],
  ['.word 0x12051533', 2, 0x12051533],
  ['lw a0, 0(zero)', 5, 0],
  ['lbu a0, -1(t1)', 5, 0x3fc7ffff, 'li t1, 0x3fc80000'],
  ['lw a0, -2(t1)', 5, 0x3fcdfffe, 'li t1, 0x3fce0000'],
  ['lw a0, 1(t1)', 5, 0x60000001, 'li t1, 0x60000000'],
  ['sw a0, 0(t1)', 7, 0x42000000, 'li t1, 0x42000000'],
  ['sb a0, 0(t1)', 7, 0x60001000, 'li t1, 0x60001000'],
];

for (const [instruction, cause, value, preparation] of TRAPS) {
  test(`${instruction} traps with cause ${cause}`, () => {
    const trap = trapOf(instruction, preparation);
    assert.equal(trap.cause, cause, 'mcause');
    assert.equal(trap.value, value, 'mtval');
  });
}

test('an instruction that traps does not retire', () => {
  const { core } = machine(assemble('ecall'));
  core.run(1);
  assert.equal(core.cycles, 1);
  assert.equal(core.instructions, 0);
});

test('a jump to where no code is faults at its target', () => {
  const { core } = start(`${REPORT}\n  li t1, 0x3fc80000\n  jr t1`);
  assert.deepEqual([core.registers[A0], core.registers[A1], core.registers[A2]], [1, 0x3fc80000, 0x3fc80000]);
});

test('mret goes on after the call and lets interrupts in again', () => {
  const { core } = start(`
    j go
    .balign 256
  table:
    csrr t1, mepc
    addi t1, t1, 4
    csrw mepc, t1
    csrr a1, mstatus
    mret
  go:
    la t0, table
    csrw mtvec, t0
    csrsi mstatus, 8
    ecall
    csrr a0, mstatus
    wfi`);
  assert.equal(core.registers[A1], 0x1880, 'mstatus in the handler: MIE off, MPIE on');
  assert.equal(core.registers[A0], 0x1888, 'mstatus after mret: both on');
});

const INTERRUPT_PROGRAM = `
  j go
  .balign 256
table:
  .option push
  .option norvc
  j exception
  .rept 4
  j exception
  .endr
  j line5
  .option pop
exception:
  li a0, -1
1: j 1b
line5:
  addi a0, a0, 1
  csrr a1, mcause
  mret
go:
  la t0, table
  csrw mtvec, t0
  li a0, 0
`;

test('an interrupt jumps to its line in the vector table, and wakes from wfi', () => {
  const { core } = start(`${INTERRUPT_PROGRAM}\n  csrsi mstatus, 8\n  wfi\n  li a2, 7\n2: j 2b`);
  assert.ok(core.waiting);
  const asleep = core.instructions;
  core.run(core.cycles + 500);
  assert.equal(core.instructions, asleep, 'no instruction retires in wfi');
  core.interruptLine = 5;
  core.run(core.cycles + 1); // the jump in the table
  core.interruptLine = 0;
  core.run(core.cycles + 20);
  assert.equal(core.registers[A0], 1);
  assert.equal(core.registers[A1] >>> 0, 0x80000005);
  assert.equal(core.registers[A2], 7, 'what follows wfi');
});

test('wfi with interrupts off wakes without entering a handler', () => {
  const { core } = start(`${INTERRUPT_PROGRAM}\n  wfi\n  li a2, 7\n2: j 2b`);
  core.interruptLine = 5;
  core.run(core.cycles + 20);
  assert.deepEqual([core.registers[A0], core.registers[A2]], [0, 7]);
});

test('the counter at 0x7e0 to 0x7e2 counts instructions while it is on', () => {
  const { core } = start(`
    csrwi 0x7e0, 2
    csrwi 0x7e1, 1
    csrwi 0x7e2, 0
    nop
    nop
    csrr a0, 0x7e2
    csrwi 0x7e1, 0
    csrr a1, 0x7e2
    csrr a2, 0x7e2
    wfi`);
  assert.equal(core.registers[A0], 3, 'the write and two nops');
  assert.equal(core.registers[A1], core.registers[A2]);
});

test('bits of control registers that the chip does not have stay as they are', () => {
  const { core } = start(`
    li t0, -1
    csrw mtvec, t0
    csrr a0, mtvec
    csrw mepc, t0
    csrr a1, mepc
    csrrc a2, mscratch, t0
    csrrsi a2, mscratch, 21
    csrrci a3, mscratch, 5
    csrrw a2, mscratch, zero
    wfi`);
  assert.equal(core.registers[A0] >>> 0, 0xffffff01);
  assert.equal(core.registers[A1] >>> 0, 0xfffffffe);
  assert.equal(core.registers[A3], 21);
  assert.equal(core.registers[A2], 16);
});

test('code stored through the data address runs at the instruction address', () => {
  const { core } = start(`
    li t2, 2
  again:
    jal patched
    la t0, patched
    li t1, 0x40380000 - 0x3fc80000
    sub t0, t0, t1
    li t1, 0x06300513 # addi a0, x0, 99
    sw t1, 0(t0)
    fence.i
    addi t2, t2, -1
    bnez t2, again
    wfi
    .balign 4
    .option norvc
  patched:
    addi a0, zero, 1
    ret`);
  assert.equal(core.registers[A0], 99);
});
