/** Registers are those of InvenSense's RM-MPU-6000A. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mpu6050 } from '../../hardware_labs/simulator/parts/mpu6050.ts';
import { I2cBench } from './i2c-bench.ts';

const ADDRESS = 0x68;
const SMPLRT_DIV = 0x19;
const CONFIG = 0x1a;
const GYRO_CONFIG = 0x1b;
const ACCEL_CONFIG = 0x1c;
const INT_PIN_CFG = 0x37;
const INT_ENABLE = 0x38;
const INT_STATUS = 0x3a;
const ACCEL_XOUT_H = 0x3b;
const PWR_MGMT_1 = 0x6b;
const WHO_AM_I = 0x75;
const MILLISECOND = 1e6;
const POWERED = { VCC: 5, GND: 0 };

/** A sensor that has been woken up, a millisecond ago. */
function awake(attrs: Record<string, string> = {}): I2cBench {
  const bench = new I2cBench(mpu6050, POWERED, attrs);
  bench.send(ADDRESS, PWR_MGMT_1, 0);
  bench.nanos += MILLISECOND;
  return bench;
}

/** The seven outputs: three of acceleration, temperature, three of rotation; two's complement, high byte first. */
function outputs(bench: I2cBench): number[] {
  const bytes = bench.receive(ADDRESS, ACCEL_XOUT_H, 14);
  return Array.from({ length: 7 }, (_, index) => (((bytes[2 * index] << 8) | bytes[2 * index + 1]) << 16) >> 16);
}

test('it says who it is, and sleeps after power-on', () => {
  const bench = new I2cBench(mpu6050, POWERED);
  assert.deepEqual(bench.receive(ADDRESS, WHO_AM_I, 1), [0x68]);
  assert.deepEqual(bench.receive(ADDRESS, PWR_MGMT_1, 1), [0x40]);
  bench.nanos += 10 * MILLISECOND;
  assert.deepEqual(outputs(bench), [0, 0, 0, 0, 0, 0, 0]);
});

test('lying still, it measures 1 g upwards and the room', () => {
  assert.deepEqual(outputs(awake()), [0, 0, 16384, Math.round((24 - 36.53) * 340), 0, 0, 0]);
});

test('attributes and controls are in g, degrees per second and degrees Celsius', () => {
  const attrs = { accelX: '-0.5', accelY: '0.25', accelZ: '0', rotationX: '10', rotationY: '-20', rotationZ: '250', temperature: '36.53' };
  const bench = awake(attrs);
  assert.deepEqual(outputs(bench), [-8192, 4096, 0, 0, 1310, -2620, 32750]);
  bench.turn('accelX', 1.5);
  bench.nanos += MILLISECOND;
  assert.equal(outputs(bench)[0], 24576);
  bench.turn('accelX', 3);
  bench.nanos += MILLISECOND;
  assert.equal(outputs(bench)[0], 32767, 'out of range');
});

for (const [select, perG, perDegree] of [[0, 16384, 131], [1, 8192, 65.5], [2, 4096, 32.8], [3, 2048, 16.4]]) {
  test(`range ${select} has ${perG} counts per g and ${perDegree} per degree per second`, () => {
    const bench = awake({ accelX: '-1', rotationZ: '-100' });
    bench.send(ADDRESS, GYRO_CONFIG, select << 3, select << 3);
    assert.deepEqual(bench.receive(ADDRESS, ACCEL_CONFIG, 1), [select << 3], 'the register pointer moved on');
    bench.nanos += MILLISECOND;
    const measured = outputs(bench);
    assert.deepEqual([measured[0], measured[6]], [-perG, Math.round(-100 * perDegree)]);
  });
}

test('a sample is held until the next is due: SMPLRT_DIV counts the milliseconds while the filter is on', () => {
  const bench = awake({ accelX: '0' });
  bench.send(ADDRESS, SMPLRT_DIV, 9, 1);
  bench.nanos += 10 * MILLISECOND;
  assert.equal(outputs(bench)[0], 0);
  bench.turn('accelX', 1);
  bench.nanos += 9.9 * MILLISECOND;
  assert.equal(outputs(bench)[0], 0);
  bench.nanos += 0.1 * MILLISECOND;
  bench.turn('accelX', 0.5);
  assert.equal(outputs(bench)[0], 16384, 'what it was when the sample was taken');
  assert.deepEqual(bench.receive(ADDRESS, CONFIG, 1), [1]);
});

test('a burst is of one sample, and reading INT_STATUS clears its bit', () => {
  const bench = awake();
  assert.deepEqual(bench.receive(ADDRESS, INT_STATUS, 1), [1]);
  assert.deepEqual(bench.receive(ADDRESS, INT_STATUS, 1), [0]);
  const target = bench.find(ADDRESS)!;
  target.start(false);
  target.write(ACCEL_XOUT_H);
  target.start(true);
  const high = target.read();
  bench.turn('accelX', 1);
  bench.nanos += MILLISECOND;
  assert.deepEqual([high, target.read()], [0, 0]);
  target.stop();
  assert.equal(outputs(bench)[0], 16384);
});

