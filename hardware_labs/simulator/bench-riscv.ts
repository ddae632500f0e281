/** Measures how fast both RISC-V cores execute a program, against the ESP32-C3's clock. */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Bus } from './engines/riscv/bus.ts';
import { loadElf } from './engines/riscv/elf.ts';
import { Interpreter } from './engines/riscv/interpreter.ts';
import { Translator } from './engines/riscv/translator.ts';

const USAGE = `Usage: node bench-riscv.ts PROGRAM.elf [--rounds N]

Runs the program to its first WFI, N times (default 5) on each core, translation included; prints one line of JSON and the same
in words. What it stores to UART0's FIFO is its output, which both cores must give alike.

Example: node bench-riscv.ts digits.elf --rounds 3
`;
const UART0 = 0x60000000;
/** The chip's clock; one instruction a cycle is an estimate. */
const MEGAHERTZ = 160;
/** As the page runs a board: 1 ms at a time. */
const SLICE = 160_000;
const MOST_INSTRUCTIONS = 20e9;

interface Round {
  readonly instructions: number;
  readonly seconds: number;
  readonly output: string;
}

/** Millions of instructions a second. */
interface Speed {
  readonly median: number;
  readonly least: number;
  /** Median to the chip's clock. */
  readonly realTime: number;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const rounds = Number(values.rounds);
  if (positionals.length !== 1) throw new Error('give the one .elf file to run; --help shows how.');
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a whole number above 0, not "${values.rounds}".`);
  const elf = readFileSync(positionals[0]);
  const interpreted = Array.from({ length: rounds }, () => play(elf, (bus) => new Interpreter(bus)));
  const translated = Array.from({ length: rounds }, () => play(elf, (bus) => new Translator(bus)));
  const [{ instructions, output }] = interpreted;
  if ([...interpreted, ...translated].some((round) => round.output !== output || round.instructions !== instructions))
    throw new Error('the two cores do not agree on output and instructions.');
  const [slow, fast] = [speedOf(interpreted), speedOf(translated)];
  const result = { program: positionals[0], instructions, output, interpreter: slow, translator: fast, provenance: 'measured' };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  for (const [name, { median, least, realTime }] of [['interpreter', slow], ['translator', fast]] as const) {
    const words = `${median.toFixed(0)} MIPS (slowest round ${least.toFixed(0)}), ${realTime.toFixed(2)} times the chip's clock`;
    process.stdout.write(`${name}: ${words}\n`);
  }
}

function play(elf: Uint8Array, make: (bus: Bus) => Interpreter): Round {
  const bus = new Bus();
  const core = make(bus);
  let output = '';
  bus.attach(UART0, { read: () => 0, write: (_, value) => void (output += String.fromCharCode(value & 255)) });
  core.pc = loadElf(elf, bus);
  const start = performance.now();
  while (!core.waiting && core.instructions < MOST_INSTRUCTIONS) core.run(core.cycles + SLICE);
  const seconds = (performance.now() - start) / 1000;
  if (!core.waiting) throw new Error(`the program has not come to a WFI in ${MOST_INSTRUCTIONS} instructions.`);
  return { instructions: core.instructions, seconds, output };
}

function speedOf(rounds: readonly Round[]): Speed {
  const mips = rounds.map(({ instructions, seconds }) => instructions / seconds / 1e6).sort((a, b) => a - b);
  const median = mips[mips.length >> 1];
  return { median, least: mips[0], realTime: median / MEGAHERTZ };
}

try {
  main();
} catch (error) {
  process.stderr.write(`bench-riscv: ${(error as Error).message}\n`);
  process.exit(2);
}
