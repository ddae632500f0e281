/** The serial port of an ESP32-C3: text, its timing, and what the sender types. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';

/** Ten bits of 347 + 4/16 periods of the 40 MHz crystal, which is near 115200 baud. */
const NANOS_PER_BYTE = 10 * 347.25 * 25;

test('bytes leave back to back at the baud rate that the mask ROM sets', () => {
  const { simulation, text, times } = c3('hello');
  simulation.run(2 * MILLISECOND);
  assert.equal(text(), 'hello\n');
  for (const [n, nanos] of times.entries()) {
    assert.ok(Math.abs(nanos - times[0] - n * NANOS_PER_BYTE) <= 6.25, `byte ${n} after ${nanos - times[0]} ns`);
  }
});

test('without the clock of its memory the FIFO takes nothing in', () => {
  const { simulation, text } = c3('gates');
  simulation.run(2 * MILLISECOND);
  assert.equal(text(), 'kept');
});

test('received bytes raise an interrupt that wakes the firmware, each after its time on the line', () => {
  const { simulation, text, times } = c3('hello');
  simulation.run(2 * MILLISECOND);
  simulation.writeSerial(new TextEncoder().encode('abc'));
  simulation.run(2 * MILLISECOND);
  assert.equal(text(), 'hello\nABC');
  const first = times[6] - 2 * MILLISECOND;
  assert.ok(first > 2 * NANOS_PER_BYTE && first < 2 * NANOS_PER_BYTE + 1000, `${first} ns from the start of "a" to the end of "A"`);
});

test('the FIFO is filled from its interrupt and leaves without a gap at another baud rate', () => {
  const { simulation, text, times } = c3('fast');
  simulation.run(5 * MILLISECOND);
  assert.equal(text(), Array.from({ length: 300 }, (_, n) => String.fromCharCode(97 + (n % 26))).join(''));
  assert.equal(times.at(-1)! - times[0], 299 * 10_000);
  const { idle } = simulation.sleepCycles!;
  assert.ok(idle > 0.98 * simulation.cycles, `${idle} of ${simulation.cycles} cycles asleep`);
});
