/** The registers of an MPU-6050 (InvenSense RM-MPU-6000A, revision 4.2), as an I2C target. */

import type { I2cTarget } from '../i2c.ts';
import type { Clock } from './part.ts';

const SMPLRT_DIV = 0x19;
const CONFIG = 0x1a;
const GYRO_CONFIG = 0x1b;
const ACCEL_CONFIG = 0x1c;
const INT_PIN_CFG = 0x37;
const INT_ENABLE = 0x38;
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
/** Of INT_ENABLE and of INT_STATUS. */
const DATA_RDY = 0x01;
const INT_LEVEL = 0x80;
const INT_OPEN = 0x40;
const LATCH_INT_EN = 0x20;
const INT_RD_CLEAR = 0x10;
const INT_PULSE_NANOS = 50e3;

/** Counts per g at AFS_SEL 0 and per degree per second at each FS_SEL. */
const COUNTS_PER_G = 16384;
const COUNTS_PER_DEGREE_PER_SECOND = [131, 65.5, 32.8, 16.4];
const COUNTS_PER_CELSIUS = 340;
const CELSIUS_AT_ZERO = 36.53;

/** Address with AD0 low, and the content of WHO_AM_I whatever AD0 says. */
export const BASE_ADDRESS = 0x68;

export type InterruptPin = 'high' | 'low' | 'open';

export class Mpu6050Registers implements I2cTarget {
  private readonly clock: Clock;
  private readonly drive: (pin: InterruptPin) => void;
  /** Acceleration X, Y, Z in g, rotation X, Y, Z in degrees per second, temperature in degrees Celsius. */
  private readonly values: number[];
  private readonly registers = new Uint8Array(REGISTERS);
  private pointer = 0;
  private pointed = false;
  /** The sampling that is under way began then, and has taken so many samples. */
  private begun = 0;
  private samples = 0;
  private sampling = 0;
  private interrupting = false;

  /** @param drive Told how pin INT is driven from now on; called only when `clock` rings. */
  constructor(clock: Clock, values: readonly number[], drive: (pin: InterruptPin) => void) {
    this.clock = clock;
    this.values = [...values];
    this.drive = drive;
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
    if (read && this.registers[INT_PIN_CFG] & INT_RD_CLEAR) this.interrupt(false);
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
    if (register === INT_STATUS) {
      this.registers[INT_STATUS] = 0;
      this.interrupt(false);
    }
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
    if (register === INT_ENABLE) this.awaitSample();
    if (register === INT_PIN_CFG) this.interrupt(this.interrupting);
  }

  private advance(): void {
    this.pointer = (this.pointer + 1) % REGISTERS;
  }

  private reset(): void {
    this.registers.fill(0);
    this.registers[PWR_MGMT_1] = SLEEP;
    this.registers[WHO_AM_I] = BASE_ADDRESS;
    this.interrupt(false);
    this.begin();
  }

  private begin(): void {
    this.begun = this.clock.now();
    this.samples = 0;
    this.awaitSample();
  }

  private get periodNanos(): number {
    const filter = this.registers[CONFIG] & 7;
    return (1 + this.registers[SMPLRT_DIV]) * (filter === 0 || filter === 7 ? 125e3 : 1e6);
  }

  /** Has samples taken at their time where pin INT tells of them; without it, it is early enough when somebody looks. */
  private awaitSample(): void {
    const sampling = ++this.sampling;
    if (this.registers[PWR_MGMT_1] & SLEEP || !(this.registers[INT_ENABLE] & DATA_RDY)) return;
    const taken = Math.floor((this.clock.now() - this.begun) / this.periodNanos);
    this.clock.at(this.begun + (taken + 1) * this.periodNanos, () => {
      if (sampling !== this.sampling) return;
      this.sample();
      this.interrupt(true);
      this.awaitSample();
      if (!(this.registers[INT_PIN_CFG] & LATCH_INT_EN)) {
        this.clock.at(this.clock.now() + INT_PULSE_NANOS, () => this.interrupt(false));
      }
    });
  }

  /** Takes the latest sample that is due; nothing has changed since the last call. */
  private sample(): void {
    if (this.registers[PWR_MGMT_1] & SLEEP) return;
    const samples = Math.floor((this.clock.now() - this.begun) / this.periodNanos);
    if (samples === this.samples) return;
    this.samples = samples;
    this.registers[INT_STATUS] |= DATA_RDY;
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

  private interrupt(active: boolean): void {
    this.interrupting = active;
    const config = this.registers[INT_PIN_CFG];
    const isHigh = active !== Boolean(config & INT_LEVEL);
    const pin = config & INT_OPEN && isHigh ? 'open' : isHigh ? 'high' : 'low';
    this.clock.at(this.clock.now(), () => this.drive(pin));
  }
}

/** FS_SEL or AFS_SEL. */
function range(register: number): number {
  return (register >> 3) & 3;
}
