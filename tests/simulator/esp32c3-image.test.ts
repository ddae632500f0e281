/** What is said about firmware that an ESP32-C3 cannot boot or goes astray, and how much stack was used. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../hardware_labs/simulator/errors.ts';
import { MILLISECOND, c3, c3DirectBoot, c3Image, c3WithImage } from './esp32c3-fixtures.ts';
import type { C3 } from './esp32c3-fixtures.ts';

const CHIP_ID = 12;
const FIRST_SEGMENT = 24;

function changed(image: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = image.slice();
  copy.set(values, at);
  return copy;
}

function refused(image: Uint8Array, message: RegExp): void {
  assert.throws(() => c3WithImage(image), (error) => error instanceof UserError && message.test(error.message));
}

test('flash without an image, for another chip, damaged, truncated, or too large is refused in one sentence', () => {
  const image = c3Image('hello');
  refused(new Uint8Array(16), /There is no ESP32-C3 firmware at flash offset 0x0/);
  refused(new Uint8Array(0), /There is no ESP32-C3 firmware/);
  refused(changed(image, CHIP_ID, 9, 0), /is for ESP32-S3 and the board has an ESP32-C3/);
  refused(changed(image, 100, image[100] ^ 1), /damaged, its checksum does not match/);
  refused(changed(image, image.length - 1, image[image.length - 1] ^ 1), /damaged, its SHA-256/);
  refused(changed(image, FIRST_SEGMENT + 6, 0xff), /ends in the middle of a segment/);
  refused(new Uint8Array(5 * 1024 * 1024), /reaches to 0x500000 and the flash has 4194304 bytes/);
});

test('a segment that belongs where the mask ROM cannot load is named by its address', () => {
  const onItsStack = changed(c3Image('hello'), FIRST_SEGMENT, 0x00, 0xd0, 0xcd, 0x3f);
  onItsStack[23] = 0; // no SHA-256
  refused(onItsStack, /segment of \d+ bytes at 0x3fcdd000, which the ESP32-C3's mask ROM cannot load/);
  const image = changed(c3Image('hello'), FIRST_SEGMENT, 0x20, 0, 0, 0x42); // the checksum is of the segments' content
  image[23] = 0; // no SHA-256
  refused(image, /segment of \d+ bytes at 0x42000020, which the ESP32-C3's mask ROM cannot load/);
});

function afterLetter(letter: string): C3 {
  const board = c3('faults');
  board.simulation.writeSerial(new TextEncoder().encode(letter));
  return board;
}

test('a jump into the mask ROM or a trap without a handler ends in one sentence', () => {
  const cases: [letter: string, message: RegExp][] = [
    ['r', /jumped to 0x40000018, the mask ROM, which is not simulated/],
    ['l', /met a load from where there is no memory at 0x4038[0-9a-f]{4} and has no trap handler/],
  ];
  for (const [letter, message] of cases) {
    const { simulation } = afterLetter(letter);
    assert.throws(() => simulation.run(5 * MILLISECOND), (error) => error instanceof UserError && message.test(error.message));
  }
});

test('the most stack that was in use is known once it has been used', () => {
  const { simulation, text } = c3('faults');
  assert.equal(simulation.stackPeak, undefined, 'the start code has not set the stack pointer');
  simulation.run(MILLISECOND);
  const shallow = simulation.stackPeak!;
  assert.ok(shallow > 0 && shallow < 100, `${shallow} bytes`);
  simulation.writeSerial(new TextEncoder().encode('s'));
  simulation.run(5 * MILLISECOND);
  assert.equal(text(), '1');
  const deep = simulation.stackPeak!;
  assert.ok(deep >= 4000 && deep < 4200, `${deep} bytes`);
});

test('flash that begins with the magic of direct boot is mapped, and runs in place', () => {
  const { simulation, text } = c3WithImage(c3DirectBoot('direct'));
  simulation.run(2 * MILLISECOND);
  assert.equal(text(), 'from flash 0');
});
