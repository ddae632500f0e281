/** What the board's tabs read, keep and write: printed numbers, level changes, traces, axes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTrace } from '../../hardware_labs/simulator/trace.ts';
import { tickLabels, ticks } from '../../book/web/chart.ts';
import { EdgeStore } from '../../book/web/pin-edges.ts';
import { PlotterLines, lineValues } from '../../book/web/plotter-lines.ts';
import { heldAt, hump, sampled, traceText } from '../../book/web/trace-points.ts';

test('numbers of a line are read as the Arduino IDE\'s plotter reads them', () => {
  const read = (line: string): object => Object.fromEntries(lineValues(line));
  assert.deepEqual(read('512 24.5'), { 'value 1': 512, 'value 2': 24.5 });
  assert.deepEqual(read('512,\t-3e2 ,1\r'), { 'value 1': 512, 'value 2': -300, 'value 3': 1 });
  assert.deepEqual(read('count:512,celsius: 24.5'), { count: 512, celsius: 24.5 });
  assert.deepEqual(read('count 353  40.06 C'), { 'value 1': 353, 'value 2': 40.06 });
  assert.deepEqual(read('hello, here I am: x:'), {});
  assert.deepEqual(read(''), {});
});

test('lines that come in pieces keep the moments of their line feeds', () => {
  const lines = new PlotterLines();
  const bytes = (text: string): number[] => [...Buffer.from(text)];
  assert.deepEqual(lines.read(bytes('hello\n1 2\n3'), [1e9, 2e9]).map(({ seconds, values }) => [seconds, ...values.values()]), [[2, 1, 2]]);
  assert.deepEqual(lines.read(bytes('4\n'), [3e9]).map(({ seconds, values }) => [seconds, ...values.values()]), [[3, 34]]);
});

test('axes have round numbers', () => {
  assert.deepEqual(tickLabels(ticks(0, 10, 5)), ['0', '2', '4', '6', '8', '10']);
  assert.deepEqual(tickLabels(ticks(-0.13, 0.31, 4)), ['0.0', '0.2']);
  assert.deepEqual(tickLabels(ticks(13500.01, 13501.01, 4)), ['13500.5', '13501.0']);
  assert.deepEqual(ticks(3, 3, 4), [3]);
});

/** D0 is watched from 10 ns on and pulses twice; D1 stays low. */
function recorded(): EdgeStore {
  const store = new EdgeStore();
  store.add([{ pin: 'uno:2', nanos: 10, high: false }, { pin: 'uno:3', nanos: 10, high: false }]);
  store.add([20, 50, 100, 140].map((nanos, index) => ({ pin: 'uno:2', nanos, high: index % 2 === 0 })));
  return store;
}

test('a pin\'s facts are its level, its changes, its last pulse and period', () => {
  const store = recorded();
  assert.deepEqual(store.facts('uno:2'), { high: false, changes: 4, pulse: 40, period: 80 });
  assert.deepEqual(store.facts('uno:3'), { high: false, changes: 0, pulse: undefined, period: undefined });
  assert.equal(store.facts('uno:4'), undefined);
  assert.equal(store.last, 140);
  store.add([{ pin: 'uno:2', nanos: 180, high: true }]);
  assert.deepEqual(store.facts('uno:2'), { high: true, changes: 5, pulse: 40, period: 80 });
});

test('a waveform begins with the change before its window', () => {
  assert.deepEqual([...recorded().from('uno:2', 60)].map(({ nanos }) => nanos), [50, 100, 140]);
  assert.deepEqual([...recorded().from('uno:2', 50)].map(({ nanos }) => nanos), [50, 100, 140]);
  assert.deepEqual([...recorded().from('uno:9', 0)], []);
});

test('one goes from change to change of all pins, not to where the watching began', () => {
  const store = recorded();
  store.add([{ pin: 'uno:3', nanos: 70, high: true }]);
  assert.deepEqual([140, 100, 70, 50, 20].map((moment) => store.next(moment, -1)), [100, 70, 50, 20, undefined]);
  assert.deepEqual([10, 20, 50, 140].map((moment) => store.next(moment, 1)), [20, 50, 70, undefined]);
});

test('pins are written as a Value Change Dump', () => {
  const body = recorded().vcd(['uno:2', 'uno:3'], 200).split('$enddefinitions $end\n')[1];
  assert.equal(body, '#10\n$dumpvars\n0!\n0"\n$end\n#20\n1!\n#50\n0!\n#100\n1!\n#140\n0!\n#200\n');
});

const CONTROL = { min: -24, max: 80, step: 0.1, value: 24 };

test('a first trace stays in the control\'s range, from its value and back', () => {
  for (const value of [-24, 24, 80]) {
    const values = hump({ ...CONTROL, value }, 10).map((point) => point.value);
    assert.ok(values.every((some) => some >= -24 && some <= 80));
    assert.deepEqual([values[0], values.at(-1)], [value, value]);
    assert.ok(Math.max(...values) - Math.min(...values) > 20);
  }
});

test('a stroke moves the samples under it and no others, in either direction', () => {
  const points = [{ seconds: 0, value: 20 }];
  const [from, to] = [{ seconds: 2, value: 30 }, { seconds: 5, value: 60 }];
  const drawn = sampled(points, 10, 10, from, to, 0.1);
  assert.deepEqual(drawn.map(({ value }) => value), [20, 20, 30, 40, 50, 60, 20, 20, 20, 20]);
  assert.deepEqual(sampled(points, 10, 10, to, from, 0.1), drawn);
  assert.equal(sampled(points, 10, 10, from, from, 0.1)[2].value, 30);
  assert.equal(heldAt(drawn, 3.5), 40);
});

test('a drawn trace is written as the simulator reads it', () => {
  const points = hump(CONTROL, 10);
  assert.deepEqual(parseTrace(traceText(points), 'it').get('value'), points);
});
