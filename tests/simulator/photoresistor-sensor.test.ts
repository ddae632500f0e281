import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;
const WIRES: Connection[] = [
  ['light:VCC', 'uno:5V'],
  ['light:GND', 'uno:GND.1'],
  ['light:AO', 'uno:A0'],
  ['light:DO', 'uno:3'],
];

function build(attrs: object = {}, output: number[] = [], wires = WIRES): Simulation {
  const parts = [UNO, { type: 'wokwi-photoresistor-sensor', id: 'light', attrs }];
  return new Simulation(parseDiagram(diagram(parts, wires)), firmware('station'), { serial: (byte) => output.push(byte) });
}

const shown = (simulation: Simulation): unknown => simulation.takePartStates().find(({ id }) => id === 'light')?.state;

test("the sketch's counts give back the light by the formula that Wokwi documents", () => {
  const output: number[] = [];
  const simulation = build({}, output);
  for (const lux of [1, 10, 50, 100, 400, 1000]) {
    simulation.setControl('light', 'lux', lux);
    simulation.run(110 * MILLISECOND);
    output.length = 0;
    simulation.run(110 * MILLISECOND);
    const count = Number(/count (\d+)\n/.exec(String.fromCharCode(...output))![1]);
    const volts = (count / 1024) * 5;
    const ohms = (2000 * volts) / (1 - volts / 5);
    const read = ((50e3 * 10 ** 0.7) / ohms) ** (1 / 0.7);
    assert.ok(Math.abs(read / lux - 1) < 0.06, `${read} lux at ${lux}: one count is up to 6 % of the light at the ends`);
  }
});

test('the attributes rl10 and gamma make another photoresistor', () => {
  const simulation = build({ lux: '1000', rl10: '20', gamma: '0.5' });
  const ohms = 20e3 * 0.01 ** 0.5; // 2 kilo-ohms
  assert.ok(Math.abs(simulation.readPin('uno', 'A0').voltage - (5 * ohms) / (10e3 + ohms)) < 1e-9);
});

test('the digital output is high in the dark and low in the light, when its LED is lit', () => {
  const simulation = build({ lux: '10' });
  assert.equal(simulation.readPin('uno', '3').value, true);
  assert.deepEqual(shown(simulation), { ledPower: true, ledDO: false });
  simulation.setControl('light', 'lux', 200);
  assert.equal(simulation.readPin('uno', '3').value, false);
  assert.deepEqual(shown(simulation), { ledPower: true, ledDO: true });
});

test('the default threshold lies at about 100 lux, another one elsewhere', () => {
  const digital = (threshold: string, lux: number): boolean => build({ threshold, lux: String(lux) }).readPin('uno', '3').value;
  assert.deepEqual([digital('2.5', 99), digital('2.5', 101)], [true, false]);
  assert.deepEqual([digital('1', 101), digital('1', 1000)], [true, false]);
});

test('without its supply nothing lights and no voltage comes out', () => {
  const simulation = build({}, [], WIRES.filter(([from]) => from !== 'light:VCC'));
  assert.deepEqual(shown(simulation), { ledPower: false, ledDO: false });
  assert.equal(simulation.readPin('uno', 'A0').voltage, 0);
});

test('wrong attributes are refused with their place', () => {
  for (const [name, value] of [['lux', 'bright'], ['threshold', '6'], ['rl10', '0'], ['gamma', '-1']]) {
    assert.throws(() => build({ [name]: value }), { name: 'UserError', message: new RegExp(`parts\\[1\\]\\.attrs\\.${name} is "${value}" and must be a number from`) });
  }
});
