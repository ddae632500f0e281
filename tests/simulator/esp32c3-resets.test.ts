/** Watchdogs and resets: what bites when, what a reset leaves alone. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';

const CAUSES = { powerOn: 1, mainWatchdog: 7, superWatchdog: 18, rtcWatchdog: 16, software: 3, softwareCpu: 12, mainWatchdog1: 8 };

test('watchdogs that nobody turns off reset the chip one after the other; a fed one does not; RAM and the reset cause are kept', () => {
  const { simulation, text, times } = c3('resets');
  simulation.run(5500 * MILLISECOND);
  const { powerOn, mainWatchdog, superWatchdog, rtcWatchdog, software, softwareCpu, mainWatchdog1 } = CAUSES;
  const expected = [powerOn, mainWatchdog, superWatchdog, rtcWatchdog, software].map((cause) => `cause ${cause}\n`).join('');
  assert.equal(text(), `${expected}42\ncause ${softwareCpu}\nfed\nbarks\ncause ${mainWatchdog1}\ndone\n`);
  const starts = [...text().matchAll(/cause/g)].map(({ index }) => times[index] / MILLISECOND);
  const waits = [325, 1000, (2 * 200_000) / 136];
  for (const [n, wait] of waits.entries()) {
    const took = starts[n + 1] - starts[n];
    assert.ok(Math.abs(took - wait) < 0.01, `boot ${n} ended after ${took} ms, not ${wait}`);
  }
});

test('instructions and sleep are counted on over resets', () => {
  const { simulation } = c3('resets');
  simulation.run(300 * MILLISECOND);
  const before = simulation.instructions!;
  simulation.run(100 * MILLISECOND);
  assert.ok(simulation.instructions! > before);
  assert.ok(simulation.sleepCycles!.idle > 0.9 * simulation.cycles);
});

test('a reset lets go of the pins', () => {
  const { simulation, edges } = c3('resets', [], [], ['5']);
  simulation.run(400 * MILLISECOND);
  assert.deepEqual(edges['5'].map(({ high, nanos }) => [high, Math.round(nanos / MILLISECOND)]), [[true, 5], [false, 325], [true, 330]]);
});
