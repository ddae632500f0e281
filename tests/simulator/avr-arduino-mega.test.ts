/** An Arduino Mega: its pins as Wokwi names them, and AREF. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { NTC, RESISTOR, STATION_WIRES, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MEGA = { type: 'wokwi-arduino-mega', id: 'mega' };
/** Firmware `all-ports` drives the pins in the order of the ports; these of the Mega's have pins on them (its schematic). */
const IN_ORDER_OF_PORTS = [
  ...['22', '23', '24', '25', '26', '27', '28', '29'], // A
  ...['53', '52', '51', '50', '10', '11', '12', '13'],
  ...['37', '36', '35', '34', '33', '32', '31', '30'],
  ...['21', '20', '19', '18', '38'],
  ...['0', '1', '5', '2', '3'],
  ...['A0', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7'],
  ...['41', '40', '39', '4'],
  ...['17', '16', '6', '7', '8', '9'],
  ...['15', '14'],
  ...['A8', 'A9', 'A10', 'A11', 'A12', 'A13', 'A14', 'A15'],
  ...['49', '48', '47', '46', '45', '44', '43', '42'], // L
];

test('every pin of the board is the one on its schematic', () => {
  const risen: string[] = [];
  const simulation = new Simulation(parseDiagram(diagram([MEGA], [])), firmware('all-ports', 'atmega2560'), {
    pin: (_, { pin, value, direction }) => {
      if (value && direction === 'out' && !risen.includes(pin)) risen.push(pin);
    },
  });
  for (const pin of IN_ORDER_OF_PORTS) simulation.listenPin('mega', pin);
  simulation.run(1e6);
  assert.deepEqual(risen, IN_ORDER_OF_PORTS);
  const known = simulation.gpioPins().map((name) => name.replace('mega:', ''));
  assert.deepEqual([...known].sort(), [...IN_ORDER_OF_PORTS, 'SDA', 'SCL'].sort());
});

test('SDA and SCL are pins 20 and 21 once more', () => {
  const wires: Connection[] = [['mega:SDA', 'r1:1'], ['r1:2', 'mega:5V.2'], ['mega:SCL', 'mega:GND.5']];
  const simulation = new Simulation(parseDiagram(diagram([MEGA, RESISTOR], wires)), firmware('two-wire', 'atmega2560'));
  simulation.run(1e6);
  for (const [pin, high] of [['20', true], ['SDA', true], ['21', false], ['SCL', false]] as const) {
    assert.equal(simulation.readPin('mega', pin).value, high, pin);
  }
});

test('a reading against AREF takes what is wired there', () => {
  const references = (wires: Connection[]): string => {
    let text = '';
    const serial = (byte: number) => void (text += String.fromCharCode(byte));
    const sensor = STATION_WIRES.slice(0, 3).map((ends) => ends.map((end) => end.replace('uno:', 'mega:')) as unknown as Connection);
    new Simulation(parseDiagram(diagram([MEGA, NTC], [...sensor, ...wires])), firmware('converter', 'atmega2560'), { serial }).run(40e6);
    return text.split('\n')[1].split(' ')[0];
  };
  // the thermistor's 2.5 V at 24 degrees and more, against 3.3 V
  const volts = (5 * 523) / 1024;
  assert.ok(Math.abs(Number(references([['mega:AREF', 'mega:3.3V']])) - (1024 * volts) / 3.3) < 2);
  assert.equal(references([]), '1023');
});
