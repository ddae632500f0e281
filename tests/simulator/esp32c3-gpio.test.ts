/** Pins of an ESP32-C3: edges at exact nanoseconds, pull resistors, pin interrupts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, NANOS_PER_CYCLE, c3 } from './esp32c3-fixtures.ts';

const BUTTON = { type: 'wokwi-pushbutton', id: 'btn', attrs: { bounce: '0' } };

test('two stores with five instructions between them make a pulse of six cycles, every millisecond to the cycle', () => {
  const { simulation, edges } = c3('pulses', [], [], ['5']);
  simulation.run(50.5 * MILLISECOND);
  const rising = edges['5'].filter(({ high }) => high);
  const falling = edges['5'].filter(({ high }) => !high);
  assert.equal(rising.length, 50);
  for (const [n, { nanos }] of rising.entries()) {
    assert.equal(nanos - rising[0].nanos, n * MILLISECOND, `pulse ${n}`);
    assert.equal(falling[n].nanos - nanos, 6 * NANOS_PER_CYCLE, `pulse ${n}`);
  }
});

test('pulses are the same however the run is sliced', () => {
  const [whole, sliced] = [20, 0.003].map((slice) => {
    const { simulation, edges } = c3('pulses', [], [], ['5']);
    while (simulation.nanos < 20 * MILLISECOND) simulation.run(Math.min(slice * MILLISECOND, 20 * MILLISECOND - simulation.nanos));
    return { edges, slept: simulation.sleepCycles, cycles: simulation.cycles };
  });
  assert.deepEqual(sliced, whole);
});

test('GPIO has no say over a pad of USB until the USB controller has given it up', () => {
  const { simulation, edges } = c3('gates', [], [], ['18']);
  simulation.run(2 * MILLISECOND);
  assert.deepEqual(edges['18'].map(({ high }) => high), [true, false, true, false]);
});

test('between interrupts the CPU sleeps nearly all of the time', () => {
  const { simulation } = c3('pulses');
  simulation.run(100 * MILLISECOND);
  const share = simulation.sleepCycles!.idle / simulation.cycles;
  assert.ok(share > 0.998 && share < 1, `${share}`);
});

test('a button against the internal pull-up interrupts at each press', () => {
  const { simulation, text, edges } = c3('button', [BUTTON], [['btn:1.l', 'esp:4'], ['btn:2.l', 'esp:GND.1']], ['4', '5']);
  simulation.run(MILLISECOND);
  assert.deepEqual(simulation.readPin('esp', '4'), { ...simulation.readPin('esp', '4'), value: true, pullUp: true, direction: 'in' });
  for (let n = 0; n < 3; n++) {
    simulation.setControl('btn', 'pressed', 1);
    simulation.run(20 * MILLISECOND);
    simulation.setControl('btn', 'pressed', 0);
    simulation.run(20 * MILLISECOND);
  }
  assert.equal(text(), '1\n2\n3\n');
  const button = edges['4'].slice(-6);
  const repeated = edges['5'].slice(-6);
  for (const [n, { high, nanos }] of button.entries()) {
    assert.equal(repeated[n].high, high);
    assert.ok(repeated[n].nanos - nanos < 60 * NANOS_PER_CYCLE, `${repeated[n].nanos - nanos} ns`);
  }
});

test('GPIO9 has its pull-up from reset on, wired or not', () => {
  const wired = c3('hello', [BUTTON], [['btn:1.l', 'esp:9'], ['btn:2.l', 'esp:GND.1']]).simulation;
  for (const simulation of [wired, c3('hello').simulation]) {
    const { value, voltage, pullUp } = simulation.readPin('esp', '9');
    assert.deepEqual({ value, pullUp }, { value: true, pullUp: true });
    assert.ok(Math.abs(voltage - 3.3) < 0.01, `${voltage} V`);
  }
  wired.setControl('btn', 'pressed', 1);
  assert.equal(wired.readPin('esp', '9').value, false);
});
