/** Timers: outputs in each kind of PWM, capture, flags, and a prescaler that runs on its own (ATmega328P datasheet, sections 14 to 16). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CPU } from 'avr8js';
import { atmega328p } from '../../hardware_labs/simulator/engines/avr/atmega328p.ts';
import { Interpreter } from '../../hardware_labs/simulator/engines/avr/interpreter.ts';
import { PSRSYNC, Prescaler, connectPrescalers } from '../../hardware_labs/simulator/engines/avr/prescaler.ts';
import { Timer } from '../../hardware_labs/simulator/engines/avr/timer.ts';
import { benchOf } from './avr-bench.ts';
import type { Mcu } from './fixtures.ts';
import { randomWords } from './random.ts';

/** Of firmware `waves`: high and whole period of each output, in cycles. */
const WAVES: Record<string, [high: number, period: number]> = {
  PG5: [64 * 8, 256 * 8], // 0B, fast: one more than the compare value
  PB5: [2 * 10 * 8, 510 * 8], // 1A, phase correct: up to the compare value and down from it
  PB6: [2 * 100 * 8, 510 * 8],
  PB7: [2 * 200 * 8, 510 * 8],
  PB4: [2 * 50 * 8, 510 * 8],
  PH6: [(510 - 2 * 60) * 8, 510 * 8], // inverted
  PE3: [1 * 8, 1250 * 8], // 3A at 0: a spike of one count
  PE4: [625 * 8, 1250 * 8],
  PE5: [(1250 - 125) * 8, 1250 * 8], // inverted
  PH3: [512, 1024],
  PH4: [256, 1024],
  PH5: [768, 1024],
  PL3: [2 * 1000, 2 * 5000],
  PL4: [2 * 2500, 2 * 5000],
  PL5: [2 * 4000, 2 * 5000],
};
/** The loop that runs meanwhile is two cycles long. */
const INSTRUCTION = 2;

test('every output of the six timers has its duty cycle and its period', () => {
  const bench = benchOf('waves', 'atmega2560').run(10);
  for (const [pin, [high, period]] of Object.entries(WAVES)) {
    const edges = bench.edges.get(pin)!;
    const pulses = bench.pulses(pin).slice(2); // after the compare values have been loaded
    assert.ok(pulses.length >= 3, `${pulses.length} pulses on ${pin}`);
    for (const width of pulses) assert.ok(Math.abs(width - high) <= INSTRUCTION, `${pin} high for ${width}, not ${high}`);
    const measured = (edges.at(-1)! - edges.at(-5)!) / 2;
    assert.ok(Math.abs(measured - period) <= INSTRUCTION, `${pin} every ${measured}, not ${period}`);
  }
});

for (const [mcu, pin, flags] of [['atmega328p', 'PB0', [6, 4]], ['atmega2560', 'PD4', [14, 12]]] as const) {
  test(`timer 1 of an ${mcu} captures its counter, and its flags are cleared one by one`, () => {
    const bench = benchOf('capture', mcu satisfies Mcu).run(2);
    for (const milliseconds of [1, 1.75, 2.5, 1]) {
      bench.engine.setInput(pin, true);
      bench.run(0.25).engine.setInput(pin, false);
      bench.run(milliseconds - 0.25);
    }
    const [before, after, , ...counts] = bench.text.trim().split(' ').map(Number);
    assert.deepEqual([before, after], flags);
    assert.deepEqual(counts, [2000, 3500, 5000]);
  });
}

class TimerBench {
  readonly cpu = new CPU(new Uint16Array(64), 256); // of NOPs, a cycle each
  private readonly interpreter = new Interpreter(this.cpu, 0x100);

  constructor(number: 0 | 1) {
    const prescaler = new Prescaler(this.cpu);
    new Timer(this.cpu, atmega328p.timers[number], prescaler, () => undefined, () => undefined);
    connectPrescalers(this.cpu, new Map([[PSRSYNC, prescaler]]));
  }

  write(register: number, value: number): this {
    this.cpu.writeData(register, value);
    return this;
  }

  at(cycles: number): this {
    this.interpreter.run(cycles);
    return this;
  }
}

const [TCCR0B, TCNT0, OCR0A, TIFR0, GTCCR] = [0x45, 0x46, 0x47, 0x35, 0x43];
const [TCCR1B, TCNT1L, TCNT1H, ICR1L, ICR1H] = [0x81, 0x84, 0x85, 0x86, 0x87];

