/**
 * wokwi-mpu6050: accelerometer, gyroscope and thermometer on I2C (InvenSense RM-MPU-6000A, register map, revision 4.2).
 *
 * Address 0x68, or 0x69 with AD0 high. It wakes up once SLEEP in PWR_MGMT_1 is cleared, and then takes a sample of its
 * controls every 1 + SMPLRT_DIV periods of 8 kHz (DLPF_CFG 0 or 7) or 1 kHz: the outputs hold the last sample, and a burst
 * reads one and the same sample. DATA_RDY_INT in INT_STATUS says that there is a new one, and is cleared by reading it; pin INT
 * tells it too, where INT_ENABLE says so. What a real one adds is not simulated: noise, the filter's delay, self-test, FIFO,
 * motion interrupts, the second bus at XDA and XCL.
 *
 * Attributes and controls `accelX`, `accelY`, `accelZ` (g), `rotationX`, `rotationY`, `rotationZ` (degrees per second) and
 * `temperature` (degrees Celsius). The lines have pull-ups, and AD0 a pull-down, as on the module GY-521.
 */

import { BASE_ADDRESS, Mpu6050Registers } from './mpu6050-registers.ts';
import type { InterruptPin } from './mpu6050-registers.ts';
import type { Control, PartDefinition } from './part.ts';

/** VDD, of PS-MPU-6000A, table 6.2. */
const MIN_SUPPLY_VOLTS = 2.375;
const PULL_OHMS = 4700;
const OUTPUT_OHMS = 50;

const AXES = ['X', 'Y', 'Z'] as const;
const QUANTITIES = [
  ...AXES.map((axis) => ({ name: `accel${axis}`, label: `Acceleration ${axis}`, start: axis === 'Z' ? 1 : 0, min: -16, max: 16, step: 0.01, unit: 'g' })),
  ...AXES.map((axis) => ({ name: `rotation${axis}`, label: `Rotation ${axis}`, start: 0, min: -2000, max: 2000, step: 1, unit: '°/s' })),
  { name: 'temperature', label: 'Temperature', start: 24, min: -40, max: 85, step: 0.1, unit: '°C' },
];

export const mpu6050: PartDefinition = {
  type: 'wokwi-mpu6050',
  pins: ['INT', 'AD0', 'XCL', 'XDA', 'SDA', 'SCL', 'GND', 'VCC'],
  create(site) {
    for (const line of ['SDA', 'SCL']) site.resistor('VCC', line, PULL_OHMS);
    site.resistor('AD0', 'GND', PULL_OHMS);
    const [pullsUp, pullsDown] = ['VCC', 'GND'].map((pin) => site.resistor('INT', pin, Infinity));
    const driveInterrupt = (level: InterruptPin): void => {
      pullsUp.ohms = level === 'high' ? OUTPUT_OHMS : Infinity;
      pullsDown.ohms = level === 'low' ? OUTPUT_OHMS : Infinity;
    };
    const [supply, ground, select] = ['VCC', 'GND', 'AD0'].map((pin) => site.probe(pin));
    const volts = (): number => (supply() ?? 0) - (ground() ?? Infinity);
    const address = (): number => BASE_ADDRESS + Number((select() ?? 0) - (ground() ?? 0) > volts() / 2);

    const starts = QUANTITIES.map(({ name, start, min, max }) => site.number(name, start, min, max));
    const registers = new Mpu6050Registers(site.clock, starts, driveInterrupt);
    site.i2cTarget({ sda: 'SDA', scl: 'SCL', supply: 'VCC', ground: 'GND', minVolts: MIN_SUPPLY_VOLTS }, address, registers);
    const controls = QUANTITIES.map(({ start: _, ...info }, index): Control => ({
      ...info,
      value: starts[index],
      set: (value) => registers.turn(index, value),
    }));
    return { controls, state: () => ({ led1: volts() >= MIN_SUPPLY_VOLTS }) };
  },
};