/** Whether INT is high, at each of these moments after the sampling of every 10 ms began. */
function interrupts(bench: I2cBench, ...milliseconds: number[]): (boolean | undefined)[] {
  bench.send(ADDRESS, SMPLRT_DIV, 9, 1);
  const begun = bench.nanos;
  return milliseconds.map((moment) => {
    bench.nanos = begun + moment * MILLISECOND;
    const volts = bench.volts('INT');
    return volts === undefined ? undefined : volts > 2.5;
  });
}

test('pin INT pulses for 50 microseconds when a sample is ready, once that is enabled', () => {
  assert.deepEqual(interrupts(awake(), 9.9, 10.01, 20.01), [false, false, false]);
  const bench = awake();
  bench.send(ADDRESS, INT_ENABLE, 1);
  assert.deepEqual(interrupts(bench, 9.99, 10.01, 10.04, 10.06, 19.99, 20.01), [false, true, true, false, false, true]);
  bench.send(ADDRESS, PWR_MGMT_1, 0x40);
  bench.nanos += MILLISECOND;
  assert.equal(bench.volts('INT')! > 2.5, false);
  assert.deepEqual(interrupts(bench, 10.01, 20.01), [false, false], 'asleep');
});

test('latched, INT stays until INT_STATUS is read, or anything where INT_RD_CLEAR says so', () => {
  for (const [config, register] of [[0x20, INT_STATUS], [0x30, ACCEL_XOUT_H]]) {
    const bench = awake();
    bench.send(ADDRESS, INT_PIN_CFG, config, 1);
    assert.deepEqual(interrupts(bench, 9.9, 10.1, 19), [false, true, true]);
    bench.receive(ADDRESS, config === 0x20 ? ACCEL_XOUT_H : WHO_AM_I, 1);
    bench.nanos += 1;
    assert.equal(bench.volts('INT')! > 2.5, config === 0x20);
    bench.receive(ADDRESS, register, 1);
    bench.nanos += 1;
    assert.equal(bench.volts('INT')! > 2.5, false);
  }
});

test('INT is active low, or open drain, where INT_PIN_CFG says so', () => {
  const bench = awake();
  bench.send(ADDRESS, INT_PIN_CFG, 0x80, 1);
  assert.deepEqual(interrupts(bench, 9.99, 10.01, 10.06), [true, false, true]);
  bench.send(ADDRESS, INT_PIN_CFG, 0xc0);
  assert.deepEqual(interrupts(bench, 9.99, 10.01, 10.06), [undefined, false, undefined]);
});

test('DEVICE_RESET puts it back to sleep with empty registers', () => {
  const bench = awake();
  bench.send(ADDRESS, ACCEL_CONFIG, 0x18);
  assert.notEqual(outputs(bench)[2], 0);
  bench.send(ADDRESS, PWR_MGMT_1, 0x80);
  bench.nanos += MILLISECOND;
  assert.deepEqual(bench.receive(ADDRESS, PWR_MGMT_1, 1), [0x40]);
  assert.deepEqual(bench.receive(ADDRESS, ACCEL_CONFIG, 1), [0]);
  assert.deepEqual(outputs(bench), [0, 0, 0, 0, 0, 0, 0]);
});

test('outputs and identity cannot be written', () => {
  const bench = new I2cBench(mpu6050, POWERED);
  bench.send(ADDRESS, ACCEL_XOUT_H, 1, 2, 3);
  bench.send(ADDRESS, WHO_AM_I, 0x12);
  assert.deepEqual(outputs(bench), [0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(bench.receive(ADDRESS, WHO_AM_I, 1), [0x68]);
});

const wirings: [what: string, supplies: Record<string, number>, answers: number[]][] = [
  ['AD0 open', POWERED, [0x68]],
  ['AD0 at VCC', { ...POWERED, AD0: 5 }, [0x69]],
  ['3.3 V', { VCC: 3.3, GND: 0, AD0: 3.3 }, [0x69]],
  ['no supply', { GND: 0 }, []],
  ['no ground', { VCC: 5 }, []],
  ['2 V, which is too little', { VCC: 2, GND: 0 }, []],
];
for (const [what, supplies, answers] of wirings) {
  test(`with ${what} it answers at ${answers.map((address) => address.toString(16)).join() || 'no address'}`, () => {
    const bench = new I2cBench(mpu6050, supplies);
    assert.deepEqual([0x67, 0x68, 0x69, 0x6a].filter((address) => bench.find(address)), answers);
    assert.equal(bench.part.state!(0).led1, answers.length > 0);
  });
}

test('a wrong attribute is refused with its place', () => {
  assert.throws(() => awake({ accelX: '17' }), { name: 'UserError', message: /parts\[0\]\.attrs\.accelX is "17" and must be a number from -16 to 16/ });
});
