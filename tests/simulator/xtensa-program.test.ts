/** Whole programs of the real compiler: same output as on the host and on qemu, and an instruction count that never changes. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostOutput } from './riscv-fixtures.ts';
import { assemble, finish, machine, qemuOutput, xtensaProgram } from './xtensa-fixtures.ts';

const SOURCES = [
  join(import.meta.dirname, 'riscv-firmware/checksum.c'),
  join(import.meta.dirname, '../../hardware_labs/arduino_esp/esp32/divide.c'), // what libgcc leaves to the ESP8266's ROM
];

for (const optimisation of ['-O0', '-O2', '-Os']) {
  test(`sorting, CRC, matrices and 64 bit arithmetic at ${optimisation} print what the host and qemu print`, () => {
    const elf = xtensaProgram(SOURCES, [optimisation]);
    const whole = machine(elf);
    finish(whole);
    const text = String.fromCharCode(...whole.output);
    assert.equal(text, hostOutput('checksum'));
    assert.equal(qemuOutput(elf).toString(), text);
    const sliced = machine(elf);
    while (!sliced.core.waiting) sliced.core.run(sliced.core.cycles + 997);
    assert.equal(sliced.core.instructions, whole.core.instructions, 'in slices of 997 cycles');
  });
}

/** What qemu's cycle counter counts in, at one nanosecond an instruction: its core runs at 40 MHz. */
const INSTRUCTIONS_PER_TICK = 25;

test('a loop retires as many instructions as can be counted by hand, and as qemu counts', () => {
  const elf = assemble(`
    j go
    .literal_position
    .align 4
  double: add a6, a6, a6
    ret
    .align 4
  go: movi a7, 100000
    movi a4, word
    rsr a9, ccount
  1: addi a7, a7, -1
    mov a6, a7
    call0 double
    s32i a6, a4, 0
    l32i a8, a4, 0
    bnez a7, 1b
    rsr a8, ccount
    sub a8, a8, a9
    s32i a8, a4, 0
    movi a2, 4
    movi a3, 1
    movi a5, 4
    simcall
    movi a3, 0
    movi a2, 1
    simcall
    .data
    .align 4
  word: .word 0`);
  const ours = machine(elf);
  finish(ours);
  const counted = Buffer.from(ours.output).readUInt32LE();
  assert.equal(counted, 1 + 100_000 * 8);
  assert.ok(Math.abs(qemuOutput(elf).readUInt32LE() * INSTRUCTIONS_PER_TICK - counted) <= INSTRUCTIONS_PER_TICK);
});
