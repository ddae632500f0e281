/** The ATmega2560's ports, interrupts, serial ports and converter, by firmware that names registers and vectors as avr-libc does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOf } from './avr-bench.ts';

const PORTS = ['PA', 'PB', 'PC', 'PD', 'PE', 'PF', 'PG', 'PH', 'PJ', 'PK', 'PL'];
const PINS = PORTS.flatMap((port) => Array.from({ length: port === 'PG' ? 6 : 8 }, (_, bit) => `${port}${bit}`));

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

test('every pin of the eleven ports is driven in its turn, by PORT and by PIN', () => {
  const bench = benchOf('all-ports', 'atmega2560').run(1);
  assert.deepEqual([...bench.edges.keys()], PINS);
  assert.deepEqual([...bench.engine.pins], PINS);
  // PE1 becomes the serial port's, which idles high
  for (const [pin, edges] of bench.edges) assert.equal(edges.length, pin === 'PE1' ? 5 : 4, pin);
});

test('INT0 to INT7 and PCINT0 to PCINT23 call from their pins', () => {
  const bench = benchOf('all-ports', 'atmega2560').run(1);
  const called: Record<string, string> = {};
  for (const pin of PINS) {
    bench.text = '';
    for (const high of [true, false]) {
      bench.engine.setInput(pin, high);
      bench.run(0.5);
    }
    if (bench.text !== '') called[pin] = bench.text;
  }
  const expected: Record<string, string> = {};
  for (const [number, pin] of ['PD0', 'PD1', 'PD2', 'PD3', 'PE4', 'PE5', 'PE6', 'PE7'].entries()) expected[pin] = `${number}`;
  for (let bit = 0; bit < 8; bit++) Object.assign(expected, { [`PB${bit}`]: 'aa', [`PK${bit}`]: 'cc' });
  for (const pin of ['PE0', 'PJ0', 'PJ1', 'PJ2', 'PJ3', 'PJ4', 'PJ5', 'PJ6']) expected[pin] = 'bb';
  assert.deepEqual(called, expected);
});

test('four USARTs send at their own speeds, by their own interrupts; the first is the serial port', () => {
  const bench = benchOf('four-usarts', 'atmega2560').run(10);
  const [start, eightBits, stop, parity] = [1, 8, 1, 1];
  const cyclesPerByte = [
    (start + eightBits + stop) * 16 * 26,
    (start + eightBits + stop) * 16 * 52,
    (start + eightBits + 1 + stop) * 16 * 104,
    (start + eightBits + parity + 2 * stop) * 16 * 13,
  ];
  for (const [number, cycles] of cyclesPerByte.entries()) {
    const [width, ...others] = bench.pulses(`PA${number}`);
    assert.deepEqual(others, []);
    // into the first interrupt, and out of the last one
    assert.ok(width - 3 * cycles >= -20 && width - 3 * cycles < 60, `USART${number}: ${width} cycles, not ${3 * cycles}`);
  }
  bench.engine.receive([...'HAL'].map((letter) => letter.charCodeAt(0)));
  assert.equal(bench.run(5).text, 'aaaIBM');
});

test('the converter reads 16 channels, four references and differences; runs free, or when timer 0 overflows', () => {
  const bench = benchOf('converter', 'atmega2560');
  const volts = (channel: number): number => 0.1 + 0.3 * channel;
  for (let channel = 0; channel < 16; channel++) bench.volts.set(`${channel < 8 ? 'PF' : 'PK'}${channel % 8}`, volts(channel));
  const [adc1, adc9] = [0.12, volts(8) + 0.005];
  bench.volts.set('PF1', adc1).set('PK1', adc9).set('AREF', 2);
  const [singles, references, differences, triggered] = bench.run(60).text.trim().split('\n').map((line) => line.trim().split(' ').map(Number));
  const expected = Array.from({ length: 16 }, (_, channel) => ({ 1: adc1, 9: adc9 })[channel] ?? volts(channel));
  assert.deepEqual(singles, expected.map((value) => Math.floor((1024 * value) / 5)));
  assert.deepEqual(references, [2, 1.1, 2.56].map((reference) => Math.floor((1024 * 0.1) / reference)));
  assert.deepEqual(differences, [(512 * 10 * 0.02) / 5, (512 * 200 * 0.005) / 5].map(Math.floor));
  assert.deepEqual(triggered, [singles[8], singles[8]]);
  const starts = bench.edges.get('PB0')!.filter((_, n) => n % 2 === 0);
  const gaps = starts.slice(1).map((cycles, n) => cycles - starts[n]);
  const free = sum(gaps.slice(0, 7)) / 7;
  assert.ok(Math.abs(free - 13 * 32) < 3, `${free} cycles between free conversions`);
  const overflows = sum(gaps.slice(-8)) / 8;
  assert.ok(Math.abs(overflows - 256 * 8) < 3, `${overflows} cycles between overflows`);
});
