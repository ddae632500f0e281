/** Sleep: what time it takes, what wakes from it, what goes on meanwhile. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CPU } from 'avr8js';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Interpreter } from '../../hardware_labs/simulator/engines/avr/interpreter.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { NTC, UNO, diagram, firmware } from './fixtures.ts';
import type { Connection, Mcu } from './fixtures.ts';

const MILLISECOND = 1e6;
const NANOS_PER_CYCLE = 62.5;
const SMCR = 0x53;
/** Start-up of the crystal, 16384 cycles. */
const START_UP = 16_384 * NANOS_PER_CYCLE;
/** A few instructions: from the interrupt into the program and to its pin. */
const FEW_CYCLES = 60 * NANOS_PER_CYCLE;

/** A board that runs firmware `naps`, and where it has the firmware's pins. */
interface Board {
  readonly part: { readonly type: string; readonly id: string };
  readonly mcu: Mcu;
  readonly woken: string;
  readonly timer: string;
  /** Tied to ground it selects power-down. */
  readonly mode: string;
  /** The thermistor changes it. */
  readonly wakes: string;
}

const BOARDS: readonly Board[] = [
  { part: UNO, mcu: 'atmega328p', woken: '8', timer: '9', mode: '3', wakes: '2' },
  { part: { type: 'wokwi-arduino-mega', id: 'mega' }, mcu: 'atmega2560', woken: '53', timer: '11', mode: '18', wakes: 'A10' },
];

interface Napping {
  readonly simulation: Simulation;
  /** Nanoseconds at which each pin changed its level. */
  readonly woken: number[];
  readonly timer: number[];
}

function napping({ part, mcu, woken, timer, mode, wakes }: Board, inPowerDown: boolean): Napping {
  const at: Record<string, number[]> = { [woken]: [], [timer]: [] };
  const levels: Record<string, boolean> = { [woken]: false, [timer]: false };
  const wires: Connection[] = [
    ['ntc:VCC', `${part.id}:5V`], ['ntc:GND', `${part.id}:GND.2`], ['ntc:OUT', `${part.id}:${wakes}`], [`${part.id}:${mode}`, `${part.id}:GND.1`],
  ];
  const simulation = new Simulation(parseDiagram(diagram([part, NTC], inPowerDown ? wires : [])), firmware('naps', mcu), {
    pin: (_, { pin, value }, nanos) => {
      if (value !== levels[pin]) at[pin].push(nanos);
      levels[pin] = value;
    },
  });
  for (const pin of Object.keys(at)) simulation.listenPin(part.id, pin);
  return { simulation, woken: at[woken], timer: at[timer] };
}

/** Differences of neighbours. */
function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, n) => time - times[n]);
}

function assertAround(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= FEW_CYCLES, `${actual} ns, not ${expected}`);
}

test('a sleeping CPU is woken in eight cycles, and goes on behind SLEEP', () => {
  const flash = new Uint16Array(64);
  flash.set([0x9478, 0x9588, 0x0000, 0x0000]); // sei; sleep; nop; nop
  flash.set([0x9518], 4); // reti, at the vector
  const cpu = new CPU(flash, 256);
  const interpreter = new Interpreter(cpu, 0x100);
  cpu.data[SMCR] = 1; // enabled, idle
  const interrupt = { address: 4, enableRegister: 0x6e, enableMask: 1, flagRegister: 0x35, flagMask: 1 };
  cpu.addClockEvent(() => cpu.queueInterrupt(interrupt), 1000);
  const at: [pc: number, cycles: number][] = [];
  for (const target of [1, 2, 500, 999, 1000, 1009, 1013]) {
    interpreter.run(target);
    at.push([cpu.pc, cpu.cycles]);
  }
  assert.deepEqual(at, [
    [1, 1], // sei
    [2, 2], // sleep
    [2, 500],
    [2, 999],
    [4, 1000 + 4 + 4],
    [2, 1008 + 4], // reti
    [3, 1013],
  ]);
  assert.equal(interpreter.sleep.idleCycles, 998);
});

test('with interrupts off nothing wakes', () => {
  const flash = new Uint16Array(64);
  flash.set([0x9588]); // sleep
  const cpu = new CPU(flash, 256);
  const interpreter = new Interpreter(cpu, 0x100);
  cpu.data[SMCR] = 1;
  cpu.queueInterrupt({ address: 4, enableRegister: 0x6e, enableMask: 1, flagRegister: 0x35, flagMask: 1 });
  interpreter.run(1_000_000);
  assert.deepEqual([cpu.pc, cpu.cycles, interpreter.sleep.idleCycles], [1, 1_000_000, 999_999]);
});

for (const board of BOARDS) {
  const { mcu } = board;

  test(`${mcu}: in idle the timer goes on and wakes every 16000 cycles; nearly all cycles are slept`, () => {
    const { simulation, woken, timer } = napping(board, false);
    simulation.run(100 * MILLISECOND);
    assert.ok(woken.length >= 98);
    for (const gap of gaps(woken)) assert.equal(gap, MILLISECOND);
    for (const gap of gaps(timer)) assert.equal(gap, MILLISECOND);
    const { idle, stopped } = simulation.sleepCycles!;
    const share = idle / simulation.cycles;
    assert.ok(share > 0.99 && share < 1, `${share}`);
    assert.equal(stopped, 0);
  });

  test(`${mcu}: in power-down the timer stands still; the watchdog wakes every 16 ms, and the crystal takes its time to start`, () => {
    const { simulation, woken, timer } = napping(board, true);
    simulation.run(500 * MILLISECOND);
    assert.equal(woken.length, 31);
    assertAround(woken[0], 16 * MILLISECOND + START_UP);
    for (const gap of gaps(woken)) assertAround(gap, 16 * MILLISECOND);
    assert.deepEqual(timer, [], 'timer 1 counts only the cycles awake');
    const { idle, stopped } = simulation.sleepCycles!;
    assert.equal(idle, 0);
    const share = stopped / simulation.cycles;
    assert.ok(Math.abs(share - (16 * MILLISECOND - START_UP) / (16 * MILLISECOND)) < 0.01, `${share}`);
  });

  test(`${mcu}: a changing pin wakes from power-down`, () => {
    const { simulation, woken } = napping(board, true);
    simulation.run(20 * MILLISECOND);
    assert.equal(woken.length, 1);
    simulation.setControl('ntc', 'temperature', -20); // the pin goes high
    simulation.run(5 * MILLISECOND);
    assert.equal(woken.length, 2);
    assertAround(woken[1], 20 * MILLISECOND + START_UP);
  });

  test(`${mcu}: sleep is the same however the run is sliced`, () => {
    const [whole, sliced] = [100, 0.3].map((milliseconds) => {
      const { simulation, woken, timer } = napping(board, true);
      while (simulation.nanos < 100 * MILLISECOND) {
        simulation.run(Math.min(milliseconds * MILLISECOND, 100 * MILLISECOND - simulation.nanos));
      }
      return { woken, timer, slept: simulation.sleepCycles, cycles: simulation.cycles };
    });
    assert.deepEqual(sliced, whole);
  });
}
