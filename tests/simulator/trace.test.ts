/** Firmware `station` prints the count of A0 every 100 ms. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { parseTrace } from '../../hardware_labs/simulator/trace.ts';
import { UNO, diagram, firmware, station } from './fixtures.ts';

const MILLISECOND = 1e6;
const SECOND = 1e9;

/** A day in a second and a half: the temperature of every 50 ms. */
const DAY = `time,value\n${Array.from({ length: 30 }, (_, step) => `${step / 20},${(20 + 15 * Math.sin(step / 5)).toFixed(2)}`).join('\n')}\n`;

/** Everything that the board prints while the trace plays, and the moments at which the sensor's voltage crosses the middle. */
function record(slice: number): { text: string; crossings: number[]; final: number } {
  const bytes: number[] = [];
  const crossings: number[] = [];
  const simulation = station('station', {
    serial: (byte) => bytes.push(byte),
    pin: (_, __, nanos) => crossings.push(nanos),
  });
  simulation.listenPin('ntc', 'OUT');
  simulation.run(10 * MILLISECOND);
  simulation.playTrace('ntc', parseTrace(DAY, 'day.csv', 'temperature'));
  while (simulation.nanos < 2 * SECOND) simulation.run(Math.min(slice, 2 * SECOND - simulation.nanos));
  return { text: String.fromCharCode(...bytes), crossings, final: simulation.parts[1].controls[0].value };
}

test('the firmware sees the trace, point by point at its time', () => {
  const { text, crossings, final } = record(SECOND);
  const counts = [...text.matchAll(/count (\d+)/g)].map((match) => Number(match[1]));
  assert.ok(counts.length >= 19);
  assert.ok(Math.max(...counts) - Math.min(...counts) > 300, 'warm and cold');
  const rows = DAY.trim().split('\n').slice(1).map((row) => row.split(',').map(Number));
  const expected = rows.filter(([, value], index) => index > 0 && value > 25 !== rows[index - 1][1] > 25).map(([seconds]) => 0.01 * SECOND + seconds * SECOND);
  assert.equal(crossings.length, expected.length);
  for (const [index, nanos] of crossings.entries()) {
    assert.ok(nanos >= expected[index] && nanos < expected[index] + 500, `${nanos} is the first instruction at ${expected[index]}`);
  }
  assert.equal(final, rows.at(-1)![1], 'the last value holds');
});

test('the same trace gives the same bytes and moments, however the run is sliced', () => {
  const runs = [SECOND, SECOND, 0.7 * MILLISECOND].map(record);
  for (const run of runs) assert.deepEqual(run, runs[0]);
});

test('another trace, or a hand on the control, takes over', () => {
  const simulation = station();
  const value = (): number => simulation.parts[1].controls[0].value;
  simulation.playTrace('ntc', parseTrace('time,value\n0,10\n0.1,11\n', 'a.csv', 'temperature'));
  simulation.playTrace('ntc', parseTrace('time,value\n0.05,12\n', 'b.csv', 'temperature'));
  simulation.run(200 * MILLISECOND);
  assert.equal(value(), 12);
  simulation.playTrace('ntc', parseTrace('time,value\n0,10\n0.1,11\n', 'a.csv', 'temperature'));
  simulation.run(50 * MILLISECOND);
  simulation.setControl('ntc', 'temperature', 30);
  simulation.run(100 * MILLISECOND);
  assert.equal(value(), 30);
});

const mistakes: [text: string, message: RegExp][] = [
  ['seconds,value\n0,1\n', /^day\.csv, line 1 is "seconds,value" and must be "time,value", or "time" and the names of controls\.$/],
  ['time\n0\n', /^day\.csv, line 1 is "time"/],
  ['time,lux,lux\n0,1,1\n', /^day\.csv, line 1 is "time,lux,lux"/],
  ['time,value\n', /^day\.csv has no points/],
  ['time,value\n0,1\n1;2\n', /^day\.csv, line 3 is "1;2" and must be 2 numbers: seconds, value\.$/],
  ['time,value\n0,\n', /^day\.csv, line 2 is "0,"/],
  ['time,value\n0,1,2\n', /^day\.csv, line 2 is "0,1,2"/],
  ['time,value\n1,1\n1,2\n', /^day\.csv, line 3 has the time 1: times start at 0 or later and increase\.$/],
  ['time,value\n-1,1\n', /^day\.csv, line 2 has the time -1/],
];
for (const [text, message] of mistakes) {
  test(`${JSON.stringify(text)} is refused with its line`, () => assert.throws(() => parseTrace(text, 'day.csv'), { name: 'UserError', message }));
}

test('columns that name controls drive all of them, at the same moments', () => {
  const parts = [UNO, { type: 'wokwi-dht22', id: 'dht' }];
  const simulation = new Simulation(parseDiagram(diagram(parts, [])), firmware('hangs'));
  const values = (): number[] => simulation.parts[1].controls.map(({ value }) => value);
  simulation.playTrace('dht', parseTrace('time,humidity,temperature\n0.1,50,10\n0.2,60,20\n', 'weather.csv'));
  simulation.run(100 * MILLISECOND - 1000);
  assert.deepEqual(values(), [24, 40]);
  simulation.run(2000);
  assert.deepEqual(values(), [10, 50]);
  simulation.run(100 * MILLISECOND);
  assert.deepEqual(values(), [20, 60]);
});

test("of several columns, a control is driven by the one with its name", () => {
  const points = parseTrace('time,humidity,temperature\n0,50,10\n', 'weather.csv', 'temperature');
  assert.deepEqual([...points], [['temperature', [{ seconds: 0, value: 10 }]]]);
  const message = /^weather\.csv has the columns humidity: for control "temperature" it needs "temperature" or "value"\.$/;
  assert.throws(() => parseTrace('time,humidity\n0,50\n', 'weather.csv', 'temperature'), { name: 'UserError', message });
});

test('a value that the control does not take is refused before anything plays', () => {
  const simulation = station();
  const trace = parseTrace('time,temperature\n0,30\n1,300\n', 'day.csv');
  assert.throws(() => simulation.playTrace('ntc', trace), { name: 'UserError', message: /takes -24 to 80, not 300/ });
  simulation.run(MILLISECOND);
  assert.equal(simulation.parts[1].controls[0].value, 24);
});
