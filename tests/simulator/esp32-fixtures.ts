/** ESP32 firmware built by the real compiler and esptool, and boards to run it on. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { espBoard } from './esp-board.ts';
import type { EspBoard } from './esp-board.ts';
import type { Connection } from './fixtures.ts';
import { cached } from './toolchain.ts';
import { xtensaCompiler } from './xtensa-fixtures.ts';

const SOURCES = join(import.meta.dirname, 'esp32-firmware');
const ESPTOOL = join(import.meta.dirname, '../../.venv/bin/esptool');
const FLAGS = ['-mlongcalls', '-nostdlib', '-ffreestanding', '-O2', '-Wall', '-Wextra', '-Werror'];
/** Where the mask ROM looks for the image. */
const IMAGE_AT = 0x1000;

export const NANOS_PER_CYCLE = 6.25;
export const MILLISECOND = 1e6;

/** Path of the ELF file of tests/simulator/esp32-firmware/<name>.c. */
export function esp32Elf(name: string): string {
  const own = ['start.S', `${name}.c`].map((file) => join(SOURCES, file));
  const script = join(SOURCES, 'chip.ld');
  return cached([...own, script, join(SOURCES, 'chip.h')], FLAGS, '.elf', (path) =>
    execFileSync(xtensaCompiler(), [...FLAGS, '-T', script, '-o', path, ...own, '-lgcc']),
  );
}

/** The image of tests/simulator/esp32-firmware/<name>.c. */
export function esp32Image(name: string): Uint8Array {
  const elf = esp32Elf(name);
  const image = cached([elf], ['esp32'], '.bin', (path) =>
    execFileSync(ESPTOOL, ['--chip', 'esp32', 'elf2image', '-o', path, elf], { encoding: 'utf8' }),
  );
  return new Uint8Array(readFileSync(image));
}

/** A board with the named firmware; its id is "esp". */
export function esp32(
  name: string, parts: readonly object[] = [], wires: readonly Connection[] = [], pins: readonly string[] = [],
): EspBoard {
  return esp32WithImage(esp32Image(name), parts, wires, pins);
}

export function esp32WithImage(
  image: Uint8Array, parts: readonly object[] = [], wires: readonly Connection[] = [], pins: readonly string[] = [],
): EspBoard {
  return espBoard({ type: 'board-esp32-devkit-c-v4', id: 'esp' }, { offset: IMAGE_AT, bytes: image }, parts, wires, pins);
}
