/** Watchdogs and resets of an ESP32, images that it does not boot, firmware that goes astray, and the stack. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../hardware_labs/simulator/errors.ts';
import { MILLISECOND, esp32, esp32Image, esp32WithImage } from './esp32-fixtures.ts';

const CAUSES = { powerOn: 1, mainWatchdog: 7, rtcWatchdog: 16, software: 3, watchdogCpu: 11 };

test('watchdogs that nobody turns off reset the chip one after the other; a fed one does not; RAM and the cause are kept', () => {
  const { simulation, text, times, edges } = esp32('resets', [], [], ['5']);
  simulation.run(1400 * MILLISECOND);
  const { powerOn, mainWatchdog, rtcWatchdog, software, watchdogCpu } = CAUSES;
  const causes = [powerOn, mainWatchdog, rtcWatchdog, software].map((cause) => `cause ${cause}\n`).join('');
  assert.equal(text(), `${causes}42\nfed\ncause ${watchdogCpu}\ndone\n`);
  const starts = [...text().matchAll(/cause/g)].map(({ index }) => times[index] / MILLISECOND);
  for (const [n, wait] of [325, 128_000 / 150].entries()) {
    const took = starts[n + 1] - starts[n];
    assert.ok(Math.abs(took - wait) < 0.01, `boot ${n} ended after ${took} ms, not ${wait}`);
  }
  assert.ok(edges['5'].length > 3, 'a reset lets go of the pins');
  assert.ok(simulation.sleepCycles!.idle > 0.9 * simulation.cycles, 'sleep is counted on over resets');
});

const CHIP_ID = 12;

function refused(image: Uint8Array, message: RegExp): void {
  assert.throws(() => esp32WithImage(image), (error) => error instanceof UserError && message.test(error.message));
}

test('flash without an image, for another chip, damaged, or for memory that the ROM cannot load is refused in one sentence', () => {
  const image = esp32Image('hello');
  const changed = (at: number, ...values: number[]): Uint8Array => {
    const copy = image.slice();
    copy.set(values, at);
    return copy;
  };
  refused(new Uint8Array(16), /There is no ESP32 firmware at flash offset 0x1000/);
  refused(changed(CHIP_ID, 5, 0), /is for ESP32-C3 and the board has an ESP32: /);
  refused(changed(100, image[100] ^ 1), /damaged, its checksum does not match/);
  const elsewhere = changed(24, 0x20, 0, 0x0d, 0x40);
  elsewhere[23] = 0; // no SHA-256
  refused(elsewhere, /segment of \d+ bytes at 0x400d0020, which the ESP32's mask ROM cannot load/);
});

const ENDS: [letter: string, message: RegExp][] = [
  ['r', /jumped to 0x40007cf8, the mask ROM, which is not simulated/],
  ['v', /met a load from where there is no memory at 0x4008[0-9a-f]{4} and has no handler/],
  ['w', /uses windowed registers at 0x4008[0-9a-f]{4}, which this simulator does not have: build it with `lab build`/],
];

for (const [letter, message] of ENDS) {
  test(`firmware that cannot go on ends in one sentence: ${message.source.split(' ').slice(0, 4).join(' ')}`, () => {
    const { simulation } = esp32('faults');
    simulation.writeSerial(new TextEncoder().encode(letter));
    assert.throws(() => simulation.run(5 * MILLISECOND), (error) => error instanceof UserError && message.test(error.message));
  });
}

test('the most stack that was in use is known once it has been used', () => {
  const { simulation, text } = esp32('faults');
  assert.equal(simulation.stackPeak, undefined, 'the start code has not set the stack pointer');
  simulation.run(MILLISECOND);
  const shallow = simulation.stackPeak!;
  assert.ok(shallow < 100, `${shallow} B`);
  simulation.writeSerial(new TextEncoder().encode('d'));
  simulation.run(5 * MILLISECOND);
  assert.equal(text(), '210');
  const frames = 20 * 64; // the arrays, of which the compiler may keep the last one in registers
  assert.ok(simulation.stackPeak! >= frames && simulation.stackPeak! <= frames + 400, `${simulation.stackPeak} B`);
});

test('random numbers differ and repeat from run to run; the MAC address is in eFuse', () => {
  const [first, second] = [0, 1].map(() => {
    const { simulation, text } = esp32('identity');
    simulation.run(10 * MILLISECOND);
    return text();
  });
  assert.equal(first, second);
  const [one, other, low, high] = first.trim().split('\n').map(Number);
  assert.notEqual(one, other);
  assert.deepEqual([low, high & 0xffff], [0xc4000001, 0x240a]);
});
