/** RISC-V programs built by the real toolchain, and a core to run them on. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bus } from '../../hardware_labs/simulator/engines/riscv/bus.ts';
import { loadElf } from '../../hardware_labs/simulator/engines/riscv/elf.ts';
import { Interpreter } from '../../hardware_labs/simulator/engines/riscv/interpreter.ts';
import { cached, findProgram, writeSource } from './toolchain.ts';

const SOURCES = join(import.meta.dirname, 'riscv-firmware');
const CONSOLE = 0x60000000;
const FLAGS = ['-march=rv32imc', '-mabi=ilp32', '-nostartfiles', '-ffreestanding', '-Wall', '-Werror'];
/** Debian's cross compiler; its 32 bit libraries come by -march and -mabi. */
const PREFIX = 'riscv64-unknown-elf-';

export interface Machine {
  readonly bus: Bus;
  readonly core: Interpreter;
  /** What the program has stored to the console's register. */
  readonly output: () => string;
}

/** Calls one of the cross compiler's programs, such as `objdump`; returns what it prints. */
export function riscvTool(name: string, parameters: readonly string[]): string {
  const program = findProgram(PREFIX + name, 'call `make test-setup`, or install the RISC-V cross compiler');
  return execFileSync(program, parameters, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/** Builds assembly text on its own; its code begins at 0x40380000. */
export function assemble(text: string): Uint8Array {
  const source = writeSource(`.globl _start\n_start:\n.option arch, +zicsr, +zifencei\n${text}\n`, '.S');
  return new Uint8Array(readFileSync(build([source], ['-nostdlib'])));
}

/** Builds tests/simulator/riscv-firmware/<name>.c with the start code. */
export function riscvFirmware(name: string, ...flags: readonly string[]): Uint8Array {
  return new Uint8Array(readFileSync(riscvFirmwareFile(name, ...flags)));
}

export function riscvFirmwareFile(name: string, ...flags: readonly string[]): string {
  return build([join(SOURCES, 'start.S'), join(SOURCES, `${name}.c`)], [...flags, '-nostdlib']);
}

/** What the same source prints when the host's compiler builds it. */
export function hostOutput(name: string): string {
  const source = join(SOURCES, `${name}.c`);
  const program = cached([source], [], '.host', (own) => execFileSync('cc', ['-O1', '-fwrapv', '-o', own, source]));
  return execFileSync(program, { encoding: 'utf8' });
}

/** A core with the program in memory and the console at UART0's address. */
export function machine(elf?: Uint8Array, Core: typeof Interpreter = Interpreter): Machine {
  const bus = new Bus();
  const core = new Core(bus);
  let printed = '';
  bus.attach(CONSOLE, { read: () => 0, write: (_, value) => void (printed += String.fromCharCode(value & 255)) });
  core.pc = elf === undefined ? 0x40380000 : loadElf(elf, bus);
  return { bus, core, output: () => printed };
}

/** Returns the ELF file's path. */
function build(sources: readonly string[], flags: readonly string[]): string {
  const script = join(SOURCES, 'ram.ld');
  return cached([...sources, script], flags, '.elf', (own) =>
    riscvTool('gcc', [...FLAGS, ...flags, '-T', script, '-o', own, ...sources, '-lgcc']),
  );
}
