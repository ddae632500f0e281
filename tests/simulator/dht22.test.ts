/** Firmware `dht22` asks the sensor on pin 2 every 20 ms and prints its five bytes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;
const MICROSECOND = 1e3;
const WIRES: Connection[] = [
  ['dht:VCC', 'uno:5V'],
  ['dht:GND', 'uno:GND.1'],
  ['dht:SDA', 'uno:2'],
];

interface Bench {
  readonly simulation: Simulation;
  /** Levels of pin 2 with their moments. */
  readonly edges: { readonly high: boolean; readonly nanos: number }[];
  /** What the firmware prints next. */
  line(): string;
}

function build(attrs: object = {}, wires = WIRES): Bench {
  const bytes: number[] = [];
  const edges: Bench['edges'] = [];
  const parts = [UNO, { type: 'wokwi-dht22', id: 'dht', attrs }];
  const simulation = new Simulation(parseDiagram(diagram(parts, wires)), firmware('dht22'), {
    serial: (byte) => bytes.push(byte),
    pin: (_, { value }, nanos) => edges.push({ high: value, nanos }),
  });
  simulation.listenPin('uno', '2');
  const line = (): string => {
    simulation.run(20 * MILLISECOND);
    bytes.length = 0;
    simulation.addPausePoint({ id: 'line', type: 'serial-bytes', bytes: [10] });
    simulation.run(100 * MILLISECOND);
    return String.fromCharCode(...bytes).trim();
  };
  return { simulation, edges, line };
}

// the datasheet's own example is 65.2 %, 35.1 degrees: 0000 0010 1000 1100 0000 0001 0101 1111 1110 1110
const readings: [celsius: number, percent: number, hex: string][] = [
  [35.1, 65.2, '028c015fee'],
  [-10.1, 65.2, '028c806573'],
  [0, 0, '0000000000'],
  [80, 100, '03e803200e'],
  [-40, 12.3, '007b81908c'],
];
for (const [celsius, percent, hex] of readings) {
  test(`${celsius} degrees and ${percent} % arrive as ${hex}`, () => {
    const { simulation, line } = build();
    simulation.setControl('dht', 'temperature', celsius);
    simulation.setControl('dht', 'humidity', percent);
    line();
    assert.equal(line(), hex);
    const sum = Buffer.from(hex, 'hex').subarray(0, 4).reduce((total, byte) => total + byte, 0) & 0xff;
    assert.equal(sum, Buffer.from(hex, 'hex')[4]);
  });
}

test('the pulses are as long as the datasheet says', () => {
  const { simulation, edges } = build({ temperature: '35.1', humidity: '65.2' });
  simulation.run(10 * MILLISECOND);
  const request = edges.findIndex(({ nanos }, index) => index > 0 && nanos - edges[index - 1].nanos > MILLISECOND);
  const lengths = edges.slice(request + 1).map(({ nanos }, index) => (nanos - edges[request + index].nanos) / MICROSECOND);
  const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 0.5, `${actual} is not ${expected}`);
  const [turn, low, high, ...bits] = lengths;
  near(turn, 30);
  near(low, 80);
  near(high, 80);
  assert.equal(bits.length, 81, 'forty bits, and the line is let go');
  const ones = [...'0000001010001100000000010101111111101110'].map((bit) => bit === '1');
  for (const [index, one] of ones.entries()) {
    near(bits[2 * index], 50);
    near(bits[2 * index + 1], one ? 70 : 26);
  }
  near(bits[80], 50);
});

test('the attributes are the readings it starts with', () => {
  const { simulation, line } = build({ temperature: '35.1', humidity: '65.2' });
  assert.equal(line(), '028c015fee');
  assert.deepEqual(simulation.parts[1].controls.map(({ name, value }) => [name, value]), [['temperature', 35.1], ['humidity', 65.2]]);
});

const unwired: [what: string, without: string][] = [
  ['its supply', 'dht:VCC'],
  ['ground', 'dht:GND'],
  ['its data wire', 'dht:SDA'],
];
for (const [what, without] of unwired) {
  test(`without ${what} it is silent`, () => assert.equal(build({}, WIRES.filter(([from]) => from !== without)).line(), 'silent'));
}

test('wrong attributes are refused with their place', () => {
  assert.throws(() => build({ temperature: '99' }), { name: 'UserError', message: /parts\[1\]\.attrs\.temperature is "99" and must be a number from -40 to 80/ });
  assert.throws(() => build({ humidity: 'dry' }), { name: 'UserError', message: /parts\[1\]\.attrs\.humidity is "dry" and must be a number from 0 to 100/ });
});
