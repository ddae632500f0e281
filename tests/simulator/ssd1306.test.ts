/** Commands are those of Solomon Systech's SSD1306 datasheet, table 9-1. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenPng } from '../../hardware_labs/simulator/screen.ts';
import { ssd1306 } from '../../hardware_labs/simulator/parts/ssd1306.ts';
import { I2cBench } from './i2c-bench.ts';
import { readPng } from './png.ts';

const ADDRESS = 0x3c;
const POWERED = { VCC: 5, GND: 0 };
const COMMANDS = 0x00;
const DATA = 0x40;
/** Charge pump and display on, and mapped so that a module is upright. */
const ON = [0x8d, 0x14, 0xa1, 0xc8, 0xaf];

/** A display that is on and upright and has been sent these commands. */
function display(...commands: number[]): I2cBench {
  const bench = new I2cBench(ssd1306, POWERED);
  bench.send(ADDRESS, COMMANDS, ...ON, ...commands);
  return bench;
}

/** The lit pixels, as "x,y". */
function lit({ part }: I2cBench): string[] {
  const { width, height, pixels } = readPng(screenPng(part.screen!));
  assert.deepEqual([width, height], [128, 64]);
  return [...pixels].flatMap((level, index) => (level === 255 ? [`${index % width},${Math.floor(index / width)}`] : []));
}

/** Pixels of a column, downwards. */
const column = (x: number, y: number, count = 8): string[] => Array.from({ length: count }, (_, index) => `${x},${y + index}`);
const byRows = (points: string[]): string[] =>
  points.map((point) => point.split(',').map(Number)).sort(([ax, ay], [bx, by]) => ay - by || ax - bx).map(String);

test('a byte is eight pixels of a column, the lowest bit on top', () => {
  const bench = display();
  bench.send(ADDRESS, DATA, 0b10000101);
  assert.deepEqual(lit(bench), ['0,0', '0,2', '0,7']);
});

test('page addressing: commands choose page and column, and the column wraps within the page', () => {
  const bench = display(0xb3, 0x0e, 0x17);
  bench.send(ADDRESS, DATA, 1, 1, 1);
  assert.deepEqual(lit(bench), ['0,24', '126,24', '127,24']);
});

test('horizontal addressing runs through the columns of a window, then to its next page, and begins again', () => {
  const bench = display(0x20, 0, 0x21, 10, 11, 0x22, 2, 3);
  bench.send(ADDRESS, DATA, 1, 2, 4, 8, 16);
  assert.deepEqual(lit(bench), ['11,17', '10,20', '10,26', '11,27']);
});

test('vertical addressing runs through the pages of a window, then to its next column', () => {
  const bench = display(0x20, 1, 0x21, 10, 11, 0x22, 2, 3);
  bench.send(ADDRESS, DATA, 1, 2, 4, 8, 16);
  assert.deepEqual(lit(bench), ['11,18', '10,20', '10,25', '11,27']);
});

test('commands and data may share a transfer, each behind its own control byte', () => {
  const bench = display();
  bench.send(ADDRESS, 0x80, 0xb1, 0x80, 0x05, 0xc0, 3, 0x40, 1);
  assert.deepEqual(lit(bench), ['5,8', '6,8', '5,9']);
});

test("a command's arguments may come in a later transfer", () => {
  const bench = display(0x20);
  bench.send(ADDRESS, COMMANDS, 0);
  bench.send(ADDRESS, COMMANDS, 0x21, 4);
  bench.send(ADDRESS, COMMANDS, 4, 0x22, 0, 1);
  bench.send(ADDRESS, DATA, 1, 1);
  assert.deepEqual(lit(bench), ['4,0', '4,8']);
});

const dark: [what: string, commands: number[]][] = [
  ['off', [0xae]],
  ['without its charge pump', [0x8d, 0x10]],
];
for (const [what, commands] of dark) {
  test(`${what} it is dark, and its memory is kept`, () => {
    const bench = display();
    bench.send(ADDRESS, DATA, 1);
    bench.send(ADDRESS, COMMANDS, ...commands);
    assert.deepEqual(lit(bench), []);
    bench.send(ADDRESS, COMMANDS, ...ON);
    assert.deepEqual(lit(bench), ['0,0']);
  });
}

