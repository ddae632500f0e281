/** Whole programs of the real compiler: same output as on the host, and an instruction count that never changes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOutput, machine, riscvFirmware } from './riscv-fixtures.ts';

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
