/** Interrupt matrix: order, threshold, levels and edges. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';

test('the highest priority comes first, of equals the lowest line; what is below the threshold waits', () => {
  const { simulation, text } = c3('priorities');
  simulation.run(10 * MILLISECOND);
  assert.equal(text(), '20 3 9 \n20 \n1\n3 9 \n');
});

test('a level that lasts interrupts until it is turned off', () => {
  const { simulation, text } = c3('level');
  simulation.run(MILLISECOND);
  assert.equal(text(), '3\n');
});
