/** Cycles of the same images here and in simavr, which shares no code with avr8js or with our instruction loop. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmwarePath } from './fixtures.ts';
import { runInSimavr } from './simavr.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAB_IMAGE = join(ROOT, 'hardware_labs/labs/linear-regression/build/arduino.avr.uno/linear-regression.ino');
const NANOS_PER_CYCLE = 62.5;
const PROBE = { 8: ['B', 0] } as const;
/** What simavr 1.6 leaves out when it enters an interrupt; the datasheet has four cycles (section 7.7.1). */
const MISSING_IN_SIMAVR = 4;
/** Pieces of work in firmware `mixture`; the last one is interrupted once. */
const WORK = ['nothing', 'multiply', 'divide', 'floats', 'recurse', 'look_up', 'shuffle', 'be_interrupted'];
const ROUNDS = 8;

/** Cycles at which pins change their level in our simulator. A0 is at ground, as in simavr. */
function runHere(hex: string, pins: readonly string[], milliseconds: number): Record<string, number[]> {
  const changes: Record<string, number[]> = Object.fromEntries(pins.map((pin) => [pin, []]));
  const levels = new Map<string, boolean>();
  const simulation = new Simulation(parseDiagram(diagram([UNO], [['uno:A0', 'uno:GND.1']])), readFileSync(hex, 'utf8'), {
    pin: (_, { pin, value }, nanos) => {
      if ((levels.get(pin) ?? false) !== value) changes[pin].push(nanos / NANOS_PER_CYCLE);
      levels.set(pin, value);
    },
  });
  for (const pin of pins) simulation.listenPin('uno', pin);
  simulation.run(milliseconds * 1e6);
  return changes;
}

function pulseWidths(changes: readonly number[]): number[] {
  return changes.flatMap((cycles, n) => (n % 2 === 1 ? [cycles - changes[n - 1]] : []));
}

test('what a compiler makes of arithmetic, recursion, tables and loops takes the cycles it takes in simavr', async () => {
  const image = firmwarePath('mixture');
  const here = runHere(`${image}.hex`, ['8', '9'], 20);
  const there = await runInSimavr(`${image}.elf`, { ...PROBE, 9: ['B', 1] });
  const [ours, theirs] = [here, there].map((changes) => pulseWidths(changes['8']));
  assert.equal(ours.length, WORK.length * ROUNDS);
  assert.equal(theirs.length, ours.length);
  assert.equal(here['8'][0], there['8'][0], 'from reset to the first pulse');
  for (const [n, width] of ours.entries()) {
    const work = WORK[n % WORK.length];
    assert.equal(width - theirs[n], work === 'be_interrupted' ? MISSING_IN_SIMAVR : 0, `${work} in round ${Math.floor(n / WORK.length)}`);
  }
  assert.deepEqual(pulseWidths(here['9']), pulseWidths(there['9']));
});

test("the lab's inference takes the cycles it takes in simavr", async () => {
  buildLab();
  const here = runHere(`${LAB_IMAGE}.hex`, ['8'], 1600);
  const there = await runInSimavr(`${LAB_IMAGE}.elf`, PROBE, /(?:count 0 [^]*?){5}/);
  const ours = pulseWidths(here['8']);
  assert.equal(ours.length, 8); // an empty pulse and an inference, every half second
  assert.deepEqual(pulseWidths(there['8']).slice(0, ours.length), ours);
  assert.equal(here['8'][0], there['8'][0], 'from reset to the first pulse, through the Arduino core');
});

function buildLab(): void {
  const pythons = ['bin/python', 'Scripts/python.exe'].map((python) => join(ROOT, '.venv', python));
  const python = pythons.find((path) => existsSync(path)) ?? 'python3';
  execFileSync(python, ['-m', 'hardware_labs', 'build', 'linear-regression'], { cwd: ROOT });
}
