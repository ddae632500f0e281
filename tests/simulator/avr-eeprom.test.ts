/** The EEPROM, with firmware `eeprom`: its content, its times, its interrupt (ATmega328P datasheet, sections 7.4 and 7.6). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { CYCLES_PER_MILLISECOND, benchOf } from './avr-bench.ts';
import { UNO, diagram, firmware } from './fixtures.ts';

const EEPE = 2;
const MILLISECOND = 1e6;
const EMPTY = '255 255 255';
const WRITTEN = `${0x12} 255 ${'b'.charCodeAt(0)}`;

for (const mcu of ['atmega328p', 'atmega2560'] as const) {
  test(`the EEPROM of an ${mcu} is empty at power-on, is written and read, and survives the watchdog's reset`, () => {
    const lines = benchOf('eeprom', mcu).run(200).text.split('\n').map((line) => line.trim());
    assert.deepEqual([lines[0], lines[1], ...lines.slice(5)], [EMPTY, WRITTEN, WRITTEN, '']);
  });

  test(`an ${mcu} erases and writes in 3.4 ms, and does one of them in 1.8 ms; writing alone only clears bits`, () => {
    const bench = benchOf('eeprom', mcu).run(200);
    assert.equal(bench.text.split('\n')[2].trim(), `${0x0f} ${0x0f & 0xfc} ${0xff} ${0x77}`);
    const expected = [3.4, 1.8, 1.8, 3.4].map((milliseconds) => milliseconds * CYCLES_PER_MILLISECOND);
    const actual = bench.pulses('PC0').slice(0, expected.length);
    assert.equal(actual.length, expected.length);
    for (const [n, cycles] of actual.entries()) {
      assert.ok(cycles - expected[n] >= 0 && cycles - expected[n] < 20, `${cycles} cycles, not ${expected[n]}`);
    }
  });

  test(`an ${mcu} writes within four cycles after EEMPE, not without it, not later; meanwhile EEAR and EEPE hold`, () => {
    assert.equal(benchOf('eeprom', mcu).run(200).text.split('\n')[3].trim(), `0 0 ${0x77} ${EEPE} 6 ${0x66}`);
  });

  test(`the ready interrupt of an ${mcu} calls when the byte is written, and again as long as it is enabled`, () => {
    assert.equal(benchOf('eeprom', mcu).run(200).text.split('\n')[4].trim(), `0 3 ${0x88}`);
  });
}

test('switching the board off and on empties it', () => {
  let text = '';
  const simulation = new Simulation(parseDiagram(diagram([UNO], [])), firmware('eeprom'), {
    serial: (byte) => void (text += String.fromCharCode(byte)),
  });
  simulation.run(100 * MILLISECOND);
  assert.match(text, new RegExp(`^${EMPTY} \n${WRITTEN} \n`));
  text = '';
  simulation.restart();
  simulation.run(100 * MILLISECOND);
  assert.match(text, new RegExp(`^${EMPTY} \n${WRITTEN} \n`));
});
