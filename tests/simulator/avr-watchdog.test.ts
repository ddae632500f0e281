/** The watchdog: its timed sequence, its interrupt and its reset (ATmega328P datasheet, section 10.8). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CPU, watchdogConfig } from 'avr8js';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Interpreter } from '../../hardware_labs/simulator/engines/avr/interpreter.ts';
import { Watchdog } from '../../hardware_labs/simulator/engines/avr/watchdog.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';

const MILLISECOND = 1e6;
const HERTZ = 16_000_000;
const CYCLES_PER_MILLISECOND = 16_000;
const { WDTCSR, MCUSR } = watchdogConfig;
const WDIF = 0x80;
const WDIE = 0x40;
const WDCE = 0x10;
const WDE = 0x08;
const WDRF = 0x08;
const TWO_SECONDS = 0x07;
const EIGHT_SECONDS = 0x21;

class Bench {
  readonly cpu = new CPU(new Uint16Array(64), 256);
  private readonly interpreter = new Interpreter(this.cpu, 0x100); // of NOPs, a cycle each
  resets = 0;

  constructor(mcusr = 0) {
    this.cpu.data[MCUSR] = mcusr;
    new Watchdog(this.cpu, watchdogConfig, HERTZ, () => void this.resets++);
  }

  get control(): number {
    return this.cpu.readData(WDTCSR);
  }

  write(value: number): this {
    this.cpu.writeData(WDTCSR, value);
    return this;
  }

  wait(cycles: number): this {
    this.interpreter.run(this.cpu.cycles + cycles);
    return this;
  }

  /** The timed sequence. */
  change(value: number): this {
    return this.write(WDCE | WDE).wait(2).write(value);
  }
}

test('the prescaler changes within four cycles after WDCE and WDE, and not later', () => {
  for (const [delay, changed] of [[1, true], [4, true], [5, false], [100, false]] as const) {
    const bench = new Bench().write(WDCE | WDE);
    assert.equal(bench.control, WDCE | WDE);
    bench.wait(delay).write(WDE | TWO_SECONDS);
    assert.equal(bench.control, changed ? WDE | TWO_SECONDS : WDE, `after ${delay} cycles`);
  }
});

test('only the timed sequence switches WDE off; switching it on needs none', () => {
  const bench = new Bench().write(WDE);
  assert.equal(bench.control, WDE);
  assert.equal(bench.write(0).control, WDE);
  assert.equal(bench.write(WDCE).wait(1).write(0).control, WDE, 'WDCE alone does not count');
  assert.equal(bench.change(0).control, 0);
});

test('after the watchdog has reset the chip it stays on until WDRF is cleared', () => {
  const bench = new Bench(WDRF);
  assert.equal(bench.control, WDE);
  assert.equal(bench.change(0).control, WDE);
  bench.cpu.writeData(MCUSR, 0);
  assert.equal(bench.change(0).control, 0);
});

test('MCUSR cannot be set by the program', () => {
  const bench = new Bench();
  bench.cpu.writeData(MCUSR, WDRF);
  assert.equal(bench.cpu.readData(MCUSR), 0);
});

for (const [prescaler, milliseconds] of [[0, 16], [1, 32], [TWO_SECONDS, 2048], [0x20, 4096], [EIGHT_SECONDS, 8192]] as const) {
  test(`prescaler ${prescaler.toString(16)} resets after ${milliseconds} ms, unless WDR comes before`, () => {
    const cycles = milliseconds * CYCLES_PER_MILLISECOND;
    const bench = new Bench().change(WDE | prescaler);
    bench.cpu.onWatchdogReset();
    bench.wait(cycles - 1);
    bench.cpu.onWatchdogReset();
    assert.equal(bench.wait(cycles - 1).resets, 0);
    assert.equal(bench.wait(1).resets, 1);
  });
}

test('in interrupt mode it calls every 16 ms and never resets', () => {
  const bench = new Bench().write(WDIE);
  for (let time = 1; time <= 3; time++) {
    assert.equal(bench.wait(16 * CYCLES_PER_MILLISECOND - 1).control, WDIE);
    assert.equal(bench.wait(1).control, WDIF | WDIE);
    assert.equal(bench.cpu.nextInterrupt, watchdogConfig.watchdogInterrupt);
    bench.write(WDIF | WDIE);
    assert.equal(bench.cpu.nextInterrupt, -1);
  }
  assert.equal(bench.resets, 0);
});

test('in interrupt and reset mode the first time-out calls and the second resets', () => {
  const bench = new Bench().write(WDIE | WDE);
  bench.wait(16 * CYCLES_PER_MILLISECOND);
  assert.equal(bench.control, WDIF | WDE);
  assert.equal(bench.resets, 0);
  assert.equal(bench.wait(16 * CYCLES_PER_MILLISECOND).resets, 1);
});

const MEGA = { type: 'wokwi-arduino-mega', id: 'mega' };
for (const [mcu, board, light] of [['atmega328p', UNO, '12'], ['atmega2560', MEGA, '10']] as const) {
  test(`an ${mcu} whose firmware hangs is reset: pins float, registers begin anew, RAM remembers`, () => {
    const text: string[] = [];
    const pin: { out: boolean; nanos: number }[] = [];
    const simulation = new Simulation(parseDiagram(diagram([board], [])), firmware('hangs', mcu), {
      serial: (byte) => void text.push(String.fromCharCode(byte)),
      pin: (_, state, nanos) => void pin.push({ out: state.direction === 'out', nanos }),
    });
    simulation.listenPin(board.id, light);
    simulation.run(1000 * MILLISECOND);
    // power-on, then the watchdog's reset flag with the watchdog still on
    assert.equal(text.join(''), '101' + '812' + '813' + '814');
    const changes = pin.filter(({ out }, n) => n === 0 || out !== pin[n - 1].out);
    assert.deepEqual(changes.slice(0, 4).map(({ out }) => out), [true, false, true, false]);
    const [on, off, onAgain] = changes.map(({ nanos }) => nanos / MILLISECOND);
    // the watchdog's 256 ms (32768 cycles of its oscillator), then 65 ms of start-up
    assert.ok(Math.abs(off - on - 256) < 0.01, `${off - on} ms`);
    assert.ok(Math.abs(onAgain - off - 65 - on) < 0.01, `${onAgain - off} ms`);
  });
}
