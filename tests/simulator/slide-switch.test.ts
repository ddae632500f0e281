import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;
/** The switch chooses what pin A0 sees. */
const WIRES: Connection[] = [
  ['sw:1', 'uno:GND.1'],
  ['sw:2', 'uno:A0'],
  ['sw:3', 'uno:5V'],
];

function build(attrs: object, wires = WIRES): { simulation: Simulation; levels: boolean[] } {
  const levels: boolean[] = [];
  const parts = [UNO, { type: 'wokwi-slide-switch', id: 'sw', attrs }];
  const simulation = new Simulation(parseDiagram(diagram(parts, wires)), firmware('station'), {
    pin: (_, { value }) => levels.push(value),
  });
  simulation.run(MILLISECOND);
  simulation.listenPin('uno', 'A0');
  return { simulation, levels };
}

const shown = (simulation: Simulation): unknown => simulation.takePartStates().find(({ id }) => id === 'sw')?.state;

test('the handle chooses between the outer pins', () => {
  const { simulation, levels } = build({ bounce: '0' });
  assert.deepEqual(shown(simulation), { value: 0 });
  assert.equal(simulation.readPin('uno', 'A0').voltage, 0);
  simulation.setControl('sw', 'value', 1);
  assert.equal(simulation.readPin('uno', 'A0').voltage, 5);
  assert.deepEqual(shown(simulation), { value: 1 });
  simulation.setControl('sw', 'value', 0);
  simulation.run(5 * MILLISECOND);
  assert.deepEqual(levels, [true, false]);
});

test('the attribute puts it to the right', () => {
  const { simulation } = build({ value: '1' });
  assert.equal(simulation.readPin('uno', 'A0').voltage, 5);
  assert.equal(simulation.parts[1].controls[0].value, 1);
});

test('between an end that is in the air and ground it bounces, and never joins the two ends', () => {
  const wires: Connection[] = [
    ['sw:2', 'uno:GND.1'],
    ['sw:3', 'r1:1'],
    ['sw:3', 'uno:A0'],
    ['r1:2', 'uno:5V'],
  ];
  const levels: boolean[] = [];
  const parts = [UNO, { type: 'wokwi-slide-switch', id: 'sw' }, { type: 'wokwi-resistor', id: 'r1', attrs: { value: '10000' } }];
  const simulation = new Simulation(parseDiagram(diagram(parts, wires)), firmware('station'), { pin: (_, { value }) => levels.push(value) });
  simulation.run(MILLISECOND);
  simulation.listenPin('uno', 'A0');
  simulation.setControl('sw', 'value', 1);
  simulation.run(3 * MILLISECOND);
  assert.equal(levels.length, 21, 'it closes, and ten times more');
  assert.equal(levels.at(-1), false);
  simulation.setControl('sw', 'value', 0);
  simulation.run(3 * MILLISECOND);
  assert.equal(levels.length, 22, 'the end that it leaves is free at once');
});

test('wrong attributes are refused with their place', () => {
  assert.throws(() => build({ value: 'left' }), { name: 'UserError', message: /parts\[1\]\.attrs\.value is "left" and must be one of/ });
  assert.throws(() => build({ bounce: '2' }), { name: 'UserError', message: /parts\[1\]\.attrs\.bounce is "2" and must be one of/ });
});
