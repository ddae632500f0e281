/** SAR ADC: what a potentiometer reads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';
import type { Connection } from './fixtures.ts';

const POT = { type: 'wokwi-potentiometer', id: 'pot' };
const WIRES: Connection[] = [['pot:VCC', 'esp:3V3.1'], ['pot:GND', 'esp:GND.1'], ['pot:SIG', 'esp:0']];

test('a potentiometer is read in 4096 steps of the range that the attenuation sets', () => {
  const { simulation, text } = c3('analog', [POT], WIRES);
  const read = (position: number): number[] => {
    const before = text().length;
    simulation.setControl('pot', 'position', position);
    if (simulation.nanos > 0) simulation.writeSerial([10]);
    simulation.run(3 * MILLISECOND);
    return text().slice(before).trim().split(' ').map(Number);
  };
  for (const value of read(0)) assert.ok(value <= 1, `${value}`);
  const volts = 0.25 * 3.3;
  const expected = [4095, ...[1.05, 1.3, 3.3].map((full) => Math.floor((4096 * volts) / full))];
  for (const [n, value] of read(0.25).entries()) assert.ok(Math.abs(value - expected[n]) <= 1, `attenuation ${n}: ${value}, not ${expected[n]}`);
  assert.deepEqual(read(1), [4095, 4095, 4095, 4095]);
});