test('the prescaler runs free: the first tick comes sooner when the timer is switched on late', () => {
  const bench = new TimerBench(0).at(50).write(TCCR0B, 3);
  assert.equal(bench.at(63).cpu.readData(TCNT0), 0);
  assert.equal(bench.at(64).cpu.readData(TCNT0), 1);
  assert.equal(bench.at(128).cpu.readData(TCNT0), 2);
  bench.at(150).write(GTCCR, PSRSYNC);
  assert.equal(bench.at(150 + 63).cpu.readData(TCNT0), 2);
  assert.equal(bench.at(150 + 64).cpu.readData(TCNT0), 3);
});

test('GTCCR holds the prescaler as long as TSM is set', () => {
  const bench = new TimerBench(0).write(TCCR0B, 2).at(20).write(GTCCR, 0x80 | PSRSYNC);
  assert.equal(bench.at(1000).cpu.readData(TCNT0), 2);
  bench.write(GTCCR, 0);
  assert.equal(bench.at(1008).cpu.readData(TCNT0), 3);
});

test('a written counter does not match at its first tick', () => {
  const bench = new TimerBench(0).write(OCR0A, 100).write(TCCR0B, 1).write(TCNT0, 100).at(50);
  assert.equal(bench.cpu.readData(TIFR0) & 2, 0);
  assert.equal(bench.at(350).cpu.readData(TIFR0) & 2, 2);
});

test('a timer that nobody looked at for a minute has counted all the same', () => {
  const bench = new TimerBench(0).write(TCCR0B, 1);
  bench.cpu.cycles = 960_000_000 + 1;
  assert.equal(bench.cpu.readData(TCNT0), 960_000_000 % 256);
  assert.equal(bench.cpu.readData(TIFR0), 7);
});

test('both halves of a 16 bit counter belong together; ICR1 is written only where it is TOP', () => {
  const bench = new TimerBench(1).write(TCCR1B, 1).at(0x1ff + 1);
  assert.equal(bench.cpu.readData(TCNT1L), 0xff);
  bench.at(0x300);
  assert.equal(bench.cpu.readData(TCNT1H), 0x01);
  bench.write(ICR1H, 0x12).write(ICR1L, 0x34);
  assert.equal(bench.cpu.readData(ICR1L), 0);
  bench.write(TCCR1B, 0x19).write(ICR1H, 0x12).write(ICR1L, 0x34); // CTC
  assert.equal(bench.cpu.readData(ICR1L), 0x34);
  assert.equal(bench.cpu.readData(ICR1H), 0x12);
});

for (const number of [0, 1] as const) {
  test(`timer ${number} counts the same whether it is looked at every cycle or seldom, whatever it is set to`, () => {
    const { TCCRA, TCCRB, TCNT, TIFR, channels, bits } = atmega328p.timers[number];
    const random = randomWords(88172645 + number);
    const below = (limit: number): number => random() % limit;
    for (let round = 0; round < 100; round++) {
      const [often, seldom] = [new TimerBench(number), new TimerBench(number)];
      const set = (register: number, value: number): void => {
        for (const bench of [often, seldom]) {
          if (bits === 16) bench.write(register + 1, value >> 8);
          bench.write(register, value & 0xff);
        }
      };
      const settings: string[] = [];
      for (let cycles = 0; cycles < 12_000; ) {
        const [a, b, small] = [below(4), below(4) << 3, below(2) === 0];
        for (const bench of [often, seldom]) bench.write(TCCRA, a).write(TCCRB, b | 1);
        const values = [...channels.map(({ OCR }) => OCR), ...(bits === 16 ? [ICR1L] : []), TCNT].map((register) => {
          const value = below(small ? 20 : 300);
          set(register, bits === 16 ? value : value & 0xff);
          return value;
        });
        settings.push(`${a} ${b} ${values.join(' ')}`);
        const end = cycles + below(3000);
        while (cycles < end) often.at(++cycles).cpu.readData(TCNT);
        seldom.at(end);
        for (const register of [TCNT, TIFR]) {
          assert.equal(seldom.cpu.readData(register), often.cpu.readData(register), `${register} at ${end} after ${settings.join('; ')}`);
        }
        for (const bench of [often, seldom]) bench.write(TIFR, 0xff);
      }
    }
  });
}
