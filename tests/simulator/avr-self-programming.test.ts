/** A program that writes a page of flash and calls what it has written, as a boot loader does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CYCLES_PER_MILLISECOND, benchOf } from './avr-bench.ts';

const RET = 0x9508 - 0x10000;
const ERASED = -1;

for (const mcu of ['atmega328p', 'atmega2560'] as const) {
  test(`an ${mcu} writes its flash from the boot loader section, and from nowhere else`, () => {
    const bench = benchOf('self-programming', mcu).run(100);
    const [fromOutside, first, second, written, beyond, interrupts] = bench.text.trim().split(' ').map(Number);
    assert.equal(fromOutside, ERASED);
    assert.deepEqual([first, second], [42, 200]);
    assert.deepEqual([written, beyond], [RET, ERASED]);
    assert.equal(interrupts, 1);
    const [refused, ...pages] = bench.pulses('PB0').map((cycles) => cycles / CYCLES_PER_MILLISECOND);
    assert.ok(refused < 0.1);
    for (const milliseconds of pages) assert.ok(Math.abs(milliseconds - 2 * 4) < 0.1, `${milliseconds} ms to erase and write`);
  });
}