test('inverse display, and all pixels on', () => {
  const bench = display(0xa7);
  bench.send(ADDRESS, DATA, 0xff);
  assert.equal(lit(bench).length, 128 * 64 - 8);
  bench.send(ADDRESS, COMMANDS, 0xa6);
  assert.deepEqual(lit(bench), column(0, 0));
  bench.send(ADDRESS, COMMANDS, 0xa5);
  assert.equal(lit(bench).length, 128 * 64);
  bench.send(ADDRESS, COMMANDS, 0xa4);
  assert.deepEqual(lit(bench), column(0, 0));
});

test('without remapping a module is upside down; segments are mapped as data is written, rows as they are shown', () => {
  const bench = display(0xa0, 0xc0);
  bench.send(ADDRESS, DATA, 1);
  assert.deepEqual(lit(bench), ['127,63']);
  bench.send(ADDRESS, COMMANDS, 0xa1);
  assert.deepEqual(lit(bench), ['127,63'], 'what is in memory stays where it is');
  bench.send(ADDRESS, COMMANDS, 0xc8);
  assert.deepEqual(lit(bench), ['127,0']);
});

test('the start line scrolls the memory upwards, the offset the panel', () => {
  const bench = display(0x48);
  bench.send(ADDRESS, DATA, 0xff);
  assert.deepEqual(lit(bench), column(0, 56));
  bench.send(ADDRESS, COMMANDS, 0x40, 0xd3, 8);
  assert.deepEqual(lit(bench), column(0, 8));
});

test('a multiplex ratio of 32 lights half of the panel', () => {
  const bench = display(0xa5, 0xa8, 31);
  assert.equal(lit(bench).length, 128 * 32);
});

test('commands about scrolling and the panel are taken with their arguments', () => {
  const bench = display(0x26, 0, 0, 0, 7, 0, 0xff, 0x29, 0, 0, 0, 7, 1, 0xa3, 0, 64, 0x2e, 0xd5, 0x80, 0xd9, 0xf1, 0xda, 0x12, 0xdb, 0x40, 0xe3);
  bench.send(ADDRESS, DATA, 0x81);
  assert.deepEqual(lit(bench), ['0,0', '0,7']);
});

test('contrast changes the brightness of its picture, not which pixels are lit', () => {
  const bench = display(0x81, 0);
  bench.send(ADDRESS, DATA, 1);
  const dim = bench.part.screen!.brightness();
  bench.send(ADDRESS, COMMANDS, 0x81, 0xff);
  assert.ok(dim > 0 && dim < bench.part.screen!.brightness());
  assert.equal(bench.part.screen!.brightness(), 1);
  assert.deepEqual(lit(bench), ['0,0']);
});

test('reading gives the status: whether the display is off', () => {
  const bench = display();
  const target = bench.find(ADDRESS)!;
  target.start(true);
  assert.equal(target.read(), 0);
  bench.send(ADDRESS, COMMANDS, 0xae);
  assert.equal(target.read(), 0x40);
});

test('its address is an attribute', () => {
  const bench = new I2cBench(ssd1306, POWERED, { i2cAddress: '0x3d' });
  assert.deepEqual([0x3c, 0x3d].filter((address) => bench.find(address)), [0x3d]);
  const wrong = { name: 'UserError', message: /parts\[0\]\.attrs\.i2cAddress is "0x40" and must be "0x3c" or "0x3d"/ };
  assert.throws(() => new I2cBench(ssd1306, POWERED, { i2cAddress: '0x40' }), wrong);
});

for (const without of ['VCC', 'GND'] as const) {
  test(`without ${without} it does not answer`, () => {
    const { [without]: _, ...supplies } = POWERED;
    assert.equal(new I2cBench(ssd1306, supplies).find(ADDRESS), undefined);
  });
}

test('pixels are in rows from the top', () => {
  const bench = display(0x20, 0);
  bench.send(ADDRESS, DATA, ...Array.from({ length: 1024 }, (_, index) => (index % 2 ? 0xaa : 0x55)));
  const points = lit(bench);
  assert.equal(points.length, 128 * 32);
  assert.deepEqual(points, byRows(points));
  assert.ok(points.every((point) => point.split(',').reduce((sum, part) => sum + Number(part), 0) % 2 === 0));
});
