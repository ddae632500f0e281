/** Random programs on both RISC-V cores in lock-step, with interrupts and ends of runs at random cycles. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadElf } from '../../hardware_labs/simulator/engines/riscv/elf.ts';
import { randomWords } from './random.ts';
import { assemble } from './riscv-fixtures.ts';
import { Lockstep } from './riscv-lockstep.ts';
import { HANDLER, START, randomProgram } from './riscv-random-program.ts';

const PROGRAMS = 320;
const GROUPS = 8;
const RUNS = 40;
const MTVEC = 0x305;
const LINE = 7;

const handler = assemble(HANDLER);
const executed = { all: 0, translated: 0 };

function play(seed: number): void {
  const random = randomWords(seed);
  const pair = new Lockstep(true);
  const { halves, registers } = randomProgram(random);
  const flash = Array.from({ length: 0x1000 }, () => random() & 255);
  pair.both((core, bus) => {
    loadElf(handler, bus);
    halves.forEach((half, n) => bus.store(START + 2 * n, half, 2));
    flash.forEach((byte, n) => bus.flash.setUint8(n, byte));
    core.registers.set(registers);
    core.csr.write(MTVEC, 0x40380000, 0);
    core.pc = START;
  });
  for (let run = 0; run < RUNS; run++) {
    if (random() % 8 === 0) pair.both((core) => (core.interruptLine = core.interruptLine === 0 ? LINE : 0));
    if (random() % 6 === 0) {
      const pc = START + 2 * (random() % halves.length); // out of a loop without end, or out of a long sleep
      pair.both((core) => ((core.pc = pc), (core.waiting = false)));
    }
    pair.run(1 + (random() % (random() % 4 ? 2000 : 30)), `program ${seed}, run ${run}`);
  }
  executed.all += pair.translated.core.instructions;
  executed.translated += pair.translated.core.translatedInstructions;
}

for (let group = 0; group < GROUPS; group++) {
  test(`random programs ${group + 1} of ${GROUPS}: both cores agree at each end of a run`, () => {
    for (let n = group; n < PROGRAMS; n += GROUPS) play(n + 1);
  });
}

test('a good part of it ran translated', () => {
  assert.ok(executed.translated > 0.2 * executed.all, `${executed.translated} of ${executed.all} instructions`);
});
