/** Cycle-exact behaviour, against what the datasheet and the firmware's own source say. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CPU } from 'avr8js';
import { Interpreter } from '../../hardware_labs/simulator/engines/avr/interpreter.ts';
import { station } from './fixtures.ts';

const MILLISECOND = 1e6;
const NANOS_PER_CYCLE = 62.5;

/** Times in nanoseconds at which a pin of firmware `pins` changes. */
function edges(pin: string, nanos: number): { high: boolean; nanos: number }[] {
  const seen: { high: boolean; nanos: number }[] = [];
  const simulation = station('pins', { pin: (_, state, at) => void seen.push({ high: state.value, nanos: at }) });
  simulation.listenPin('uno', pin);
  simulation.run(nanos);
  return seen;
}

test('SBI, ten NOPs and CBI make a pulse of exactly twelve cycles', () => {
  const seen = edges('8', 10 * MILLISECOND).filter(({ nanos }) => nanos > MILLISECOND / 2);
  assert.ok(seen.length >= 16);
  for (let n = seen.findIndex(({ high }) => high); n + 1 < seen.length; n += 2) {
    assert.equal(seen[n + 1].nanos - seen[n].nanos, 12 * NANOS_PER_CYCLE);
  }
});

test('timer 1 toggles its pin every 16000 cycles, to the instruction', () => {
  const seen = edges('9', 101 * MILLISECOND).slice(1);
  const first = seen[0].nanos;
  assert.ok(seen.length >= 98);
  for (const [n, { nanos }] of seen.entries()) {
    assert.ok(Math.abs(nanos - first - n * MILLISECOND) <= 4 * NANOS_PER_CYCLE, `toggle ${n} at ${nanos - first} ns`);
  }
});

test('bytes leave back to back at the baud rate: ten bits of 8 * 17 cycles each', () => {
  const times: number[] = [];
  station('station', { serial: (_, nanos) => void times.push(nanos) }).run(2 * MILLISECOND);
  const hello = times.slice(0, 6).map((nanos) => nanos / NANOS_PER_CYCLE);
  for (const [n, cycles] of hello.entries()) {
    assert.ok(Math.abs(cycles - hello[0] - 1360 * n) <= 4, `byte ${n} after ${cycles - hello[0]} cycles`);
  }
});

test('a timer interrupt counts milliseconds without drift', () => {
  const times: number[] = [];
  station('ticks', { serial: (_, nanos) => void times.push(nanos) }).run(1000 * MILLISECOND);
  assert.equal(times.length, 99);
  const period = (times.at(-1)! - times[0]) / (times.length - 1);
  assert.ok(Math.abs(period - 10 * MILLISECOND) < 10, `${period} ns`);
});

test('an interrupt is entered in four cycles, one instruction after SEI and after RETI', () => {
  const flash = new Uint16Array(64);
  flash.set([0x9478, 0x0000, 0x0000, 0x0000]); // sei; nop; nop; nop
  flash.set([0x9518], 4); // reti, at the vector
  const cpu = new CPU(flash, 256);
  const interpreter = new Interpreter(cpu, 0x100);
  const pending = { address: 4, enableRegister: 0x6e, enableMask: 1, flagRegister: 0x35, flagMask: 1, constant: true };
  cpu.queueInterrupt(pending);
  const at: [pc: number, cycles: number][] = [];
  for (let step = 0; step < 5; step++) {
    interpreter.run(cpu.cycles + 1);
    at.push([cpu.pc, cpu.cycles]);
  }
  // the interrupt stays pending: after each RETI one more instruction of the program runs
  assert.deepEqual(at, [
    [1, 1], // sei
    [4, 1 + 1 + 4], // nop, then into the vector
    [2, 6 + 4], // reti
    [4, 10 + 1 + 4],
    [3, 15 + 4],
  ]);
});

test('a run ends at the first instruction boundary at or after its time', () => {
  const simulation = station();
  for (const nanos of [1, 62.5, 1000, 123_456.7, 1e6]) {
    const before = simulation.nanos;
    simulation.run(nanos);
    const ran = simulation.nanos - before;
    assert.ok(ran >= nanos && ran < nanos + 4 * NANOS_PER_CYCLE, `${ran} for ${nanos}`);
    assert.equal(simulation.nanos, simulation.cycles * NANOS_PER_CYCLE);
  }
});
