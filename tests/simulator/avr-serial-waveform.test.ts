/** The transmit line of an AVR's serial ports on a logic analyzer (ATmega328P datasheet, section 19.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';
import { readVcd } from './read-vcd.ts';
import { frame, frames } from './serial-frames.ts';

const MILLISECOND = 1e6;
const NANOS_PER_CYCLE = 62.5;
const MEGA = { type: 'wokwi-arduino-mega', id: 'mega' };
const ANALYZER = { type: 'wokwi-logic-analyzer', id: 'logic' };
/** At 115200 baud from 16 MHz, with U2X. */
const BIT = 8 * 17 * NANOS_PER_CYCLE;

function run(name: string, wires: readonly Connection[], parts: readonly object[]): { simulation: Simulation; serial: [number, number][] } {
  const serial: [number, number][] = [];
  const simulation = new Simulation(parseDiagram(diagram([UNO, ...parts], wires)), firmware(name), {
    serial: (byte, nanos) => serial.push([byte, nanos]),
  });
  simulation.run(60 * MILLISECOND);
  return { simulation, serial };
}

test('pin 1 carries each byte with its start and stop bit, and nothing is later for it', () => {
  const watched = run('motion', [['logic:D0', 'uno:1']], [ANALYZER]);
  const alone = run('motion', [], []);
  assert.deepEqual(watched.serial, alone.serial);
  assert.equal(watched.simulation.cycles, alone.simulation.cycles);
  assert.ok(alone.serial.length > 0);
  const { changes } = readVcd(watched.simulation.readVcd().vcd);
  assert.deepEqual(frames(changes, 'D0', BIT, 9), alone.serial.map(([byte]) => frame(byte, '1')));
});

test('each of the Mega\'s four ports has its own pin, speed, parity and stop bits', () => {
  const wires: Connection[] = [['logic:D0', 'mega:1'], ['logic:D1', 'mega:18'], ['logic:D2', 'mega:16'], ['logic:D3', 'mega:14']];
  const simulation = new Simulation(parseDiagram(diagram([MEGA, ANALYZER], wires)), firmware('four-usarts', 'atmega2560'));
  simulation.run(60 * MILLISECOND);
  const { changes } = readVcd(simulation.readVcd().vcd);
  const dividers = [26, 52, 104, 13];
  // a stop bit; a ninth bit before it; even parity and two stop bits, for a letter with three ones
  const behind = ['1', '1', '01', '111'];
  for (const [port, divider] of dividers.entries()) {
    const sent = Array.from({ length: 3 }, () => frame('a'.charCodeAt(0) + port, behind[port]));
    assert.deepEqual(frames(changes, `D${port}`, 16 * divider * NANOS_PER_CYCLE, sent[0].length), sent, `port ${port}`);
  }
});

test('the line is high while the port is on, and the pin is the program\'s again when the transmitter is off and all has left', () => {
  const { simulation, serial } = run('serial-off', [['logic:D0', 'uno:1']], [ANALYZER]);
  assert.deepEqual(serial.map(([byte]) => byte), [...'OK'].map((letter) => letter.charCodeAt(0)));
  const changes = readVcd(simulation.readVcd().vcd).changes.filter(({ name }) => name === 'D0');
  assert.deepEqual(frames(changes, 'D0', BIT, 9).slice(0, 2), [...'OK'].map((letter) => frame(letter.charCodeAt(0), '1')));
  const [{ nanos, level }] = changes.slice(-1);
  assert.equal(level, '0', 'as PORTD says');
  assert.ok(Math.abs(nanos - serial[1][1]) < 500, 'when the last stop bit has left');
});

test('an idle port holds its pin high, watched or not', () => {
  const { simulation } = run('motion', [], []);
  const { direction, value } = simulation.readPin('uno', '1');
  assert.deepEqual([direction, value], ['out', true]);
});
