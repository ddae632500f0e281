import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { RESISTOR, UNO, diagram, firmware, station } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;

/** A station that keeps a record of everything it emits. */
function recorded(): { simulation: Simulation; record: string[]; text: () => string } {
  const record: string[] = [];
  const bytes: number[] = [];
  const simulation = station('station', {
    serial: (byte, nanos) => {
      bytes.push(byte);
      record.push(`${nanos} serial ${byte}`);
    },
    pin: (part, state, nanos) => void record.push(`${nanos} ${part}:${state.pin} ${state.value}`),
  });
  simulation.listenPin('uno', '12');
  return { simulation, record, text: () => String.fromCharCode(...bytes) };
}

/** Half a second with a change of temperature and a typed byte, in slices of the given length. */
function play(simulation: Simulation, slice: number): void {
  runTo(simulation, 200, slice);
  simulation.setControl('ntc', 'temperature', 40);
  runTo(simulation, 300, slice);
  simulation.writeSerial([65]);
  runTo(simulation, 500, slice);
}

function runTo(simulation: Simulation, milliseconds: number, slice: number): void {
  while (simulation.nanos < milliseconds * MILLISECOND) {
    simulation.run(Math.min(slice, milliseconds * MILLISECOND - simulation.nanos));
  }
}

test('the same stimuli give the same bytes and pin changes at the same nanoseconds, however the run is sliced', () => {
  const runs = [500, 500, 3.7, 0.25].map((milliseconds) => {
    const { simulation, record } = recorded();
    play(simulation, milliseconds * MILLISECOND);
    return record;
  });
  assert.ok(runs[0].length > 50);
  for (const run of runs) assert.deepEqual(run, runs[0]);
});

test('a restart begins anew at 0 and keeps the temperature', () => {
  const { simulation, record, text } = recorded();
  play(simulation, 10 * MILLISECOND);
  record.length = 0;
  simulation.restart();
  assert.equal(simulation.nanos, 0);
  simulation.run(50 * MILLISECOND);
  assert.match(text(), /hello\ncount 354\n$/);
  assert.equal(simulation.parts[1].controls[0].value, 40);
  const again = recorded();
  again.simulation.setControl('ntc', 'temperature', 40);
  again.simulation.run(50 * MILLISECOND);
  assert.deepEqual(record.filter((entry) => !entry.startsWith('0 ')), again.record);
});

test('bytes sent while the port is still closed arrive once it is open, in order', () => {
  const { simulation, text } = recorded();
  simulation.writeSerial(Buffer.from('XYZ'));
  simulation.run(300 * MILLISECOND);
  assert.match(text(), /^hello\n/);
  assert.deepEqual(text().match(/<.>/g), ['<X>', '<Y>', '<Z>']);
});

test('a sketch that looks only once a millisecond loses what its receive buffer cannot hold', () => {
  const { simulation, text } = recorded();
  simulation.run(20 * MILLISECOND);
  simulation.writeSerial(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ'));
  simulation.run(300 * MILLISECOND);
  const seen = text().match(/(?<=<)[A-Z](?=>)/g)!;
  assert.deepEqual(seen.slice(0, 3), ['A', 'B', 'C']);
  assert.ok(seen.length < 26);
  assert.deepEqual(seen, seen.toSorted());
});

test('a serial pause point stops with the last bit of its last byte', () => {
  const { simulation, record, text } = recorded();
  simulation.addPausePoint({ id: 'greeting', type: 'serial-bytes', bytes: [...Buffer.from('lo\n')] });
  const reached = simulation.run(1000 * MILLISECOND);
  assert.equal(reached?.id, 'greeting');
  assert.equal(text(), 'hello\n');
  const [nanos] = record.at(-1)!.split(' ');
  assert.ok(simulation.nanos - Number(nanos) <= 4 * 62.5);
  assert.equal(simulation.run(MILLISECOND), undefined, 'it stops once');
});

test('time pause points stop in order, and not when removed', () => {
  const simulation = station();
  simulation.addPausePoint({ id: 'later', type: 'time-absolute', nanos: 2 * MILLISECOND });
  simulation.addPausePoint({ id: 'never', type: 'time-absolute', nanos: 1.5 * MILLISECOND });
  simulation.addPausePoint({ id: 'sooner', type: 'time-absolute', nanos: MILLISECOND });
  assert.equal(simulation.removePausePoint('never'), true);
  assert.equal(simulation.removePausePoint('never'), false);
  assert.equal(simulation.run(10 * MILLISECOND)?.id, 'sooner');
  assert.ok(simulation.nanos - MILLISECOND < 250);
  assert.equal(simulation.run(10 * MILLISECOND)?.id, 'later');
  assert.equal(simulation.run(MILLISECOND), undefined);
});

test('a pulled-up input reads high, and low when it is wired to ground or to a low pin', () => {
  const circuits: [wires: Connection[], level: boolean][] = [
    [[], true],
    [[['uno:2', 'uno:GND.1']], false],
    [[['uno:2', 'r1:1'], ['r1:2', 'uno:13']], false],
    [[['uno:2', 'uno:12']], true],
  ];
  for (const [wires, level] of circuits) {
    const simulation = new Simulation(parseDiagram(diagram([UNO, RESISTOR], wires)), firmware('pins'));
    simulation.run(5 * MILLISECOND);
    const input = simulation.readPin('uno', '2');
    assert.deepEqual([input.direction, input.pullUp, input.value], ['in', true, level]);
    assert.equal(simulation.readPin('uno', '7').value, level, 'the firmware copies it to pin 7');
  }
});

test('pins report direction, level and voltage', () => {
  const simulation = station('pins');
  simulation.run(5 * MILLISECOND);
  assert.deepEqual(simulation.readPin('uno', '13'), { pin: '13', direction: 'out', value: false, pullUp: false, pullDown: false, voltage: 0 });
  const high = simulation.readPin('uno', '12');
  assert.equal(high.value, true);
  assert.ok(high.voltage > 4.5 && high.voltage < 5, 'the LED draws it down a little');
  assert.equal(simulation.readPin('led', 'A').value, simulation.readPin('led', 'A').voltage > 2.5);
  assert.ok(simulation.gpioPins().includes('uno:A0'));
});

const mistakes: [what: string, act: (simulation: Simulation) => void, message: RegExp][] = [
  ['an unknown part', (simulation) => simulation.setControl('oven', 'temperature', 1), /no part "oven" in diagram\.json: it has uno, ntc, led, r1/],
  ['an unknown control', (simulation) => simulation.setControl('ntc', 'heat', 1), /no control "heat": it has "temperature"/],
  ['a control of a part without any', (simulation) => simulation.setControl('r1', 'value', 1), /it has no controls/],
  ['a value out of range', (simulation) => simulation.setControl('ntc', 'temperature', 99), /takes -24 to 80, not 99/],
  ['a value that is no number', (simulation) => simulation.setControl('ntc', 'temperature', Number.NaN), /takes -24 to 80, not NaN/],
  ['an unknown pin', (simulation) => void simulation.readPin('uno', 'D4'), /Part "uno" has no pin "D4"/],
];
for (const [what, act, message] of mistakes) {
  test(`${what} is refused in one sentence`, () => {
    assert.throws(() => act(station()), { name: 'UserError', message });
  });
}
