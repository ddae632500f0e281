/** Works off the command list of an Espressif I2C controller, apart from its registers; each byte takes its time on the bus. */

import type { I2cTarget } from '../../i2c.ts';
import { I2cWaveform } from '../i2c-waveform.ts';
import type { I2cLines, I2cTiming } from '../i2c-waveform.ts';
import type { ChipClock, ScheduledEvent } from './events.ts';

export interface I2cCommand {
  readonly operation: 'start' | 'write' | 'read' | 'stop' | 'end';
  readonly bytes: number;
  /** Acknowledgement level that a written byte must meet, 0 for acknowledged; undefined where it is not checked. */
  readonly expectedAck: number | undefined;
  /** Acknowledgement level that a read byte is given. */
  readonly ack: number;
}

export interface I2cBus extends I2cLines {
  /** The part on the bus that has this 7 bit address. */
  find(address: number): I2cTarget | undefined;
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

const DATA_BITS = 8; // one of acknowledgement follows
/** What a bus that nobody drives reads. */
const RELEASED_BYTE = 0xff;

export class I2cMaster {
  /** A transfer has begun and no stop has ended it. */
  busy = false;
  /** Level of the last acknowledgement, 0 for acknowledged. */
  lastAck = 0;
  private readonly clock: ChipClock;
  private readonly registers: I2cRegisters;
  private readonly bus: I2cBus;
  private readonly waveform: I2cWaveform;
  private target: I2cTarget | undefined;
  /** The next byte is an address. */
  private addressing = false;
  private step: ScheduledEvent | undefined;

  constructor(clock: ChipClock, registers: I2cRegisters, bus: I2cBus) {
    this.clock = clock;
    this.registers = registers;
    this.bus = bus;
    this.waveform = new I2cWaveform(clock, bus);
  }

  start(): void {
    this.busy = true;
    this.execute(0);
  }

  abandon(): void {
    if (this.step) this.step.cancelled = true;
    this.waveform.release();
    this.release();
  }

  /** Carries out the command of this number, then those behind it. */
  private execute(n: number): void {
    const { registers } = this;
    const command = registers.command(n);
    switch (command?.operation) {
      case 'start':
        this.waveform.start(registers.timing);
        return this.at(this.clock.now + registers.timing.start, () => {
          this.addressing = true;
          this.finish(n);
        });
      case 'write': return command.bytes === 0 ? this.finish(n) : this.write(n, command, command.bytes);
      case 'read': return command.bytes === 0 ? this.finish(n) : this.read(n, command, command.bytes);
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
    this.transfer(byte, () => this.put(byte), (acknowledged) => {
      this.lastAck = acknowledged ? 0 : 1;
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
    this.target = this.bus.find(byte >> 1);
    this.target?.start((byte & 1) !== 0);
    return this.target !== undefined;
  }

  private read(n: number, command: I2cCommand, left: number): void {
    const { registers } = this;
    const byte = this.target?.read() ?? RELEASED_BYTE;
    this.transfer(byte, () => command.ack === 0, () => {
      registers.putByte(byte);
      registers.raise('byteDone');
      if (left > 1) this.read(n, command, left - 1);
      else this.finish(n);
    });
  }

  /**
   * Lets a byte pass over the bus.
   *
   * @param answer Asked behind the eighth bit whether whoever took the byte acknowledges it.
   */
  private transfer(byte: number, answer: () => boolean, done: (acknowledged: boolean) => void): void {
    const { timing } = this.registers;
    const begun = this.clock.now;
    this.waveform.byte(byte, timing);
    this.at(begun + DATA_BITS * timing.bit, () => {
      const acknowledged = answer();
      this.waveform.acknowledge(begun, acknowledged, timing);
      this.at(begun + (DATA_BITS + 1) * timing.bit, () => done(acknowledged));
    });
  }

  private stop(n: number): void {
    this.waveform.stop(this.registers.timing);
    this.at(this.clock.now + this.registers.timing.stop, () => {
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

  private at(cycle: number, act: () => void): void {
    this.step = this.clock.at(cycle, act);
  }
}
