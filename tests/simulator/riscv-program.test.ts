/** Whole programs of the real compiler: same output as on the host, and an instruction count that never changes. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { Interpreter } from '../../hardware_labs/simulator/engines/riscv/interpreter.ts';
import { Translator } from '../../hardware_labs/simulator/engines/riscv/translator.ts';
import { assemble, hostOutput, machine, riscvFirmware, riscvFirmwareFile } from './riscv-fixtures.ts';

const SLICE = 1_000_000;
const LONGEST = 50 * SLICE;

/** Runs until the program sleeps for good; returns its output and the instructions it took. */
function finish(elf: Uint8Array, slice: number, Core = Interpreter): { output: string; instructions: number } {
  const { core, output } = machine(elf, Core);
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

test('the digits network prints what the host prints, on both cores in as many instructions', () => {
  const elf = riscvFirmware('digits', '-O2');
  const [interpreted, translated] = [Interpreter, Translator].map((Core) => finish(elf, SLICE, Core));
  assert.equal(interpreted.output, hostOutput('digits'));
  assert.deepEqual(translated, interpreted);
});

test('the bench runs a program on both cores; without one it says what is missing', () => {
  const script = join(import.meta.dirname, '../../hardware_labs/simulator/bench-riscv.ts');
  const elf = riscvFirmwareFile('digits', '-O2', '-DINFERENCES=20');
  const shown = spawnSync(process.execPath, [script, elf, '--rounds', '1'], { encoding: 'utf8' });
  assert.equal(shown.status, 0, shown.stderr);
  const { instructions, interpreter, translator } = JSON.parse(shown.stdout.split('\n')[0]);
  assert.ok(instructions > 100_000 && interpreter.median > 0 && translator.realTime > 0, shown.stdout);
  const refused = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  assert.deepEqual([refused.status, refused.stderr], [2, 'bench-riscv: give the one .elf file to run; --help shows how.\n']);
});

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
