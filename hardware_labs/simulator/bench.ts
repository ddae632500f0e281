/** Measures how fast the simulator runs a firmware on its board, against real time. */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseDiagram } from './diagram.ts';
import { Simulation } from './simulation.ts';

const USAGE = `Usage: node bench.ts FIRMWARE [--diagram diagram.json] [--seconds S]

Runs S simulated seconds (default 10) after one second of warming up; prints one line of JSON and the same in words. The board is
the diagram's, without one an Arduino Uno. Arduino boards take a .hex file, ESP32 boards a .bin file with their flash from 0 on.

Examples:
  node bench.ts build/arduino.avr.uno/linear-regression.ino.hex
  node bench.ts build/arduino.avr.mega/linear-regression.ino.hex --diagram diagram.mega.json
`;
const BARE_UNO = { version: 1, parts: [{ type: 'wokwi-arduino-uno', id: 'uno' }], connections: [] };
const SLICE_NANOS = 10e6;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { diagram: { type: 'string' }, seconds: { type: 'string', default: '10' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const seconds = Number(values.seconds);
  if (positionals.length !== 1) throw new Error('give the one firmware file to run; --help shows how.');
  if (!(seconds > 0)) throw new Error(`--seconds must be a number above 0, not "${values.seconds}".`);
  const diagram = parseDiagram(values.diagram === undefined ? BARE_UNO : readFileSync(values.diagram, 'utf8'));
  const simulation = new Simulation(diagram, [{ offset: 0, bytes: readFileSync(positionals[0]) }]);
  runFor(simulation, 1);
  const cyclesBefore = simulation.cycles;
  const nanosBefore = simulation.nanos;
  const instructionsBefore = simulation.instructions;
  const start = performance.now();
  runFor(simulation, seconds);
  const realSeconds = (performance.now() - start) / 1000;
  const megahertz = (simulation.cycles - cyclesBefore) / realSeconds / 1e6;
  const speed = (simulation.nanos - nanosBefore) / 1e9 / realSeconds;
  const retired = (simulation.instructions ?? Number.NaN) - (instructionsBefore ?? Number.NaN);
  const mips = Number.isNaN(retired) ? null : retired / realSeconds / 1e6;
  const result = { firmware: positionals[0], simulatedSeconds: seconds, realSeconds, megahertz, mips, speed, provenance: 'measured' };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.stdout.write(`${megahertz.toFixed(1)} MHz simulated: ${speed.toFixed(2)} times as fast as the real board.\n`);
}

/** In slices with a look at the parts, as the page does it. */
function runFor(simulation: Simulation, seconds: number): void {
  const end = simulation.nanos + seconds * 1e9;
  while (simulation.nanos < end) {
    simulation.run(SLICE_NANOS);
    simulation.takePartStates();
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exit(2);
}
