/** Works off the command list of an Espressif I2C controller, apart from its registers; each byte takes its time on the bus. */

import type { I2cTarget } from '../../i2c.ts';
import type { ChipClock, ScheduledEvent } from './events.ts';

export interface I2cCommand {
  readonly operation: 'start' | 'write' | 'read' | 'stop' | 'end';
  readonly bytes: number;
  /** Acknowledgement level that a written byte must meet, 0 for acknowledged; undefined where it is not checked. */
  readonly expectedAck: number | undefined;
}

/** Clock cycles of what happens on the bus. */
export interface I2cTiming {
  readonly start: number;
  readonly stop: number;
  readonly bit: number;
}

/** The registers around it. */
export interface I2cRegisters {
  readonly timing: I2cTiming;
  /** undefined behind the end of the list, or for an operation that does not exist. */
  command(n: number): I2cCommand | undefined;
  commandDone(n: number): void;
  /** Takes a byte from the transmit FIFO. */
  takeByte(): number | undefined;
  putByte(byte: number): void;
  raise(event: I2cEvent): void;
}

export type I2cEvent = 'byteDone' | 'underflow' | 'notAcknowledged' | 'end' | 'complete';

const BITS_PER_BYTE = 9; // with the acknowledgement
/** What a bus that nobody drives reads. */
const RELEASED_BYTE = 0xff;

export class I2cMaster {
  /** A transfer has begun and no stop has ended it. */
  busy = false;
  /** Level of the last acknowledgement, 0 for acknowledged. */
  lastAck = 0;
  private readonly clock: ChipClock;
  private readonly registers: I2cRegisters;
  private readonly find: (address: number) => I2cTarget | undefined;
  private target: I2cTarget | undefined;
  /** The next byte is an address. */
  private addressing = false;
  private step: ScheduledEvent | undefined;

  /** @param find The part on the bus that has this 7 bit address. */
  constructor(clock: ChipClock, registers: I2cRegisters, find: (address: number) => I2cTarget | undefined) {
    this.clock = clock;
    this.registers = registers;
    this.find = find;
  }

  start(): void {
    this.busy = true;
    this.execute(0);
  }

  abandon(): void {
    if (this.step) this.step.cancelled = true;
    this.release();
  }

  /** Carries out the command of this number, then those behind it. */
  private execute(n: number): void {
    const { registers } = this;
    const command = registers.command(n);
    switch (command?.operation) {
      case 'start':
        return this.after(registers.timing.start, () => {
          this.addressing = true;
          this.finish(n);
        });
      case 'write': return command.bytes === 0 ? this.finish(n) : this.write(n, command, command.bytes);
      case 'read': return command.bytes === 0 ? this.finish(n) : this.read(n, command.bytes);
      case 'stop': return this.stop(n);
      case 'end':
        registers.commandDone(n);
        registers.raise('end');
    }
  }

  private write(n: number, command: I2cCommand, left: number): void {
    const { registers } = this;
    const byte = registers.takeByte();
    if (byte === undefined) return registers.raise('underflow');
    this.after(BITS_PER_BYTE * registers.timing.bit, () => {
      this.lastAck = this.put(byte) ? 0 : 1;
      registers.raise('byteDone');
      if (command.expectedAck !== undefined && command.expectedAck !== this.lastAck) {
        registers.raise('notAcknowledged');
        this.stop(n);
      } else if (left > 1) this.write(n, command, left - 1);
      else this.finish(n);
    });
  }

  /** Returns whether the byte was acknowledged. */
  private put(byte: number): boolean {
    if (!this.addressing) return this.target?.write(byte) ?? false;
    this.addressing = false;
    this.target = this.find(byte >> 1);
    this.target?.start((byte & 1) !== 0);
    return this.target !== undefined;
  }

  private read(n: number, left: number): void {
    const { registers } = this;
    this.after(BITS_PER_BYTE * registers.timing.bit, () => {
      registers.putByte(this.target?.read() ?? RELEASED_BYTE);
      registers.raise('byteDone');
      if (left > 1) this.read(n, left - 1);
      else this.finish(n);
    });
  }

  private stop(n: number): void {
    this.after(this.registers.timing.stop, () => {
      this.release();
      this.registers.commandDone(n);
      this.registers.raise('complete');
    });
  }

  private release(): void {
    this.target?.stop();
    this.target = undefined;
    this.busy = false;
  }

  private finish(n: number): void {
    this.registers.commandDone(n);
    this.execute(n + 1);
  }

  private after(cycles: number, act: () => void): void {
    this.step = this.clock.at(this.clock.now + cycles, act);
  }
}
