/** The timer groups' general purpose timers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';

test('an alarm with automatic reload comes every 500 us to the cycle; a timer counts down beside it', () => {
  const { simulation, text, edges } = c3('timer', [], [], ['5']);
  simulation.run(10 * MILLISECOND);
  const seen = edges['5'];
  assert.ok(seen.length >= 19, `${seen.length} edges`);
  for (const [n, { nanos }] of seen.entries()) {
    const drift = nanos - seen[0].nanos - n * 500_000;
    assert.ok(Math.abs(drift) <= 25, `edge ${n} is off by ${drift} ns`); // the handler's two branches
  }
  const count = Number(text());
  assert.ok(count <= 95_000 && count > 94_990, `${count}`);
});
