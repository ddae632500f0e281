/** An Uno's TWI and the parts on its bus: firmware `motion` reads the MPU6050, `oled` draws on the SSD1306. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { screenPng } from '../../hardware_labs/simulator/screen.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { parseTrace } from '../../hardware_labs/simulator/trace.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';
import { readPng } from './png.ts';

const MILLISECOND = 1e6;
const MPU6050 = { type: 'wokwi-mpu6050', id: 'imu' };
const OLED = { type: 'board-ssd1306', id: 'oled' };

const wires = (part: string): Connection[] => [
  [`${part}:VCC`, 'uno:5V'],
  [`${part}:GND`, 'uno:GND.1'],
  [`${part}:SDA`, 'uno:A4'],
  [`${part}:SCL`, 'uno:A5'],
];

interface Bench {
  readonly simulation: Simulation;
  /** Everything that was printed so far. */
  printed(): string;
}

function build(name: string, part: object, connections: Connection[]): Bench {
  const bytes: number[] = [];
  const simulation = new Simulation(parseDiagram(diagram([UNO, part], connections)), firmware(name), {
    serial: (byte) => bytes.push(byte),
  });
  return { simulation, printed: () => String.fromCharCode(...bytes) };
}

/** A vibration: 13 Hz along X, 29 Hz along Y, gravity along Z, a value every 5 ms. */
const VIBRATION = ['time,accelX,accelY,accelZ']
  .concat(
    Array.from({ length: 200 }, (_, step) => {
      const seconds = step / 200;
      const wave = (hertz: number): string => (0.5 * Math.sin(2 * Math.PI * hertz * seconds)).toFixed(4);
      return `${seconds},${wave(13)},${wave(29)},1`;
    }),
  )
  .join('\n');

test('the firmware reads what the controls say', () => {
  const { simulation, printed } = build('motion', MPU6050, wires('imu'));
  simulation.setControl('imu', 'accelX', -0.5);
  simulation.run(30 * MILLISECOND);
  assert.equal(printed(), '-8192 0 16384\n');
});

test('the same vibration gives the same bytes, however the run is sliced', () => {
  const record = (slice: number): string => {
    const { simulation, printed } = build('motion', MPU6050, wires('imu'));
    simulation.playTrace('imu', parseTrace(VIBRATION, 'vibration.csv'));
    while (simulation.nanos < 1000 * MILLISECOND) simulation.run(Math.min(slice, 1000 * MILLISECOND - simulation.nanos));
    return printed();
  };
  const runs = [1000 * MILLISECOND, 1000 * MILLISECOND, 0.7 * MILLISECOND].map(record);
  for (const run of runs) assert.equal(run, runs[0]);
  const rows = VIBRATION.split('\n').slice(1).map((row) => row.split(',').slice(1).map((g) => Math.round(16384 * Number(g))).join(' '));
  const lines = runs[0].trim().split('\n').slice(0, -1); // the last may not be complete
  assert.ok(lines.length > 40);
  assert.ok(new Set(lines).size > 30, 'it moves');
  for (const line of lines) assert.ok(rows.includes(line), `${line} is a recorded point, not one between two`);
});

test('the firmware draws, pixel by pixel', () => {
  const { simulation, printed } = build('oled', OLED, wires('oled'));
  assert.deepEqual(simulation.takeScreens().map(({ id }) => id), ['oled']);
  simulation.run(40 * MILLISECOND);
  assert.equal(printed(), 'drawn\n');
  assert.equal(simulation.takeScreens().length, 1);
  assert.equal(simulation.takeScreens().length, 0, 'nothing new');
  const { width, height, pixels } = readPng(screenPng(simulation.screen('oled')));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const frame = x === 0 || y === 0 || x === width - 1 || y === height - 1;
      const ramp = Math.floor(x / 16) === 7 - Math.floor(y / 8);
      assert.equal(pixels[y * width + x], frame || ramp ? 255 : 0, `${x},${y}`);
    }
  }
});

test('both share the bus', () => {
  const parts = [UNO, MPU6050, OLED];
  const simulation = new Simulation(parseDiagram(diagram(parts, [...wires('imu'), ...wires('oled')])), firmware('oled'));
  simulation.run(40 * MILLISECOND);
  assert.ok(readPng(screenPng(simulation.screen('oled'))).pixels.includes(255));
});

for (const pin of ['VCC', 'GND', 'SDA', 'SCL']) {
  for (const [name, part] of [['motion', MPU6050], ['oled', OLED]] as const) {
    test(`without its wire ${pin}, ${part.type} is silent`, () => {
      const { simulation, printed } = build(name, part, wires(part.id).filter(([from]) => from !== `${part.id}:${pin}`));
      simulation.run(30 * MILLISECOND);
      assert.equal(printed(), 'silent\n');
    });
  }
}

test('with SDA and SCL exchanged, nothing answers', () => {
  const { simulation, printed } = build('motion', MPU6050, [...wires('imu').slice(0, 2), ['imu:SDA', 'uno:A5'], ['imu:SCL', 'uno:A4']]);
  simulation.run(30 * MILLISECOND);
  assert.equal(printed(), 'silent\n');
});
