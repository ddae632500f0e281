/** Firmware `pins` toggles 9 every millisecond by a timer, sends a pulse of 12 cycles on 8 about every millisecond, and sets 12 high. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';
import { readVcd } from './read-vcd.ts';
import type { Change } from './read-vcd.ts';

const MILLISECOND = 1e6;
const WIRES: Connection[] = [
  ['logic:GND', 'uno:GND.1'],
  ['logic:D0', 'uno:9'],
  ['logic:D1', 'uno:8'],
  ['logic:D2', 'uno:12'],
];

function build(attrs: object = {}, wires = WIRES): { simulation: Simulation; heard: Change[] } {
  const heard: Change[] = [];
  const parts = [UNO, { type: 'wokwi-logic-analyzer', id: 'logic', attrs }];
  const simulation = new Simulation(parseDiagram(diagram(parts, wires)), firmware('pins'), {
    pin: (_, { pin, value }, nanos) => heard.push({ nanos: Math.round(nanos), name: pin, level: value ? '1' : '0' }),
  });
  return { simulation, heard };
}

test('it records every change of its channels at its nanosecond', () => {
  const { simulation, heard } = build();
  simulation.run(MILLISECOND);
  for (const pin of ['9', '8', '12']) simulation.listenPin('uno', pin);
  simulation.run(20 * MILLISECOND);
  const { vcd, channelCount, sampleCount } = simulation.readVcd();
  const { names, changes, initial, end } = readVcd(vcd);
  assert.deepEqual(names, ['D0', 'D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7']);
  assert.equal(channelCount, 8);
  assert.equal(sampleCount, changes.length);
  assert.equal(initial.D7, 'z', 'nothing holds this channel');
  const pins: Record<string, string> = { D0: '9', D1: '8', D2: '12' };
  const recorded = changes.filter(({ nanos }) => nanos > MILLISECOND + 250).map((change) => ({ ...change, name: pins[change.name] }));
  assert.ok(heard.length >= 50);
  assert.deepEqual(recorded, heard.filter(({ nanos }) => nanos > MILLISECOND + 250));
  assert.equal(end, Math.round(simulation.nanos));
});

test('the pulse is as long in the recording as in cycles', () => {
  const { simulation } = build();
  simulation.run(5 * MILLISECOND);
  const pulse = readVcd(simulation.readVcd().vcd).changes.filter(({ name, level }) => name === 'D1' && level !== 'z').slice(1);
  const rise = pulse.findIndex(({ level }) => level === '1');
  assert.equal(pulse[rise + 1].level, '0');
  assert.ok(Math.abs(pulse[rise + 1].nanos - pulse[rise].nanos - 12 * 62.5) <= 1, 'SBI takes two cycles, then ten NOPs');
});

test('channels have the names that the attribute gives', () => {
  const { simulation } = build({ channelNames: 'clock, pulse,lamp,D3,D4,D5,D6,D7' });
  simulation.run(5 * MILLISECOND);
  assert.deepEqual(readVcd(simulation.readVcd().vcd).names, ['clock', 'pulse', 'lamp', 'D3', 'D4', 'D5', 'D6', 'D7']);
});

test('an edge trigger leaves out what was before, a level trigger what is between', () => {
  const wires: Connection[] = [...WIRES, ['logic:D7', 'btn:1.l'], ['btn:2.l', 'uno:5V'], ['logic:D7', 'r1:1'], ['r1:2', 'uno:GND.2']];
  const parts = [{ type: 'wokwi-pushbutton', id: 'btn', attrs: { bounce: '0' } }, { type: 'wokwi-resistor', id: 'r1' }];
  const recorded = (triggerMode: string): number[] => {
    const logic = { type: 'wokwi-logic-analyzer', id: 'logic', attrs: { triggerMode } };
    const simulation = new Simulation(parseDiagram(diagram([UNO, logic, ...parts], wires)), firmware('pins'));
    for (const pressed of [0, 1, 0]) {
      simulation.setControl('btn', 'pressed', pressed);
      simulation.run(10 * MILLISECOND);
    }
    const { changes } = readVcd(simulation.readVcd().vcd);
    return [0, 10, 20].map((from) => changes.filter(({ nanos }) => nanos > from * MILLISECOND && nanos <= (from + 10) * MILLISECOND).length);
  };
  const [before, during, after] = recorded('off').map((count) => count > 20);
  assert.deepEqual([before, during, after], [true, true, true]);
  assert.deepEqual(recorded('edge').map((count) => count > 20), [false, true, true]);
  assert.deepEqual(recorded('level').map((count) => count > 20), [false, true, false]);
  assert.equal(recorded('edge')[0], 0);
  assert.equal(recorded('level')[2], 0);
});

test('a full buffer keeps the beginning', () => {
  const { simulation } = build({ bufferSize: '12' });
  simulation.run(50 * MILLISECOND);
  const { sampleCount, vcd } = simulation.readVcd();
  assert.ok(sampleCount <= 12 && sampleCount > 6, `${sampleCount}`);
  assert.ok(readVcd(vcd).changes.every(({ nanos }) => nanos < 10 * MILLISECOND));
});

test('a restart begins a new recording', () => {
  const { simulation } = build();
  simulation.run(50 * MILLISECOND);
  const { sampleCount } = simulation.readVcd();
  simulation.restart();
  assert.equal(simulation.readVcd().sampleCount, 0);
  simulation.run(50 * MILLISECOND);
  assert.equal(simulation.readVcd().sampleCount, sampleCount);
});

test('without an analyzer there is nothing to read', () => {
  const simulation = new Simulation(parseDiagram(diagram([UNO], [])), firmware('pins'));
  assert.throws(() => simulation.readVcd(), { name: 'UserError', message: /diagram\.json has no wokwi-logic-analyzer: add one/ });
});

const mistakes: [attribute: string, value: string, message: RegExp][] = [
  ['bufferSize', '0', /must be a number from 1 to 10000000/],
  ['channelNames', 'a,b', /must be 8 names without spaces, separated by commas/],
  ['triggerMode', 'rising', /must be one of "off", "level", "edge"/],
  ['triggerPin', 'D8', /must be one of "D0", "D1"/],
  ['triggerLevel', '1', /must be one of "high", "low"/],
];
for (const [attribute, value, message] of mistakes) {
  test(`${attribute} "${value}" is refused with its place`, () => {
    assert.throws(() => build({ [attribute]: value }), { name: 'UserError', message });
    assert.throws(() => build({ [attribute]: value }), new RegExp(`parts\\[1\\]\\.attrs\\.${attribute} is "${value}"`));
  });
}
