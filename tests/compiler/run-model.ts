/**
 * Runs an image made from firmware/main.c in the project's simulator: `node run-model.ts uno|mega|riscv|xtensa IMAGE BYTES`.
 * Prints JSON: the bytes that it writes, and the cycles (on ESP chips: instructions) of each inference.
 */

import { readFileSync } from 'node:fs';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { diagram } from '../simulator/fixtures.ts';
import { machine as riscvMachine } from '../simulator/riscv-fixtures.ts';
import { finish, machine as xtensaMachine } from '../simulator/xtensa-fixtures.ts';

const NANOS_PER_CYCLE = 62.5;
/** What turning the pin on and off takes by itself. */
const PULSE = 2;
const WATCH = 0x60004000;
const LONGEST_SECONDS = 60;
const BOARDS = { uno: ['wokwi-arduino-uno', '8'], mega: ['wokwi-arduino-mega', '53'] } as const;

interface Run {
  readonly bytes: number[];
  readonly cycles: number[];
}

function runAvr(board: keyof typeof BOARDS, image: string, count: number): Run {
  const [type, probe] = BOARDS[board];
  const bytes: number[] = [];
  const edges: number[] = [];
  const simulation = new Simulation(parseDiagram(diagram([{ type, id: 'board' }], [])), readFileSync(image, 'utf8'), {
    serial: (byte) => void bytes.push(byte),
    pin: (_, { value }, nanos) => {
      if (edges.length % 2 === (value ? 0 : 1)) edges.push(nanos / NANOS_PER_CYCLE);
    },
  });
  simulation.listenPin('board', probe);
  for (let second = 0; bytes.length < count && second < LONGEST_SECONDS; second += 0.1) simulation.run(1e8);
  const cycles = edges.flatMap((cycle, n) => (n % 2 ? [cycle - edges[n - 1] - PULSE] : []));
  return { bytes: bytes.slice(0, count), cycles };
}

function runRiscv(image: string): Run {
  const { bus, core, output } = riscvMachine(new Uint8Array(readFileSync(image)));
  const cycles: number[] = [];
  let start = 0;
  bus.attach(WATCH, {
    read: () => 0,
    write: (_, value) => {
      if (value) start = core.instructions;
      else cycles.push(core.instructions - start);
    },
  });
  for (let second = 0; !core.waiting && second < LONGEST_SECONDS; second++) core.run(core.cycles + 160e6);
  return { bytes: [...output()].map((letter) => letter.charCodeAt(0)), cycles };
}

function runXtensa(image: string): Run {
  const machine = xtensaMachine(new Uint8Array(readFileSync(image)));
  const before = machine.core.instructions;
  finish(machine, 1e9);
  return { bytes: [...machine.output], cycles: [machine.core.instructions - before] };
}

const [board, image, count] = process.argv.slice(2);
const run =
  board === 'riscv' ? runRiscv(image) : board === 'xtensa' ? runXtensa(image) : runAvr(board as keyof typeof BOARDS, image, Number(count));
process.stdout.write(JSON.stringify(run));
