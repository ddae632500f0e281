/** What the simulation asks of a microcontroller, whatever its instruction set. */

import type { I2cTarget } from '../i2c.ts';

/** How a microcontroller drives one of its pins. */
export type Drive = 'high' | 'low' | 'pull-up' | 'pull-down' | 'floating';

/** The world around the microcontroller. Called while an instruction executes, at the engine's current `cycles`. */
export interface EngineHost {
  /** The drive of this pin may have changed. */
  pinChanged(pin: string): void;
  /** Voltage at an analogue input, in volts, at the moment it is sampled. */
  analogVolts(pin: string): number;
  /** The last bit of this byte has left the serial port. */
  serialByte(byte: number): void;
  /** The powered part that answers to a 7 bit address where its SDA and SCL are wired to these pins. */
  i2cTarget(sda: string, scl: string, address: number): I2cTarget | undefined;
  /** Whether anything follows the levels of this pin, so that a transfer must show its edges there. */
  isWatched(pin: string): boolean;
}

/** Clock cycles since power-on in which the CPU slept. */
export interface SleepCycles {
  /** While the peripherals' clock was running. */
  readonly idle: number;
  /** While it stood still. */
  readonly stopped: number;
}

/** Direct-current behaviour of the pins. */
export interface PinElectrics {
  readonly outputOhms: number;
  readonly pullOhms: number;
  /** Input thresholds as parts of the supply voltage; between them an input keeps its level. */
  readonly lowBelow: number;
  readonly highAbove: number;
}

export interface Engine {
  readonly hertz: number;
  /** Clock cycles since power-on. */
  readonly cycles: number;
  /** Instructions retired since power-on; absent where the engine does not count them. */
  readonly instructions?: number;
  /** Most bytes of stack that were in use since power-on; absent where the engine cannot tell. */
  readonly stackPeak?: number;
  /** Absent where the engine does not simulate sleep. */
  readonly sleepCycles?: SleepCycles;
  /** Names of the general purpose pins, as the microcontroller's datasheet has them. */
  readonly pins: readonly string[];
  /** Supply voltage of the pins, in volts. */
  readonly volts: number;
  readonly electrics: PinElectrics;

  /**
   * Runs whole instructions until `cycles >= target`, or until `requestStop`. With `breakpoint`, a program address in bytes, it goes
   * instruction by instruction, which is slower, and ends before the one at that address, at the earliest after one instruction.
   *
   * @returns Whether it ended at the breakpoint.
   */
  run(target: number, breakpoint?: number): boolean;
  /** Ends `run` after the instruction that is being executed. */
  requestStop(): void;
  drive(pin: string): Drive;
  /** Sets the level that the pin's input buffer sees. */
  setInput(pin: string, high: boolean): void;
  /** Queues bytes for the serial port's receiver; they arrive at its baud rate, and wait while the receiver is off. */
  receive(bytes: Iterable<number>): void;
}
