import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { LED, NTC, RESISTOR, STATION_PARTS, STATION_WIRES, UNO, diagram, firmware } from './fixtures.ts';

test('parts, attributes and wires are read, from text as from an object', () => {
  const source = diagram(STATION_PARTS, STATION_WIRES);
  const parsed = parseDiagram(JSON.stringify(source));
  assert.deepEqual(parsed, parseDiagram(source));
  assert.deepEqual(parsed.parts[3], { type: 'wokwi-resistor', id: 'r1', attrs: { value: '220' } });
  assert.deepEqual(parsed.connections[2], [{ part: 'ntc', pin: 'OUT' }, { part: 'uno', pin: 'A0' }]);
});

test("a wire to Wokwi's serial monitor is understood", () => {
  assert.deepEqual(parseDiagram(diagram([UNO], [['uno:1', '$serialMonitor:RX']])).connections, []);
});

const mistakes: [what: string, source: unknown, message: RegExp][] = [
  ['text that is not JSON', '{"version": 1,', /^diagram\.json is not JSON: .*position 14/],
  ['something that is not an object', '[]', /^diagram\.json: it is not an object/],
  ['another version', { version: 2, parts: [] }, /^diagram\.json: version is 2, and only version 1 is known/],
  ['no parts', { version: 1 }, /^diagram\.json: parts is not a list/],
  ['an unknown part type', diagram([UNO, { type: 'wokwi-teapot', id: 't' }], []), /^diagram\.json: parts\[1\]\.type is "wokwi-teapot"/],
  ['a part without an id', diagram([{ type: 'wokwi-led' }], []), /^diagram\.json: parts\[0\]\.id is undefined/],
  ['a duplicate id', diagram([UNO, LED, { ...NTC, id: 'led' }], []), /^diagram\.json: parts\[2\]\.id is "led", which parts\[1\] already has/],
  ['a wire to an unknown part', diagram([UNO], [['uno:12', 'lamp:A']]), /^diagram\.json: connections\[0\]\[1\] leads to part "lamp"/],
  ['a wire to an unknown pin', diagram([UNO, LED], [['uno:12', 'led:A'], ['uno:99', 'led:C']]), /connections\[1\]\[0\] leads to pin "99" of part "uno"/],
  ['an end without a pin', diagram([UNO, LED], [['uno', 'led:A']]), /^diagram\.json: connections\[0\]\[0\] is "uno" and must have the form/],
  ['an end that is no text', { version: 1, parts: [UNO], connections: [['uno:1', 7]] }, /^diagram\.json: connections\[0\]\[1\] is 7 and must have the form/],
  ['a wire that is no list', { version: 1, parts: [UNO], connections: ['uno:1'] }, /^diagram\.json: connections\[0\] is not a list/],
];
for (const [what, source, message] of mistakes) {
  test(`${what} is refused in one sentence that names the place`, () => {
    assert.throws(() => parseDiagram(source), { name: 'UserError', message });
  });
}

const builds: [what: string, source: object, message: RegExp][] = [
  ['no board', diagram([LED], []), /^diagram\.json: parts has no board: add one, such as wokwi-arduino-uno\.$/],
  ['two boards', diagram([UNO, { ...UNO, id: 'second' }], []), /^diagram\.json: parts\[1\]\.type is "wokwi-arduino-uno", a second board beside parts\[0\]/],
  ['a resistor of "many" ohms', diagram([UNO, { ...RESISTOR, attrs: { value: 'many' } }], []), /parts\[1\]\.attrs\.value is "many" and must be a number/],
  ['5 V wired to ground', diagram([UNO], [['uno:5V', 'uno:GND.1']]), /5V and GND\.1 .*short circuit/],
];
for (const [what, source, message] of builds) {
  test(`a simulation with ${what} is refused`, () => {
    assert.throws(() => new Simulation(parseDiagram(source), firmware('pins')), { name: 'UserError', message });
  });
}
