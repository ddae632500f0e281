/** Pins of an ESP32: edges at exact nanoseconds by a timer's interrupt, pull resistors, pin interrupts, inputs without a driver. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, NANOS_PER_CYCLE, esp32 } from './esp32-fixtures.ts';
import type { Connection } from './fixtures.ts';

const BUTTONS = ['btn', 'btn2'].map((id) => ({ type: 'wokwi-pushbutton', id, attrs: { bounce: '0' } }));
const WIRES: Connection[] = [['btn:1.l', 'esp:4'], ['btn:2.l', 'esp:GND.1'], ['btn2:1.l', 'esp:33'], ['btn2:2.l', 'esp:GND.1']];

test('two stores with five instructions between them make a pulse of six cycles, every millisecond to the cycle', () => {
  const { simulation, edges } = esp32('pulses', [], [], ['5']);
  simulation.run(50.5 * MILLISECOND);
  const rising = edges['5'].filter(({ high }) => high);
  const falling = edges['5'].filter(({ high }) => !high).slice(-50); // the pin's pull-up goes off before
  assert.equal(rising.length, 50);
  for (const [n, { nanos }] of rising.entries()) {
    assert.equal(nanos - rising[0].nanos, n * MILLISECOND, `pulse ${n}`);
    assert.equal(falling[n].nanos - nanos, 6 * NANOS_PER_CYCLE, `pulse ${n}`);
  }
  const share = simulation.sleepCycles!.idle / simulation.cycles;
  assert.ok(share > 0.998 && share < 1, `${share} of the time asleep`);
});

test('pulses are the same however the run is sliced', () => {
  const [whole, sliced] = [20, 0.003].map((slice) => {
    const { simulation, edges } = esp32('pulses', [], [], ['5']);
    while (simulation.nanos < 20 * MILLISECOND) simulation.run(Math.min(slice * MILLISECOND, 20 * MILLISECOND - simulation.nanos));
    return { edges, slept: simulation.sleepCycles, cycles: simulation.cycles, instructions: simulation.instructions };
  });
  assert.deepEqual(sliced, whole);
});

test('buttons against the RTC pads\' pull-ups interrupt in both banks of pins', () => {
  const { simulation, text, edges } = esp32('button', BUTTONS, WIRES, ['4', '32']);
  simulation.run(MILLISECOND);
  const { pullUp, value, direction } = simulation.readPin('esp', '4');
  assert.deepEqual({ pullUp, value, direction }, { pullUp: true, value: true, direction: 'in' });
  const seen = edges['32'].length;
  for (const id of ['btn', 'btn2', 'btn']) {
    simulation.setControl(id, 'pressed', 1);
    simulation.run(20 * MILLISECOND);
    simulation.setControl(id, 'pressed', 0);
    simulation.run(20 * MILLISECOND);
  }
  assert.equal(text(), '1 0\n1 0\n1 1\n2 1\n2 1\n');
  const button = edges['4'].slice(-4);
  assert.deepEqual(edges['32'].slice(seen).map(({ high }) => high), button.map(({ high }) => high));
  for (const [n, { nanos }] of button.entries()) assert.ok(edges['32'][seen + n].nanos - nanos < 80 * NANOS_PER_CYCLE);
});

test('pins have their pulls from reset on; 34 to 39 have none and never drive', () => {
  const { simulation } = esp32('hello');
  const pulls = (pin: string): boolean[] => {
    const { pullUp, pullDown } = simulation.readPin('esp', pin);
    return [pullUp, pullDown];
  };
  assert.deepEqual(['5', '0', '15'].map(pulls), Array(3).fill([true, false]));
  assert.deepEqual(['2', '4', '12'].map(pulls), Array(3).fill([false, true]));
  assert.deepEqual(['VP', 'VN', '34', '35', '32'].map(pulls), Array(5).fill([false, false]));
});
