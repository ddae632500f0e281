/**
 * wokwi-mpu6050: accelerometer, gyroscope and thermometer on I2C (InvenSense RM-MPU-6000A, register map, revision 4.2).
 *
 * Address 0x68, or 0x69 with AD0 high. It wakes up once SLEEP in PWR_MGMT_1 is cleared, and then takes a sample of its
 * controls every 1 + SMPLRT_DIV periods of 8 kHz (DLPF_CFG 0 or 7) or 1 kHz: the outputs hold the last sample, and a burst
 * reads one and the same sample. Bit DATA_RDY_INT of INT_STATUS says that there is a new one, and is cleared by reading it.
 * What a real one adds is not simulated: noise, the filter's delay, self-test, FIFO, pin INT, the second bus at XDA and XCL.
 *
 * Attributes and controls `accelX`, `accelY`, `accelZ` (g), `rotationX`, `rotationY`, `rotationZ` (degrees per second) and
 * `temperature` (degrees Celsius). The lines have pull-ups, and AD0 a pull-down, as on the module GY-521.
 */

import type { I2cTarget } from '../i2c.ts';
import type { Clock, Control, PartDefinition } from './part.ts';

const SMPLRT_DIV = 0x19;
const CONFIG = 0x1a;
const GYRO_CONFIG = 0x1b;
const ACCEL_CONFIG = 0x1c;
const INT_STATUS = 0x3a;
const ACCEL_XOUT_H = 0x3b;
const TEMP_OUT_H = 0x41;
const GYRO_XOUT_H = 0x43;
const FIRST_AFTER_OUTPUTS = 0x49;
const PWR_MGMT_1 = 0x6b;
const WHO_AM_I = 0x75;
const REGISTERS = 0x80;

const SLEEP = 0x40;
const DEVICE_RESET = 0x80;
const DATA_RDY_INT = 0x01;
/** Counts per g at AFS_SEL 0 and per degree per second at FS_SEL 0; each further step halves them. */
const COUNTS_PER_G = 16384;
const COUNTS_PER_DEGREE_PER_SECOND = [131, 65.5, 32.8, 16.4];
const COUNTS_PER_CELSIUS = 340;
const CELSIUS_AT_ZERO = 36.53;

const BASE_ADDRESS = 0x68;
/** VDD, of PS-MPU-6000A, table 6.2. */
const MIN_SUPPLY_VOLTS = 2.375;
const PULL_OHMS = 4700;

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
    const [supply, ground, select] = ['VCC', 'GND', 'AD0'].map((pin) => site.probe(pin));
    const volts = (): number => (supply() ?? 0) - (ground() ?? Infinity);
    const address = (): number => BASE_ADDRESS + Number((select() ?? 0) - (ground() ?? 0) > volts() / 2);

    const starts = QUANTITIES.map(({ name, start, min, max }) => site.number(name, start, min, max));
    const sensor = new Sensor(site.clock, starts);
    site.i2cTarget({ sda: 'SDA', scl: 'SCL', supply: 'VCC', ground: 'GND', minVolts: MIN_SUPPLY_VOLTS }, address, sensor);
    const controls = QUANTITIES.map(({ start: _, ...info }, index): Control => ({
      ...info,
      value: starts[index],
      set: (value) => sensor.turn(index, value),
    }));
    return { controls, state: () => ({ led1: volts() >= MIN_SUPPLY_VOLTS }) };
  },
};

class Sensor implements I2cTarget {
  private readonly clock: Clock;
  /** In the order of QUANTITIES, in their units. */
  private readonly values: number[];
  private readonly registers = new Uint8Array(REGISTERS);
  private pointer = 0;
  private pointed = false;
  /** The sampling that is under way began then, and has taken so many samples. */
  private begun = 0;
  private samples = 0;

  constructor(clock: Clock, values: readonly number[]) {
    this.clock = clock;
    this.values = [...values];
    this.reset();
  }

  /** The world changes: samples that were due before are of the world as it was. */
  turn(index: number, value: number): void {
    this.sample();
    this.values[index] = value;
  }

  start(read: boolean): void {
    this.sample();
    this.pointed = read;
  }

  write(byte: number): boolean {
    if (this.pointed) this.store(byte);
    else this.pointer = byte % REGISTERS;
    this.pointed = true;
    return true;
  }

  read(): number {
    const register = this.pointer;
    const byte = this.registers[register];
    if (register === INT_STATUS) this.registers[INT_STATUS] = 0;
    this.advance();
    return byte;
  }

  stop(): void {}

  private store(byte: number): void {
    const register = this.pointer;
    this.advance();
    if (register === WHO_AM_I || (register >= INT_STATUS && register < FIRST_AFTER_OUTPUTS)) return; // read only
    if (register === PWR_MGMT_1 && byte & DEVICE_RESET) {
      this.reset();
      return;
    }
    this.registers[register] = byte;
    if (register === SMPLRT_DIV || register === CONFIG || register === PWR_MGMT_1) this.begin();
  }

  private advance(): void {
    this.pointer = (this.pointer + 1) % REGISTERS;
  }

  private reset(): void {
    this.registers.fill(0);
    this.registers[PWR_MGMT_1] = SLEEP;
    this.registers[WHO_AM_I] = BASE_ADDRESS; // whatever AD0 says
    this.begin();
  }

  private begin(): void {
    this.begun = this.clock.now();
    this.samples = 0;
  }

  /** Takes the latest sample that is due; nothing has changed since the last call. */
  private sample(): void {
    if (this.registers[PWR_MGMT_1] & SLEEP) return;
    const filter = this.registers[CONFIG] & 7;
    const periodNanos = (1 + this.registers[SMPLRT_DIV]) * (filter === 0 || filter === 7 ? 125e3 : 1e6);
    const samples = Math.floor((this.clock.now() - this.begun) / periodNanos);
    if (samples === this.samples) return;
    this.samples = samples;
    this.registers[INT_STATUS] |= DATA_RDY_INT;
    const perG = COUNTS_PER_G / 2 ** range(this.registers[ACCEL_CONFIG]);
    const perDegree = COUNTS_PER_DEGREE_PER_SECOND[range(this.registers[GYRO_CONFIG])];
    for (const axis of [0, 1, 2]) {
      this.output(ACCEL_XOUT_H + 2 * axis, this.values[axis] * perG);
      this.output(GYRO_XOUT_H + 2 * axis, this.values[3 + axis] * perDegree);
    }
    this.output(TEMP_OUT_H, (this.values[6] - CELSIUS_AT_ZERO) * COUNTS_PER_CELSIUS);
  }

  /** Two's complement, the high byte first; what is out of range stays at its end. */
  private output(register: number, counts: number): void {
    const whole = Math.max(-32768, Math.min(32767, Math.round(counts)));
    this.registers[register] = (whole >> 8) & 0xff;
    this.registers[register + 1] = whole & 0xff;
  }
}

/** FS_SEL or AFS_SEL. */
function range(register: number): number {
  return (register >> 3) & 3;
}
