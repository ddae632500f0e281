/** Firmware `pins` drives 12 high, 13 low and 11 with PWM at a quarter. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { LED, RESISTOR, UNO, diagram, firmware, station } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;

interface LedState {
  readonly value: boolean;
  readonly brightness: number;
}

/** The last state of the LED that the simulation reports in a tenth of a second, looked at every 10 ms as a page does. */
function ledState(wires: Connection[], ohms: string): LedState {
  const parts = [UNO, LED, { ...RESISTOR, attrs: { value: ohms } }];
  const simulation = new Simulation(parseDiagram(diagram(parts, wires)), firmware('pins'));
  let state: unknown;
  for (let look = 0; look < 10; look++) {
    simulation.run(10 * MILLISECOND);
    state = simulation.takePartStates().find(({ id }) => id === 'led')?.state ?? state;
  }
  return state as LedState;
}

const THROUGH_RESISTOR: Connection = ['r1:2', 'led:A'];
const TO_GROUND: Connection = ['led:C', 'uno:GND.1'];

const circuits: [what: string, wires: Connection[], lit: boolean][] = [
  ['from a high pin through a resistor to ground', [['uno:12', 'r1:1'], THROUGH_RESISTOR, TO_GROUND], true],
  ['from a high pin straight to ground', [['uno:12', 'led:A'], TO_GROUND], true],
  ['from 5 V through a resistor into a low pin', [['uno:5V', 'r1:1'], THROUGH_RESISTOR, ['led:C', 'uno:13']], true],
  ['from a low pin', [['uno:13', 'r1:1'], THROUGH_RESISTOR, TO_GROUND], false],
  ['between two high ends', [['uno:12', 'r1:1'], THROUGH_RESISTOR, ['led:C', 'uno:5V']], false],
  ['with its cathode in the air', [['uno:12', 'r1:1'], THROUGH_RESISTOR], false],
  ['with its anode in the air', [TO_GROUND], false],
  ['the wrong way round', [['uno:12', 'r1:1'], ['r1:2', 'led:C'], ['led:A', 'uno:GND.1']], false],
  ['from a pin that is only pulled up', [['uno:2', 'led:A'], TO_GROUND], true],
];
for (const [what, wires, lit] of circuits) {
  test(`a LED ${what} is ${lit ? 'lit' : 'dark'}`, () => {
    const { value, brightness } = ledState(wires, '220');
    assert.equal(value, lit);
    assert.equal(brightness > 0, lit);
  });
}

test('a larger resistor makes it dimmer, by the current', () => {
  const wires: Connection[] = [['uno:12', 'r1:1'], THROUGH_RESISTOR, TO_GROUND];
  assert.equal(ledState(wires, '220').brightness, 1);
  const dim = ledState(wires, '3165').brightness;
  assert.ok(Math.abs(dim - 0.1) < 1e-9, `${dim}: 5 V less 1.8 V over 25 + 3165 + 10 ohm is 1 mA of 10`);
});

test('PWM at a quarter gives a quarter of the brightness', () => {
  const wires: Connection[] = [['uno:11', 'r1:1'], THROUGH_RESISTOR, TO_GROUND];
  const { brightness } = ledState(wires, '1565'); // 2 mA while it is on
  assert.ok(Math.abs(brightness - 0.05) < 0.003, `${brightness}`);
});

test('a LED follows its sensor', () => {
  const simulation = station();
  const lit = (): unknown => simulation.takePartStates().find(({ id }) => id === 'led')?.state.value;
  simulation.run(300 * MILLISECOND);
  assert.equal(lit(), false);
  simulation.setControl('ntc', 'temperature', 40);
  simulation.run(300 * MILLISECOND);
  assert.equal(lit(), true);
  simulation.run(MILLISECOND);
  lit();
  simulation.run(MILLISECOND);
  assert.equal(lit(), undefined, 'no news while nothing changes');
});
