/** I2C controller: a sensor on the bus, one that is not there, and the time that a transfer takes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';
import type { Connection } from './fixtures.ts';

const SENSOR = { type: 'wokwi-mpu6050', id: 'imu' };
const WIRES: Connection[] = [
  ['imu:VCC', 'esp:3V3.1'], ['imu:GND', 'esp:GND.1'], ['imu:SDA', 'esp:8'], ['imu:SCL', 'esp:9'],
];
/** One bit at 100 kHz. */
const BIT = 10_000;

test('a sensor acknowledges and is read after a repeated start; an address of nobody is not acknowledged', () => {
  const { simulation, text } = c3('wire', [SENSOR], WIRES);
  simulation.run(20 * MILLISECOND);
  assert.equal(text(), `wake ack\nread ack\n${0x68}\nnobody nack\n`);
});

test('a transfer takes nine bits a byte, and the start and stop conditions', () => {
  const { simulation, edges } = c3('wire', [SENSOR], WIRES, ['5']);
  simulation.run(20 * MILLISECOND);
  const [up, down] = edges['5'];
  const bits = (down.nanos - up.nanos) / BIT;
  assert.ok(bits > 27 && bits < 28, `three bytes in ${bits} bits`);
});

test('a sensor on other pins is not found', () => {
  const { simulation, text } = c3('wire', [SENSOR], [...WIRES.slice(0, 2), ['imu:SDA', 'esp:9'], ['imu:SCL', 'esp:8']]);
  simulation.run(20 * MILLISECOND);
  assert.match(text(), /^wake nack\n/);
});
