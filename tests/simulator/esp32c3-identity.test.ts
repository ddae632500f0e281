/** USB output, eFuses, random numbers, and interrupts from the CPU to itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';

test('a MAC address for local use and revision 0.4 are read, five own interrupts taken, random numbers differ and repeat', () => {
  const [one, other] = [c3('identity'), c3('identity')];
  for (const { simulation } of [one, other]) simulation.run(MILLISECOND);
  const [high, low, revision, calls, first, second] = one.text().trim().split(' ');
  assert.deepEqual([high, low, revision, calls], ['00000200', '000000c3', '00000004', '00000005']);
  assert.notEqual(first, second);
  assert.equal(one.text(), other.text());
});
