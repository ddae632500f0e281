/** Firmware `pulses` sends on pin 9 every 20 ms a pulse of 500 microseconds and two for every count of A0. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;
const POWER: Connection[] = [
  ['arm:V+', 'uno:5V'],
  ['arm:GND', 'uno:GND.1'],
];
const SIGNAL: Connection = ['arm:PWM', 'uno:9'];
const KNOB: Connection[] = [
  ['pot:VCC', 'uno:5V'],
  ['pot:GND', 'uno:GND.2'],
  ['pot:SIG', 'uno:A0'],
];

function build(wires: Connection[], attrs: object = {}): Simulation {
  const parts = [UNO, { type: 'wokwi-servo', id: 'arm', attrs }, { type: 'wokwi-potentiometer', id: 'pot' }];
  return new Simulation(parseDiagram(diagram(parts, [...wires, ...KNOB])), firmware('pulses'));
}

/** The angle a while after the knob was turned. */
function angleAt(simulation: Simulation, position: number): number {
  simulation.setControl('pot', 'position', position);
  let angle = Number.NaN;
  for (let look = 0; look < 7; look++) {
    angle = (simulation.takePartStates().find(({ id }) => id === 'arm')?.state.angle as number | undefined) ?? angle;
    simulation.run(10 * MILLISECOND);
  }
  return angle;
}

test('the horn turns with the pulses, from one hard stop to the other', () => {
  const simulation = build([...POWER, SIGNAL]);
  for (const position of [0.1, 0.25, 0.5, 0.75, 0.9]) {
    const pulse = 500 + 2 * Math.floor(1024 * position);
    const degrees = (180 * (pulse - 544)) / (2400 - 544);
    const angle = angleAt(simulation, position);
    assert.ok(Math.abs(angle - degrees) < 0.5, `${angle} degrees at ${pulse} microseconds`);
  }
  assert.equal(angleAt(simulation, 0), 0);
  assert.equal(angleAt(simulation, 1), 180);
});

const unmoved: [what: string, wires: Connection[]][] = [
  ['without a supply', [['arm:GND', 'uno:GND.1'], SIGNAL]],
  ['without ground', [['arm:V+', 'uno:5V'], SIGNAL]],
  ['without a signal', POWER],
  ['at a steady level', [...POWER, ['arm:PWM', 'uno:5V']]],
];
for (const [what, wires] of unmoved) {
  test(`${what} it stays where it is`, () => assert.equal(angleAt(build(wires), 0.5), 0));
}

test('an unknown horn is refused with its place', () => {
  assert.throws(() => build(POWER, { horn: 'big' }), { name: 'UserError', message: /parts\[1\]\.attrs\.horn is "big" and must be one of "single", "double", "cross"/ });
});
