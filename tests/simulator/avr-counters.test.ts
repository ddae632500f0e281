/** What a reader is told of a run: instructions and the deepest stack; and the clock that they are told in. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CPU } from 'avr8js';
import { Interpreter } from '../../hardware_labs/simulator/engines/avr/interpreter.ts';
import { CYCLES_PER_MILLISECOND, benchOf } from './avr-bench.ts';

test('instructions are counted one by one, sleep and skipped ones not', () => {
  const flash = new Uint16Array(64);
  flash.set([0xe005, 0x950a, 0xf7f1, 0xff00, 0x0000, 0x9588]); // ldi r16, 5; 1: dec r16; brne 1b; sbrs r16, 0; nop; sleep
  const cpu = new CPU(flash, 256);
  const interpreter = new Interpreter(cpu, 0x100);
  cpu.data[0x53] = 1; // sleep is enabled, idle
  interpreter.run(1000);
  assert.equal(interpreter.cycles, 1000);
  assert.equal(interpreter.instructions, 1 + 5 * 2 + 1 + 1 + 1); // bit 0 of 0 is clear, so the NOP runs
  assert.equal(interpreter.sleep.idleCycles, 1000 - (1 + 5 * 3 - 1 + 1 + 1 + 1));
});

for (const mcu of ['atmega328p', 'atmega2560'] as const) {
  test(`the deepest stack of an ${mcu} grows with the calls, and stays as it was`, () => {
    const bench = benchOf('depth', mcu);
    const channel = mcu === 'atmega328p' ? 'PC0' : 'PF0';
    const peak = (calls: number): number => {
      bench.volts.set(channel, (5 * (calls + 0.5)) / 1024);
      return bench.run(20).engine.stackPeak;
    };
    const [none, one, ten] = [0, 1, 10].map(peak);
    assert.ok(none >= 32 && none < 80, `${none} bytes`);
    const frame = one - none;
    assert.ok(frame >= 32 + (mcu === 'atmega328p' ? 2 : 3) && frame < 50, `${frame} bytes a call`);
    assert.equal(ten, none + 10 * frame);
    assert.equal(peak(0), ten);
  });
}

test('CLKPR slows everything down but the watchdog, and only by its timed sequence', () => {
  const bench = benchOf('slow-clock', 'atmega328p').run(500);
  const widths = bench.pulses('PB0');
  const [cycles] = widths;
  assert.deepEqual(widths, [1, 8, 256, 256, 1].flatMap((divider) => new Array<number>(10).fill(cycles * divider)));
  const wakes = bench.edges.get('PB2')!;
  for (const [n, at] of wakes.slice(1).entries()) assert.ok(Math.abs(at - wakes[n] - 16 * CYCLES_PER_MILLISECOND) < 200);
});
