/** The serial port of an ESP32: text, its timing, and what the sender types. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, esp32 } from './esp32-fixtures.ts';

/** Ten bits of 694 periods of the 80 MHz APB clock, which is near 115200 baud: the divider after reset. */
const NANOS_PER_BYTE = 10 * 694 * 12.5;

test('bytes leave back to back at the baud rate of the divider', () => {
  const { simulation, text, times } = esp32('hello');
  simulation.run(2 * MILLISECOND);
  assert.equal(text(), 'hello\n');
  for (const [n, nanos] of times.entries()) {
    assert.ok(Math.abs(nanos - times[0] - n * NANOS_PER_BYTE) <= 6.25, `byte ${n} after ${nanos - times[0]} ns`);
  }
});

test('received bytes raise an interrupt that wakes the firmware from WAITI, each after its time on the line', () => {
  const { simulation, text, times } = esp32('hello');
  simulation.run(2 * MILLISECOND);
  const before = simulation.instructions!;
  simulation.run(2 * MILLISECOND);
  assert.equal(simulation.instructions, before, 'asleep');
  simulation.writeSerial(new TextEncoder().encode('abc'));
  simulation.run(2 * MILLISECOND);
  assert.equal(text(), 'hello\nABC');
  const first = times[6] - 4 * MILLISECOND;
  assert.ok(first > 2 * NANOS_PER_BYTE && first < 2 * NANOS_PER_BYTE + 1000, `${first} ns from the start of "a" to the end of "A"`);
});
