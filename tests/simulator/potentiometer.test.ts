import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;
const WIRES: Connection[] = [
  ['pot:VCC', 'uno:5V'],
  ['pot:GND', 'uno:GND.1'],
  ['pot:SIG', 'uno:A0'],
];

function build(attrs: object, output: number[] = [], wires = WIRES): Simulation {
  const parts = [UNO, { type: 'wokwi-potentiometer', id: 'pot', attrs }];
  return new Simulation(parseDiagram(diagram(parts, wires)), firmware('station'), { serial: (byte) => output.push(byte) });
}

test('the sketch reads the whole scale, end to end, in proportion', () => {
  const output: number[] = [];
  const simulation = build({}, output);
  for (const [position, count] of [[0, 0], [0.25, 256], [0.5, 512], [0.75, 767], [1, 1023]]) {
    simulation.setControl('pot', 'position', position);
    simulation.run(110 * MILLISECOND);
    output.length = 0;
    simulation.run(110 * MILLISECOND);
    const read = Number(/count (\d+)\n/.exec(String.fromCharCode(...output))![1]);
    assert.ok(Math.abs(read - count) <= 1, `${read} at ${position}`);
  }
});

test('the knob in the picture stands where the control says, and where the attribute put it', () => {
  const simulation = build({ value: '341' });
  const shown = (): unknown => simulation.takePartStates().find(({ id }) => id === 'pot')?.state;
  assert.deepEqual(shown(), { value: 341 });
  assert.equal(simulation.parts[1].controls[0].value, 341 / 1023);
  assert.ok(Math.abs(simulation.readPin('uno', 'A0').voltage - 5 / 3) < 0.001);
  simulation.setControl('pot', 'position', 1);
  assert.deepEqual(shown(), { value: 1023 });
});

test('as a variable resistor, with one end in the air, it takes the voltage of its other end', () => {
  const simulation = build({ value: '512' }, [], WIRES.filter(([from]) => from !== 'pot:VCC'));
  assert.equal(simulation.readPin('uno', 'A0').voltage, 0);
});

test('a value off the scale is refused with its place', () => {
  assert.throws(() => build({ value: '1024' }), { name: 'UserError', message: 'diagram.json: parts[1].attrs.value is "1024" and must be a number from 0 to 1023.' });
  assert.throws(() => build({}).setControl('pot', 'position', 1.5), { name: 'UserError', message: /takes 0 to 1, not 1\.5/ });
});
