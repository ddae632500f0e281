/** SDA and SCL on a logic analyzer, decoded back into the transfer that the firmware made. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import type { Firmware } from '../../hardware_labs/simulator/firmware.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { esp32Image } from './esp32-fixtures.ts';
import { C3, c3Image } from './esp32c3-fixtures.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';
import { i2cEvents, readVcd } from './read-vcd.ts';

const MILLISECOND = 1e6;
const SENSOR = { type: 'wokwi-mpu6050', id: 'imu' };
const ANALYZER = { type: 'wokwi-logic-analyzer', id: 'logic' };
const PROBES: Connection[] = [['logic:D0', 'imu:SDA'], ['logic:D1', 'imu:SCL']];
const WHO_AM_I = ['start', '0xd0', 'ack', '0x75', 'ack', 'repeated start', '0xd1', 'ack', '0x68', 'nack', 'stop'];
const WAKE = ['start', '0xd0', 'ack', '0x6b', 'ack', '0x0', 'ack', 'stop'];
const NOBODY = ['start', '0x40', 'nack', 'stop'];

const MEGA = { type: 'wokwi-arduino-mega', id: 'mega' };
const ESP32 = { type: 'board-esp32-devkit-c-v4', id: 'esp' };

interface Setup {
  readonly name: string;
  readonly board: { readonly type: string; readonly id: string };
  readonly firmware: () => Firmware;
  readonly power: readonly [supply: string, ground: string];
  readonly sda: string;
  readonly scl: string;
  /** All that is to be seen on the bus. */
  readonly events: readonly string[];
}

const setups: readonly Setup[] = [
  {
    name: 'uno', board: UNO, firmware: () => firmware('who-am-i'), power: ['5V', 'GND.1'], sda: 'A4', scl: 'A5',
    events: [...WHO_AM_I, ...WHO_AM_I],
  },
  {
    name: 'mega', board: MEGA, firmware: () => firmware('who-am-i', 'atmega2560'), power: ['5V', 'GND.1'], sda: '20', scl: '21',
    events: [...WHO_AM_I, ...WHO_AM_I],
  },
  {
    name: 'esp32-c3', board: C3, firmware: () => [{ offset: 0, bytes: c3Image('wire') }], power: ['3V3.1', 'GND.1'], sda: '8', scl: '9',
    events: [...WAKE, ...WHO_AM_I, ...NOBODY],
  },
  {
    name: 'esp32', board: ESP32, firmware: () => [{ offset: 0x1000, bytes: esp32Image('wire') }], power: ['3V3', 'GND.1'], sda: '21', scl: '22',
    events: [...WAKE, ...WHO_AM_I, ...NOBODY],
  },
];

interface Run {
  readonly simulation: Simulation;
  /** Each byte on the serial port with its nanosecond. */
  readonly serial: (readonly [byte: number, nanos: number])[];
  /** Changes of pins that are listened to. */
  readonly heard: { readonly pin: string; readonly value: boolean; readonly nanos: number }[];
}

function build({ board, firmware: image, power, sda, scl }: Setup, withAnalyzer: boolean): Run {
  const [supply, ground] = power;
  const wires: Connection[] = [
    ['imu:VCC', `${board.id}:${supply}`], ['imu:GND', `${board.id}:${ground}`],
    ['imu:SDA', `${board.id}:${sda}`], ['imu:SCL', `${board.id}:${scl}`],
  ];
  const parts = [board, SENSOR, ...(withAnalyzer ? [ANALYZER] : [])];
  const serial: [number, number][] = [];
  const heard: { pin: string; value: boolean; nanos: number }[] = [];
  const simulation = new Simulation(parseDiagram(diagram(parts, withAnalyzer ? [...wires, ...PROBES] : wires)), image(), {
    serial: (byte, nanos) => serial.push([byte, nanos]),
    pin: (_, { pin, value }, nanos) => heard.push({ pin, value, nanos }),
  });
  return { simulation, serial, heard };
}

for (const setup of setups) {
  test(`${setup.name}: an analyzer sees every condition, byte and acknowledgement, and the sensor's answer`, () => {
    const { simulation } = build(setup, true);
    simulation.run(40 * MILLISECOND);
    const { changes } = readVcd(simulation.readVcd().vcd);
    assert.deepEqual(i2cEvents(changes, 'D0', 'D1'), setup.events);
  });

  test(`${setup.name}: the clock has the programmed rate`, () => {
    const { simulation } = build(setup, true);
    simulation.run(40 * MILLISECOND);
    const rises = readVcd(simulation.readVcd().vcd).changes.filter(({ name, level, nanos }) => name === 'D1' && level === '1' && nanos > 0);
    const first = rises.slice(-8); // of the last transfer, within one byte or its address
    const gaps = first.slice(1).map(({ nanos }, n) => nanos - first[n].nanos).slice(0, 5);
    const expected = setup.name === 'uno' || setup.name === 'mega' ? 2500 : 10_000;
    for (const gap of gaps) assert.ok(Math.abs(gap - expected) <= 250, `${gap} ns, not ${expected}`);
  });

  test(`${setup.name}: whoever watches changes nothing: the same bytes at the same nanoseconds, cycles and instructions`, () => {
    const runs = [false, true].map((watched) => {
      const run = build(setup, watched);
      run.simulation.run(40 * MILLISECOND);
      return run;
    });
    const listened = build(setup, false);
    for (const pin of [setup.sda, setup.scl]) listened.simulation.listenPin(setup.board.id, pin);
    listened.simulation.run(40 * MILLISECOND);
    assert.ok(runs[0].serial.length > 0);
    for (const { serial, simulation } of [runs[1], listened]) {
      assert.deepEqual(serial, runs[0].serial);
      assert.deepEqual([simulation.cycles, simulation.instructions], [runs[0].simulation.cycles, runs[0].simulation.instructions]);
    }
    const changes = listened.heard.map(({ pin, value, nanos }) => ({ name: pin, level: value ? '1' : '0', nanos }));
    assert.deepEqual(i2cEvents(changes, setup.sda, setup.scl), setup.events);
  });
}

test('where nobody watches, the lines stay high', () => {
  const { simulation } = build(setups[0], false);
  for (let step = 0; step < 200; step++) {
    simulation.run(20_000);
    for (const pin of ['A4', 'A5']) assert.equal(simulation.readPin('uno', pin).value, true);
  }
});

test('a bus that another pin of the board follows is drawn: the pin sees each clock', () => {
  const { board, firmware: image } = setups[0];
  const wires: Connection[] = [['imu:VCC', 'uno:5V'], ['imu:GND', 'uno:GND.1'], ['imu:SDA', 'uno:A4'], ['imu:SCL', 'uno:A5'], ['uno:A5', 'uno:7']];
  const simulation = new Simulation(parseDiagram(diagram([board, SENSOR], wires)), image());
  let low = 0;
  for (let step = 0; step < 200; step++) {
    simulation.run(3000);
    if (!simulation.readPin('uno', '7').value) low++;
  }
  assert.ok(low > 20, `${low} of 200 moments`);
});

test('switching the interface off in a transfer lets go of both lines', () => {
  const { simulation } = build({ ...setups[0], firmware: () => firmware('two-wire-off') }, true);
  simulation.run(5 * MILLISECOND);
  for (const pin of ['A4', 'A5']) assert.equal(simulation.readPin('uno', pin).value, true);
  const { changes } = readVcd(simulation.readVcd().vcd);
  assert.ok(changes.some(({ name, level, nanos }) => name === 'D1' && level === '0' && nanos > 0), 'it had begun');
});
