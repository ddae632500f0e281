/** Firmware built by the real compiler, and circuits to run it in. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import type { SimulationListener } from '../../hardware_labs/simulator/simulation.ts';

const SOURCES = join(import.meta.dirname, 'firmware');
const CACHE = join(import.meta.dirname, '../../build/simulator-tests');
/** Where arduino-cli keeps its compilers, for machines without avr-gcc on the PATH. */
const ARDUINO_FOLDERS = ['.arduino15', 'Library/Arduino15', 'AppData/Local/Arduino15'];

/** Where code in the section .bootloader lies: in the largest boot section of each chip. */
const BOOTLOADERS = { atmega328p: '0x7000', atmega2560: '0x3e000' };

export type Mcu = keyof typeof BOOTLOADERS;
export type Connection = readonly [from: string, to: string];

export const UNO = { type: 'wokwi-arduino-uno', id: 'uno' };
export const NTC = { type: 'wokwi-ntc-temperature-sensor', id: 'ntc' };
export const LED = { type: 'wokwi-led', id: 'led' };
export const RESISTOR = { type: 'wokwi-resistor', id: 'r1', attrs: { value: '220' } };

export const STATION_PARTS = [UNO, NTC, LED, RESISTOR];
export const STATION_WIRES: Connection[] = [
  ['ntc:VCC', 'uno:5V'],
  ['ntc:GND', 'uno:GND.1'],
  ['ntc:OUT', 'uno:A0'],
  ['uno:12', 'r1:1'],
  ['r1:2', 'led:A'],
  ['led:C', 'uno:GND.2'],
];

/** A diagram.json, as `JSON.parse` gives it. */
export function diagram(parts: readonly object[], wires: readonly Connection[]): object {
  return { version: 1, author: 'tests', editor: 'wokwi', parts, connections: wires.map(([from, to]) => [from, to, 'green', []]) };
}

/** Compiles tests/simulator/firmware/<name>.c; returns Intel HEX text. */
export function firmware(name: string, mcu?: Mcu): string {
  return readFileSync(`${firmwarePath(name, mcu)}.hex`, 'utf8');
}

/** Compiles tests/simulator/firmware/<name>.c; returns where its .hex and .elf are, without the ending. */
export function firmwarePath(name: string, mcu: Mcu = 'atmega328p'): string {
  const source = join(SOURCES, `${name}.c`);
  const texts = [source, ...globSync(join(SOURCES, '*.h')).sort()].map((path) => readFileSync(path, 'utf8'));
  const digest = createHash('sha256').update(texts.join('')).digest('hex').slice(0, 12);
  const image = join(CACHE, `${name}-${mcu}-${digest}`);
  if (!existsSync(`${image}.hex`) || !existsSync(`${image}.elf`)) {
    mkdirSync(CACHE, { recursive: true });
    const own = join(CACHE, `${name}-${mcu}-${process.pid}`); // test files run side by side
    const [gcc, objcopy] = compilers();
    execFileSync(gcc, [`-mmcu=${mcu}`, `-Wl,--section-start=.bootloader=${BOOTLOADERS[mcu]}`, '-Os', '-Wall', '-Werror', '-o', `${own}.elf`, source]);
    execFileSync(objcopy, ['-O', 'ihex', `${own}.elf`, `${own}.hex`]);
    renameSync(`${own}.elf`, `${image}.elf`);
    renameSync(`${own}.hex`, `${image}.hex`);
  }
  return image;
}

/** An Uno with a sensor on A0 and a LED on pin 12, running the named firmware. */
export function station(name = 'station', listener: SimulationListener = {}): Simulation {
  return new Simulation(parseDiagram(diagram(STATION_PARTS, STATION_WIRES)), firmware(name), listener);
}

export function compilers(): string[] {
  const patterns = ARDUINO_FOLDERS.map((folder) => join(homedir(), folder, 'packages/arduino/tools/avr-gcc/*/bin'));
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...globSync(patterns)];
  return ['avr-gcc', 'avr-objcopy'].map((program) => {
    const found = folders.flatMap((folder) => [join(folder, program), join(folder, `${program}.exe`)]).find((path) => existsSync(path));
    if (!found) throw new Error(`${program} is missing: call \`make setup\`, or install arduino-cli with its arduino:avr core.`);
    return found;
  });
}
