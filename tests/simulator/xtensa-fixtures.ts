/** Xtensa programs built by the real toolchain, the core to run them on, and qemu for a second opinion. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bus } from '../../hardware_labs/simulator/engines/xtensa/bus.ts';
import { Interpreter } from '../../hardware_labs/simulator/engines/xtensa/interpreter.ts';
import { cached, findProgram, writeSource } from './toolchain.ts';

const SOURCES = join(import.meta.dirname, 'xtensa-firmware');
const FLAGS = ['-mlongcalls', '-nostdlib', '-ffreestanding', '-Wall', '-Werror'];
/** Calls of SIMCALL, by the number in a2. */
const EXIT = 1;
const WRITE = 4;
/** Where a PT_LOAD entry has its file offset, its address and its length. */
const [OFFSET, ADDRESS, LENGTH] = [4, 12, 16];

export interface Machine {
  readonly bus: Bus;
  readonly core: Interpreter;
  /** Bytes that the program has written. */
  readonly output: number[];
}

/** How a program is linked for one of qemu's cores: for `lx106` it runs on ours too, at the same addresses. */
export interface Placement {
  readonly core: string;
  readonly code: number;
  readonly data: number;
}

export const LX106: Placement = { core: 'lx106', code: 0x40080400, data: 0x3ffb0000 };

/** Path of Debian's cross compiler. */
export function xtensaCompiler(): string {
  return findProgram('xtensa-lx106-elf-gcc', 'call `make test-setup`, or install the Xtensa cross compiler');
}

/** Builds assembly text on its own; it begins at `_start`. */
export function assemble(text: string, placement = LX106): Uint8Array {
  return build([writeSource(`.globl _start\n_start:\n${text}\n`, '.S')], [], placement);
}

/** Builds C files with the start code. */
export function xtensaProgram(sources: readonly string[], flags: readonly string[]): Uint8Array {
  return build([join(SOURCES, 'start.S'), ...sources], flags, LX106);
}

/** A core with the program in memory; SIMCALL writes to `output`, and its exit ends the program in WAITI. */
export function machine(elf: Uint8Array): Machine {
  const bus = new Bus();
  const core = new Interpreter(bus);
  const output: number[] = [];
  core.onSimcall = () => {
    const [call, , address, count] = core.registers.subarray(2, 6);
    if (call === EXIT) {
      core.waiting = true;
      core.requestStop();
    }
    if (call !== WRITE) return;
    for (let n = 0; n < count; n++) output.push(bus.load(address + n, 1));
    core.registers.set([count, 0], 2); // no error
  };
  core.pc = load(elf, bus);
  return { bus, core, output };
}

/** Runs until the program exits or sleeps for good. */
export function finish({ core }: Machine, longest = 100_000_000): void {
  while (!core.waiting) {
    if (core.cycles > longest) throw new Error(`the program does not end; it is at 0x${core.pc.toString(16)}`);
    core.run(core.cycles + 1_000_000);
  }
}

/** What the program writes through SIMCALL on qemu, one nanosecond an instruction. */
export function qemuOutput(elf: Uint8Array, placement = LX106): Buffer {
  const qemu = findProgram('qemu-system-xtensa', 'call `make test-setup`, or install qemu');
  const path = writeSource(elf, '.elf');
  const device = `loader,file=${path},cpu-num=0`;
  const clock = ['-icount', 'shift=0,sleep=off'];
  const quiet = ['-display', 'none', '-monitor', 'none', '-serial', 'none'];
  const parameters = ['-M', 'sim', '-cpu', placement.core, '-semihosting', ...clock, ...quiet, '-device', device];
  return execFileSync(qemu, parameters, { maxBuffer: 64 * 1024 * 1024, timeout: 20_000, stdio: ['ignore', 'pipe', 'inherit'] });
}

function build(sources: readonly string[], flags: readonly string[], { code, data }: Placement): Uint8Array {
  const script = join(SOURCES, 'ram.ld');
  const places = [`-Wl,--defsym=CODE=${code}`, `-Wl,--defsym=DATA=${data}`];
  const elf = cached([...sources, script], [...flags, ...places], '.elf', (own) =>
    execFileSync(xtensaCompiler(), [...FLAGS, ...flags, ...places, '-T', script, '-o', own, ...sources, '-lgcc']),
  );
  return new Uint8Array(readFileSync(elf));
}

/** Puts the ELF file's segments into memory; returns its entry point. */
function load(elf: Uint8Array, bus: Bus): number {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const table = view.getUint32(28, true);
  for (let n = 0; n < view.getUint16(44, true); n++) {
    const entry = table + 32 * n;
    const [offset, address, length] = [OFFSET, ADDRESS, LENGTH].map((at) => view.getUint32(entry + at, true));
    const padded = new Uint8Array(Math.ceil(length / 4) * 4);
    padded.set(elf.subarray(offset, offset + length));
    const words = new DataView(padded.buffer);
    for (let at = 0; at < padded.length; at += 4) bus.store(address + at, words.getInt32(at, true), 4);
  }
  return view.getUint32(24, true);
}
