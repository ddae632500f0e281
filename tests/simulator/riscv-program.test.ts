/** Whole programs of the real compiler: same output as on the host, and an instruction count that never changes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, hostOutput, machine, riscvFirmware } from './riscv-fixtures.ts';

const SLICE = 1_000_000;
const LONGEST = 50 * SLICE;

/** Runs until the program sleeps for good; returns its output and the instructions it took. */
function finish(elf: Uint8Array, slice: number): { output: string; instructions: number } {
  const { core, output } = machine(elf);
  while (!core.waiting) {
    assert.ok(core.cycles < LONGEST, 'the program does not end');
    core.run(core.cycles + slice);
  }
  return { output: output(), instructions: core.instructions };
}

for (const optimisation of ['-O0', '-O2', '-Os']) {
  test(`sorting, CRC, matrices and 64 bit arithmetic at ${optimisation} print what the host prints`, () => {
    const elf = riscvFirmware('checksum', optimisation);
    const { output, instructions } = finish(elf, SLICE);
    assert.equal(output, hostOutput('checksum'));
    assert.ok(instructions > 100_000, `${instructions} instructions retired`);
    for (const slice of [1, 997]) assert.equal(finish(elf, slice).instructions, instructions, `in slices of ${slice}`);
  });
}

test('a loop retires as many instructions as can be counted by hand', () => {
  // once: li, csrwi, the final csrr and wfi; 100 times: mul, sw, lw, addi and bnez
  const { core } = machine(
    assemble(`
      li t0, 100
      csrwi mscratch, 0
    1: mul t1, t0, t0
      sw t1, -4(gp)
      lw t2, -4(gp)
      addi t0, t0, -1
      bnez t0, 1b
      csrr a0, mscratch
      wfi`),
  );
  core.registers[3] = 0x3fca0004; // gp
  core.run(10_000);
  assert.equal(core.instructions, 100 * 5 + 4);
  assert.equal(core.cycles, 10_000);
});
