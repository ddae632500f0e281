/** Runs an image in simavr, an independent simulator of AVRs, and reads the pin changes it has recorded. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilers } from './fixtures.ts';
import type { Mcu } from './fixtures.ts';

const HERTZ = 16_000_000;
/** Nothing here takes longer; it ends a firmware that never prints nor sleeps. */
const MOST_MILLISECONDS = 60_000;
/** A firmware that has printed so much will not print what is waited for. */
const MOST_PRINTED = 100_000;
const VCD_PERIOD_MICROSECONDS = 1000;
/** Tags of the section .mmcu, by which an image tells simavr what to record (simavr/avr/avr_mcu_section.h). */
const TAG = { name: 1, frequency: 2, vcdFile: 12, vcdPeriod: 13, portPin: 15 };
const STRING_BYTES = 64;
const TRACE_NAME_BYTES = 32;

/** Port letter and bit of each pin to be recorded, by the name it is to have. */
export type Traced = Readonly<Record<string, readonly [port: string, bit: number]>>;

/**
 * Runs until the firmware sleeps with interrupts off, or until it has printed enough.
 *
 * @param until Ends the run once this is in what the firmware has printed.
 * @returns Cycles at which each pin has changed its level.
 */
export async function runInSimavr(
  elf: string,
  traced: Traced,
  { until, mcu = 'atmega328p' }: { until?: RegExp; mcu?: Mcu } = {},
): Promise<Record<string, number[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'simavr-'));
  try {
    const vcd = join(folder, 'pins.vcd');
    writeFileSync(join(folder, 'mmcu'), recordingSection(mcu, vcd, traced));
    const image = join(folder, 'image.elf');
    const [, objcopy] = compilers();
    execFileSync(objcopy, ['--add-section', `.mmcu=${join(folder, 'mmcu')}`, elf, image]);
    await run(image, until);
    return levelChanges(readFileSync(vcd, 'utf8'), Object.keys(traced));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function recordingSection(mcu: Mcu, vcd: string, traced: Traced): Buffer {
  const text = (tag: number, value: string) => Buffer.concat([Buffer.from([tag, STRING_BYTES]), padded(value, STRING_BYTES)]);
  const long = (tag: number, value: number) => {
    const bytes = Buffer.from([tag, 4, 0, 0, 0, 0]);
    bytes.writeUInt32LE(value, 2);
    return bytes;
  };
  const pins = Object.entries(traced).map(([name, [port, bit]]) =>
    Buffer.concat([Buffer.from([TAG.portPin, TRACE_NAME_BYTES + 3, port.charCodeAt(0), bit, 0]), padded(name, TRACE_NAME_BYTES)]),
  );
  return Buffer.concat([
    text(TAG.name, mcu),
    long(TAG.frequency, HERTZ),
    text(TAG.vcdFile, vcd),
    long(TAG.vcdPeriod, VCD_PERIOD_MICROSECONDS),
    ...pins,
  ]);
}

function padded(text: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (bytes.write(text) >= length) throw new Error(`"${text}" is too long for simavr, which takes ${length - 1} bytes.`);
  return bytes;
}

function run(image: string, until: RegExp | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const simavr = spawn('simavr', [image], { stdio: ['ignore', 'pipe', 'pipe'], timeout: MOST_MILLISECONDS });
    let printed = '';
    for (const stream of [simavr.stdout, simavr.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (until?.test(printed) || printed.length > MOST_PRINTED) simavr.kill('SIGINT'); // it writes out what it has recorded
      });
    }
    simavr.on('error', () => reject(new Error('simavr is missing: call `lab setup --with crosscheck` to install it.')));
    simavr.on('close', () => resolve());
  });
}

/** Reads a value change dump: lines "#time" and "0!" or "1!", where the character stands for a signal. */
function levelChanges(vcd: string, pins: readonly string[]): Record<string, number[]> {
  const nanosPerUnit = Number(/\$timescale (\d+)ns/.exec(vcd)![1]);
  const cyclesPerUnit = (nanosPerUnit * HERTZ) / 1e9;
  const pinOfSymbol = new Map([...vcd.matchAll(/\$var wire 1 (\S) (\S+) \$end/g)].map(([, symbol, pin]) => [symbol, pin]));
  const changes: Record<string, number[]> = Object.fromEntries(pins.map((pin) => [pin, []]));
  const levels = new Map<string, string>();
  let units = 0;
  for (const line of vcd.split('\n')) {
    const pin = pinOfSymbol.get(line[1]);
    if (line.startsWith('#')) units = Number(line.slice(1));
    if (pin === undefined || !/^[01].$/.test(line)) continue;
    // pins are low at first
    if ((levels.get(pin) ?? '0') !== line[0]) changes[pin].push(Math.round(units * cyclesPerUnit));
    levels.set(pin, line[0]);
  }
  return changes;
}
