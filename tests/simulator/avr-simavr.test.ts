/** Cycles of the same images here and in simavr, which shares no code with avr8js or with our instruction loop. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AvrBench, benchOf } from './avr-bench.ts';
import { firmwarePath } from './fixtures.ts';
import { runInSimavr } from './simavr.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAB = join(ROOT, 'hardware_labs/labs/linear-regression');
/** Pieces of work in firmware `mixture`; the last one is interrupted once. */
const WORK = ['nothing', 'multiply', 'divide', 'floats', 'recurse', 'look_up', 'shuffle', 'be_interrupted'];
const ROUNDS = 8;
const mixtureIsInterrupted = (n: number): boolean => WORK[n % WORK.length] === 'be_interrupted';
/**
 * simavr 1.6 enters an interrupt in no time; the datasheets have four cycles, or five with three bytes of program counter to
 * push (ATmega328P, section 7.7.1; ATmega2560, section 7.8.1).
 */
const MISSING_IN_SIMAVR = { atmega328p: 4, atmega2560: 5 };
const IMAGES = [
  ['mixture', 'atmega328p', WORK.length * ROUNDS, mixtureIsInterrupted],
  ['mixture', 'atmega2560', WORK.length * ROUNDS, mixtureIsInterrupted],
  ['far-flash', 'atmega2560', 8, (n: number) => n === 4],
] as const;
/** Pin 4, high while the lab's model runs. */
const LABS = [
  ['uno', 'atmega328p', 'PD4', ['D', 4]],
  ['mega', 'atmega2560', 'PG5', ['G', 5]],
] as const;

function pulseWidths(changes: readonly number[]): number[] {
  return changes.flatMap((cycles, n) => (n % 2 === 1 ? [cycles - changes[n - 1]] : []));
}

for (const [name, mcu, works, isInterrupted] of IMAGES) {
  test(`what a compiler makes of ${name} for an ${mcu} takes the cycles it takes in simavr`, async () => {
    const here = benchOf(name, mcu).run(20);
    const there = await runInSimavr(`${firmwarePath(name, mcu)}.elf`, { PB0: ['B', 0], PB1: ['B', 1] }, { mcu });
    const theirs = pulseWidths(there.PB0);
    assert.equal(theirs.length, works);
    assert.deepEqual(here.pulses('PB0'), theirs.map((width, n) => width + (isInterrupted(n) ? MISSING_IN_SIMAVR[mcu] : 0)));
    assert.deepEqual(here.pulses('PB1'), pulseWidths(there.PB1));
    assert.equal(here.edges.get('PB0')![0], there.PB0[0], 'from reset to the first pulse');
  });
}

for (const [board, mcu, probe, traced] of LABS) {
  test(`the lab's inference on ${board} takes the cycles it takes in simavr`, async () => {
    buildLab(board);
    const image = join(LAB, `build/arduino.avr.${board}/linear-regression.ino`);
    const here = new AvrBench(readFileSync(`${image}.hex`, 'utf8'), mcu).run(1600);
    const there = await runInSimavr(`${image}.elf`, { probe: traced }, { until: /(?:count 0 [^]*?){5}/, mcu });
    const ours = here.pulses(probe);
    assert.equal(ours.length, 8); // an empty pulse and an inference, every half second
    assert.deepEqual(pulseWidths(there.probe).slice(0, ours.length), ours);
    assert.equal(here.edges.get(probe)![0], there.probe[0], 'from reset to the first pulse, through the Arduino core');
  });
}

function buildLab(board: string): void {
  const pythons = ['bin/python', 'Scripts/python.exe'].map((python) => join(ROOT, '.venv', python));
  const python = pythons.find((path) => existsSync(path)) ?? 'python3';
  execFileSync(python, ['-m', 'hardware_labs', 'build', 'linear-regression', '--board', board], { cwd: ROOT });
}
