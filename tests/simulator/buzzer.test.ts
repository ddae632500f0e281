/** Firmware `pulses` sounds 500 Hz on pin 11 for 200 ms, and moves pin 12 up and down once after 300 ms. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;

function build(wires: Connection[], attrs: object = {}): Simulation {
  const parts = [UNO, { type: 'wokwi-buzzer', id: 'bz', attrs }];
  return new Simulation(parseDiagram(diagram(parts, wires)), firmware('pulses'));
}

/** Milliseconds at which the buzzer begins and ends to sound, looked at every 10 ms as a page does. */
function changes(simulation: Simulation): [milliseconds: number, sounds: boolean][] {
  const heard: [number, boolean][] = [];
  for (let ms = 0; ms <= 400; ms += 10) {
    const state = simulation.takePartStates().find(({ id }) => id === 'bz')?.state;
    if (state) heard.push([ms, state.hasSignal as boolean]);
    simulation.run(10 * MILLISECOND);
  }
  return heard;
}

test('it sounds as long as the tone lasts, and the longest audible period', () => {
  const heard = changes(build([['bz:1', 'uno:GND.1'], ['bz:2', 'uno:11']]));
  assert.deepEqual(heard.map(([, sounds]) => sounds), [false, true, false]);
  assert.equal(heard[1][0], 10);
  assert.ok(heard[2][0] > 200 && heard[2][0] <= 280, `${heard[2][0]} ms`);
});

const silent: [what: string, wires: Connection[]][] = [
  ['at a steady voltage', [['bz:1', 'uno:GND.1'], ['bz:2', 'uno:5V']]],
  ['with one pin in the air', [['bz:2', 'uno:11']]],
  ['with both pins at the same tone', [['bz:1', 'uno:11'], ['bz:2', 'uno:11']]],
];
for (const [what, wires] of silent) {
  test(`${what} it is silent`, () => assert.deepEqual(changes(build(wires)), [[0, false]]));
}

test('wrong attributes are refused with their place', () => {
  assert.throws(() => build([], { mode: 'loud' }), { name: 'UserError', message: /parts\[1\]\.attrs\.mode is "loud" and must be one of "smooth", "accurate"/ });
  assert.throws(() => build([], { volume: '2' }), { name: 'UserError', message: /parts\[1\]\.attrs\.volume is "2" and must be a number from 0\.01 to 1/ });
});
