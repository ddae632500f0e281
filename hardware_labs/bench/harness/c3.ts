/**
 * Runs an ELF file made from c3.c: `node c3.ts IMAGE`. Prints JSON: the bytes that it writes, and the instructions of each
 * inference.
 */

import { readFileSync } from 'node:fs';
import { Bus } from '../../simulator/engines/riscv/bus.ts';
import { loadElf } from '../../simulator/engines/riscv/elf.ts';
import { Interpreter } from '../../simulator/engines/riscv/interpreter.ts';

const WATCH = 0x60004000;
const CONSOLE = 0x60000000;
const CYCLES_AT_ONCE = 16e6;
const MOST_CYCLES = 4e9;

const bus = new Bus();
const core = new Interpreter(bus);
const bytes: number[] = [];
const instructions: number[] = [];
let start = 0;
bus.attach(CONSOLE, { read: () => 0, write: (_, value) => void bytes.push(value & 255) });
bus.attach(WATCH, {
  read: () => 0,
  write: (_, value) => {
    if (value) instructions.push(core.instructions - start);
    else start = core.instructions;
  },
});
core.pc = loadElf(new Uint8Array(readFileSync(process.argv[2])), bus);
while (!core.waiting && core.cycles < MOST_CYCLES) core.run(core.cycles + CYCLES_AT_ONCE);
process.stdout.write(JSON.stringify({ bytes, instructions, ended: core.waiting }));
