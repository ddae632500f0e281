/** LED PWM, converters and I2C of an ESP32. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, esp32 } from './esp32-fixtures.ts';
import type { Connection } from './fixtures.ts';

const PERIOD = 200_000;

test('PWM rises every 200 us and is high for its duty, which changes at a period\'s end', () => {
  const { simulation, edges } = esp32('pwm', [], [], ['5']);
  simulation.run(25 * MILLISECOND);
  const seen = edges['5'].filter(({ nanos }) => nanos > PERIOD);
  const rising = seen.filter(({ high }) => high).slice(0, -1);
  const widths = rising.map((edge) => seen[seen.indexOf(edge) + 1].nanos - edge.nanos).slice(0, -1);
  for (const [n, { nanos }] of rising.entries()) assert.equal(nanos - rising[0].nanos, n * PERIOD, `period ${n}`);
  assert.deepEqual([...new Set(widths)], [PERIOD / 4, (PERIOD * 3) / 4]);
  assert.ok(Math.abs(widths.indexOf((PERIOD * 3) / 4) - 49) <= 1, 'the duty changes after 10 ms');
  assert.equal(seen.at(-1)!.high, true, 'the idle level');
});

const POT = { type: 'wokwi-potentiometer', id: 'pot' };
const POT_WIRES: Connection[] = [['pot:VCC', 'esp:3V3'], ['pot:GND', 'esp:GND.1'], ['pot:SIG', 'esp:VP'], ['pot:SIG', 'esp:4']];

test('a potentiometer is read in 4096 steps of the range that the attenuation sets, by both converters', () => {
  const { simulation, text } = esp32('analog', [POT], POT_WIRES);
  const read = (position: number): number[] => {
    const before = text().length;
    simulation.setControl('pot', 'position', position);
    if (simulation.nanos > 0) simulation.writeSerial([10]);
    simulation.run(4 * MILLISECOND);
    return text().slice(before).trim().split(' ').map(Number);
  };
  const expected = (volts: number): number[] =>
    [0.95, 1.25, 1.75, 3.3, 3.3].map((full) => Math.min(4095, Math.floor((4096 * volts) / full)));
  for (const position of [0, 0.25, 1]) {
    const values = read(position);
    for (const [n, value] of expected(3.3 * position).entries()) {
      assert.ok(Math.abs(values[n] - value) <= 1, `${values} at ${position}, not ${value}`);
    }
  }
});

const SENSOR = { type: 'wokwi-mpu6050', id: 'imu' };
const WIRES: Connection[] = [['imu:VCC', 'esp:3V3'], ['imu:GND', 'esp:GND.1'], ['imu:SDA', 'esp:21'], ['imu:SCL', 'esp:22']];
/** One bit at 100 kHz. */
const BIT = 10_000;

test('a sensor acknowledges and is read after a repeated start; an address of nobody is not acknowledged', () => {
  const { simulation, text, edges } = esp32('wire', [SENSOR], WIRES, ['5']);
  simulation.run(20 * MILLISECOND);
  assert.equal(text(), `wake ack\nread ack\n${0x68}\nnobody nack\n`);
  const [up, down] = edges['5'].slice(-6);
  const bits = (down.nanos - up.nanos) / BIT;
  assert.ok(bits > 27 && bits < 28, `three bytes in ${bits} bits`);
});

test('a sensor on other pins is not found', () => {
  const { simulation, text } = esp32('wire', [SENSOR], [...WIRES.slice(0, 2), ['imu:SDA', 'esp:22'], ['imu:SCL', 'esp:21']]);
  simulation.run(20 * MILLISECOND);
  assert.match(text(), /^wake nack\n/);
});
