/** ESP32-C3 firmware built by the real compiler and esptool, and boards to run it on. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { espBoard } from './esp-board.ts';
import type { EspBoard } from './esp-board.ts';
import type { Connection } from './fixtures.ts';
import { riscvTool } from './riscv-fixtures.ts';
import { cached } from './toolchain.ts';

const SOURCES = join(import.meta.dirname, 'esp32c3-firmware');
const ESPTOOL = join(import.meta.dirname, '../../.venv/bin/esptool');
const FLAGS = ['-march=rv32imc', '-mabi=ilp32', '-nostartfiles', '-nostdlib', '-ffreestanding', '-O2', '-Wall', '-Wextra', '-Werror'];

export const C3 = { type: 'board-esp32-c3-devkitm-1', id: 'esp' };
export const NANOS_PER_CYCLE = 6.25;
export const MILLISECOND = 1e6;

/** Path of the ELF file of tests/simulator/esp32c3-firmware/<name>.c. */
export function c3Elf(name: string): string {
  const own = ['start.S', `${name}.c`].map((file) => join(SOURCES, file));
  const script = join(SOURCES, 'chip.ld');
  return cached([...own, script, join(SOURCES, 'chip.h')], FLAGS, '.elf', (path) =>
    riscvTool('gcc', [...FLAGS, '-T', script, '-o', path, ...own, '-lgcc']),
  );
}

/** The flash image of tests/simulator/esp32c3-firmware/<name>.c. */
export function c3Image(name: string): Uint8Array {
  const elf = c3Elf(name);
  const image = cached([elf], ['elf2image'], '.bin', (path) =>
    execFileSync(ESPTOOL, ['--chip', 'esp32c3', 'elf2image', '-o', path, elf], { encoding: 'utf8' }),
  );
  return new Uint8Array(readFileSync(image));
}

/** Flash content for direct boot, of tests/simulator/esp32c3-firmware/<name>.S. */
export function c3DirectBoot(name: string): Uint8Array {
  const source = join(SOURCES, `${name}.S`);
  const flags = [...FLAGS, '-Wl,-Ttext=0x42000000'];
  const elf = cached([source], flags, '.elf', (path) => riscvTool('gcc', [...flags, '-o', path, source]));
  const flash = cached([elf], ['binary'], '.bin', (path) => riscvTool('objcopy', ['-O', 'binary', '-j', '.text', elf, path]));
  return new Uint8Array(readFileSync(flash));
}

export type C3 = EspBoard;

/** A board with the named firmware; its id is "esp". */
export function c3(name: string, parts: readonly object[] = [], wires: readonly Connection[] = [], pins: readonly string[] = []): C3 {
  return c3WithImage(c3Image(name), parts, wires, pins);
}

export function c3WithImage(
  image: Uint8Array, parts: readonly object[] = [], wires: readonly Connection[] = [], pins: readonly string[] = [],
): C3 {
  return espBoard(C3, { offset: 0, bytes: image }, parts, wires, pins);
}
