/** An Arduino Nano is an Uno with two more analogue inputs, and pins twice on its ICSP header. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { LED, NTC, RESISTOR, STATION_WIRES, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const NANO = { type: 'wokwi-arduino-nano', id: 'nano' };
const WIRES = STATION_WIRES.map((ends) => ends.map((end) => end.replace('uno:', 'nano:')) as unknown as Connection);

function nano(name: string, wires: readonly Connection[], serial?: (byte: number) => void): Simulation {
  return new Simulation(parseDiagram(diagram([NANO, NTC, LED, RESISTOR], wires)), firmware(name), { serial });
}

test('the firmware of an Uno runs on a Nano, with the same pins', () => {
  const bytes: number[] = [];
  const simulation = nano('station', WIRES, (byte) => bytes.push(byte));
  simulation.run(50e6);
  assert.match(String.fromCharCode(...bytes), /^hello\ncount 523\n$/);
  assert.equal(simulation.readPin('nano', '12').value, false);
  simulation.setControl('ntc', 'temperature', 40);
  simulation.run(200e6);
  for (const pin of ['12', '12.2']) assert.equal(simulation.readPin('nano', pin).value, true, pin);
});

test('A6 is an input of the converter that drives nothing', () => {
  const simulation = nano('sixth-channel', [...WIRES.slice(0, 2), ['ntc:OUT', 'nano:A6']]);
  for (const [celsius, high] of [[20, true], [30, false], [24, true]] as const) {
    simulation.setControl('ntc', 'temperature', celsius);
    simulation.run(1e6);
    assert.equal(simulation.readPin('nano', '12').value, high, `${celsius} C`);
    assert.equal(simulation.readPin('nano', 'A6').direction, 'in');
  }
  assert.equal(simulation.readPin('nano', 'A7').voltage, 0);
});
