/** Firmware `button` counts the falling edges of pin 2 and copies its level to 13. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;
const WIRES: Connection[] = [
  ['btn:1.l', 'uno:2'],
  ['btn:2.r', 'uno:GND.1'],
];

interface Bench {
  readonly simulation: Simulation;
  /** Moments at which pin 2 changed, in nanoseconds. */
  readonly edges: number[];
  /** Falling edges that the firmware has counted. */
  falls(): number;
}

function build(attrs: object, wires = WIRES): Bench {
  const bytes: number[] = [];
  const edges: number[] = [];
  const parts = [UNO, { type: 'wokwi-pushbutton', id: 'btn', attrs }];
  const simulation = new Simulation(parseDiagram(diagram(parts, wires)), firmware('button'), {
    serial: (byte) => bytes.push(byte),
    pin: (_, __, nanos) => edges.push(nanos),
  });
  simulation.run(MILLISECOND);
  simulation.listenPin('uno', '2');
  const falls = (): number => {
    bytes.length = 0;
    simulation.writeSerial([63]);
    simulation.run(MILLISECOND);
    return Number(String.fromCharCode(...bytes));
  };
  return { simulation, edges, falls };
}

test('without bouncing a press is one falling edge, a release one rising edge', () => {
  const { simulation, edges, falls } = build({ bounce: '0' });
  const level = (): boolean => simulation.readPin('uno', '13').value;
  assert.equal(level(), true);
  simulation.setControl('btn', 'pressed', 1);
  simulation.run(5 * MILLISECOND);
  assert.equal(level(), false);
  simulation.setControl('btn', 'pressed', 0);
  simulation.run(5 * MILLISECOND);
  assert.equal(level(), true);
  assert.equal(edges.length, 2);
  assert.equal(falls(), 1);
});

test('by default it bounces: many edges within a millisecond, then the level of the press', () => {
  const { simulation, edges, falls } = build({});
  const pressed = simulation.nanos;
  simulation.setControl('btn', 'pressed', 1);
  simulation.run(5 * MILLISECOND);
  assert.equal(edges.length, 21);
  assert.ok(edges.at(-1)! - pressed >= MILLISECOND && edges.at(-1)! - pressed < MILLISECOND + 250);
  assert.equal(simulation.readPin('uno', '13').value, false);
  assert.ok(falls() >= 10, 'the firmware counts them all');
});

test('a release during the bouncing ends it open', () => {
  const { simulation } = build({});
  simulation.setControl('btn', 'pressed', 1);
  simulation.run(0.3 * MILLISECOND);
  simulation.setControl('btn', 'pressed', 0);
  simulation.run(2 * MILLISECOND);
  assert.equal(simulation.readPin('uno', '13').value, true);
});

test('bouncing is the same in every run, however the run is sliced', () => {
  const runs = [5, 5, 0.013].map((slice) => {
    const { simulation, edges } = build({});
    simulation.setControl('btn', 'pressed', 1);
    const end = simulation.nanos + 3 * MILLISECOND;
    while (simulation.nanos < end) simulation.run(Math.min(slice * MILLISECOND, end - simulation.nanos));
    return [...edges];
  });
  for (const run of runs) assert.deepEqual(run, runs[0]);
});

const circuits: [what: string, wires: Connection[], pulled: boolean][] = [
  ['the two left pins', [['btn:1.l', 'uno:2'], ['btn:2.l', 'uno:GND.1']], true],
  ['the two right pins', [['btn:1.r', 'uno:2'], ['btn:2.r', 'uno:GND.1']], true],
  ['the other way round', [['btn:2.l', 'uno:2'], ['btn:1.r', 'uno:GND.1']], true],
  ['one contact only', [['btn:1.l', 'uno:2']], false],
];
for (const [what, wires, pulled] of circuits) {
  test(`wired by ${what}, a press ${pulled ? 'pulls the input low' : 'does nothing'}`, () => {
    const { simulation } = build({ bounce: '0' }, wires);
    assert.equal(simulation.readPin('uno', '2').value, true);
    simulation.setControl('btn', 'pressed', 1);
    assert.equal(simulation.readPin('uno', '2').value, !pulled);
  });
}

test('both pins of a contact are one wire, pressed or not', () => {
  const { simulation } = build({}, [['btn:1.l', 'uno:2'], ['btn:1.r', 'uno:GND.1']]);
  assert.equal(simulation.readPin('uno', '2').value, false);
});

test('a restart leaves a pressed button pressed, without a bounce', () => {
  const { simulation, falls } = build({});
  simulation.setControl('btn', 'pressed', 1);
  simulation.takePartStates();
  simulation.restart();
  simulation.run(3 * MILLISECOND);
  assert.equal(simulation.readPin('uno', '2').value, false);
  assert.equal(falls(), 0);
  simulation.setControl('btn', 'pressed', 0);
  assert.deepEqual(simulation.takePartStates().find(({ id }) => id === 'btn')?.state, { pressed: false });
});

test('a wrong attribute is refused with its place', () => {
  assert.throws(() => build({ bounce: 'no' }), { name: 'UserError', message: 'diagram.json: parts[1].attrs.bounce is "no" and must be one of "", "0", "1".' });
});
