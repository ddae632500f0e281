/** The SPI as a master, with firmware `spi`: on a wire, on a logic analyzer, and by its flags (ATmega328P datasheet, section 18). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection, Mcu } from './fixtures.ts';
import { readVcd } from './read-vcd.ts';
import type { Change } from './read-vcd.ts';

const MILLISECOND = 1e6;
const NANOS_PER_CYCLE = 62.5;
const ANALYZER = { type: 'wokwi-logic-analyzer', id: 'logic' };
/** What the firmware sends in each mode and order. */
const SENT = [0xb2, 0x41];
const MODES = 8;
const DIVIDERS = [4, 2, 16, 8, 64, 32, 128, 64]; // by SPR1, SPR0 and SPI2X, table 18-5
const WCOL = 0x40;
const SPIF = 0x80;
const MSTR = 0x10;

interface Setup {
  readonly board: { readonly type: string; readonly id: string };
  readonly mcu: Mcu;
  readonly ss: string;
  readonly sck: string;
  readonly mosi: string;
  readonly miso: string;
  /** The pin with the pulses. */
  readonly pulse: string;
}

const uno: Setup = { board: UNO, mcu: 'atmega328p', ss: '10', sck: '13', mosi: '11', miso: '12', pulse: 'A0' };
const mega: Setup = {
  board: { type: 'wokwi-arduino-mega', id: 'mega' }, mcu: 'atmega2560', ss: '53', sck: '52', mosi: '51', miso: '50', pulse: '37',
};

interface Run {
  readonly simulation: Simulation;
  readonly lines: string[];
  readonly times: readonly number[];
  /** Widths of the pulses, in cycles. */
  readonly pulses: number[];
}

/** @param wires Ends without a colon are pins of the board. */
function run(setup: Setup, parts: readonly object[], wires: readonly (readonly [string, string])[]): Run {
  const { board, mcu, pulse } = setup;
  const full = (end: string): string => (end.includes(':') ? end : `${board.id}:${end}`);
  const connections = wires.map(([from, to]): Connection => [full(from), full(to)]);
  const bytes: number[] = [];
  const times: number[] = [];
  const pulses: number[] = [];
  let rose = 0;
  const simulation = new Simulation(parseDiagram(diagram([board, ...parts], connections)), firmware('spi', mcu), {
    serial: (byte, nanos) => {
      bytes.push(byte);
      times.push(nanos);
    },
    pin: (_, { value }, nanos) => {
      if (value) rose = nanos;
      else if (rose > 0) pulses.push((nanos - rose) / NANOS_PER_CYCLE);
    },
  });
  simulation.listenPin(board.id, pulse);
  simulation.run(30 * MILLISECOND);
  return { simulation, lines: String.fromCharCode(...bytes).split('\n').map((line) => line.trim()), times, pulses };
}

/** Bytes on a line, taken where the clock says, the first bit highest; one list for each of the firmware's modes. */
function decode(changes: readonly Change[]): number[][] {
  let [sck, mosi] = [false, false];
  const edges: { rises: boolean; mosi: boolean }[] = [];
  for (const { name, level } of changes) {
    const high = level === '1';
    if (name === 'D1') mosi = high;
    else if (name === 'D0' && high !== sck) {
      sck = high;
      edges.push({ rises: high, mosi });
    }
  }
  const bits: boolean[][] = [];
  let at = 0;
  for (let mode = 0; mode < MODES; mode++) {
    const idlesHigh = (mode & 2) !== 0;
    if (edges[at]?.rises === idlesHigh && (mode & 2) !== ((mode - 1) & 2)) at++; // the clock moves to where it idles
    const own = edges.slice(at, at + 16 * SENT.length);
    at += own.length;
    bits.push(own.filter((_, n) => n % 2 === (mode & 1)).map((edge) => edge.mosi));
  }
  return bits.map((own) => SENT.map((_, n) => own.slice(8 * n, 8 * n + 8).reduce((byte, bit) => 2 * byte + Number(bit), 0)));
}

function reversed(byte: number): number {
  return Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) << (7 - bit)).reduce((sum, bit) => sum | bit, 0);
}

for (const setup of [uno, mega]) {
  const { mcu, sck, mosi, miso, ss } = setup;
  const probes = [['logic:D0', sck], ['logic:D1', mosi]] as const;

  test(`an ${mcu} gets back what it sends where MOSI is wired to MISO, in every mode and order`, () => {
    const { lines } = run(setup, [], [[mosi, miso]]);
    assert.equal(lines[0], Array.from({ length: MODES }, () => SENT.join(' ')).join(' '));
    assert.equal(lines[3], `${0x5a} ${MSTR}`);
  });

  test(`an ${mcu} reads MISO as it is: low, or high at the supply`, () => {
    assert.equal(run(setup, [], [[miso, 'GND.1']]).lines[0], Array.from({ length: 2 * MODES }, () => 0).join(' '));
    assert.equal(run(setup, [], [[miso, '5V']]).lines[0], Array.from({ length: 2 * MODES }, () => 255).join(' '));
  });

  test(`a logic analyzer reads the bytes of an ${mcu} by its clock`, () => {
    const { simulation } = run(setup, [ANALYZER], probes);
    const { changes } = readVcd(simulation.readVcd().vcd);
    const expected = Array.from({ length: MODES }, (_, mode) => (mode & 4 ? SENT.map(reversed) : SENT));
    assert.deepEqual(decode(changes), expected);
    const rises = changes.filter(({ name, level, nanos }) => name === 'D0' && level === '1' && nanos > 0).slice(0, 8);
    for (const [n, { nanos }] of rises.slice(1).entries()) {
      const cycles = (nanos - rises[n].nanos) / NANOS_PER_CYCLE;
      assert.ok(Math.abs(cycles - 16) <= 2, `${cycles} cycles for a bit at fosc/16`);
    }
  });

  test(`a byte of an ${mcu} takes eight bits at each of the eight speeds, watched or not`, () => {
    const [alone, watched] = [run(setup, [], []), run(setup, [ANALYZER], probes)];
    assert.equal(alone.pulses.length, DIVIDERS.length);
    for (const [n, cycles] of alone.pulses.entries()) {
      const over = cycles - 8 * DIVIDERS[n];
      assert.ok(over >= 0 && over < 16, `${cycles} cycles at fosc/${DIVIDERS[n]}`);
    }
    assert.deepEqual(watched.pulses, alone.pulses);
    assert.deepEqual(watched.lines, alone.lines);
    assert.deepEqual(watched.times, alone.times);
    assert.equal(watched.simulation.cycles, alone.simulation.cycles);
  });

  test(`flags of an ${mcu}: a write too early is lost and sets WCOL; reading SPSR, then SPDR clears both; so does the interrupt`, () => {
    const { lines } = run(setup, [], [[mosi, miso]]);
    assert.equal(lines[1], `${WCOL} ${WCOL | SPIF} ${0x11} 0`);
    assert.equal(lines[2], '3 0');
  });

  test(`an ${mcu} whose SS is an input and low is no master any more`, () => {
    const { lines } = run(setup, [], [[mosi, miso], [ss, 'GND.1']]);
    assert.deepEqual(lines.slice(3), ['2 0', ''], 'SPIF is set, and SPDR has the byte of the transfer before');
  });
}
