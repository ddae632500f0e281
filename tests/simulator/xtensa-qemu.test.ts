/** The same programs on our core and on qemu, as a second opinion. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LX106, assemble, finish, machine, qemuOutput } from './xtensa-fixtures.ts';
import type { Placement } from './xtensa-fixtures.ts';
import { BASE, LX6, randomProgram } from './xtensa-sequences.ts';

/** A core of qemu's that has what an LX6 has and an lx106 has not: loops, MAC16, division. */
const DC233C: Placement = { core: 'dc233c', code: 0x1000, data: 0x40000 };

const PROGRAMS = [
  { what: 'what gcc emits', writers: BASE, placement: LX106, seeds: [2463534242, 362436069, 521288629, 88675123] },
  { what: 'what an LX6 has besides', writers: [...BASE, ...LX6, ...LX6], placement: DC233C, seeds: [123456789, 987654321, 6, 7] },
];

for (const { what, writers, placement, seeds } of PROGRAMS) {
  for (const seed of seeds) {
    test(`random sequences of ${what} leave the registers that qemu's ${placement.core} has, seed ${seed}`, () => {
      const { text, sequences } = randomProgram(seed, writers);
      const ours = machine(assemble(text));
      finish(ours);
      const theirs = qemuOutput(assemble(text, placement), placement);
      assert.equal(theirs.length, 4 * sequences.length, 'qemu ran the program to its end');
      for (const [n, sequence] of sequences.entries()) {
        const [our, their] = [Buffer.from(ours.output), theirs].map((bytes) => bytes.readUInt32LE(4 * n));
        assert.equal(our, their, `after sequence ${n}:\n${sequence}`);
      }
    });
  }
}
