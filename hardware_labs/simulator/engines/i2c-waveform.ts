/**
 * The levels of SDA and SCL during a transfer, for controllers that work byte by byte (NXP UM10204, section 3.1).
 *
 * It only draws: what a transfer does and how long it takes does not depend on it. Both lines are open-drain, and bits of the target
 * are drawn like those of the controller. SDA changes in the middle of SCL's low phase, which is an estimate; so are the places of
 * the edges that come before a start or stop condition.
 */

import { Edges } from './edges.ts';
import type { WaveformClock } from './edges.ts';

/** Clock cycles of what happens on the bus. */
export interface I2cTiming {
  /** A start condition, and its first part until SDA falls. */
  readonly start: number;
  readonly startSetup: number;
  /** A stop condition, and its first part until SDA rises. */
  readonly stop: number;
  readonly stopSetup: number;
  /** A bit, and its first part, in which SCL is low. */
  readonly bit: number;
  readonly low: number;
}

export interface I2cLines {
  /** Whether anyone would see the levels; asked at each start condition. */
  isWatched(): boolean;
  /** Lets go of a line, or holds it low. */
  set(line: 'sda' | 'scl', high: boolean): void;
}

const DATA_BITS = 8;

export class I2cWaveform {
  private readonly clock: WaveformClock;
  private readonly lines: I2cLines;
  private readonly levels = { sda: true, scl: true };
  /** From a start condition that is watched to the stop condition. */
  private isDrawing = false;
  private readonly edges: Edges;

  constructor(clock: WaveformClock, lines: I2cLines) {
    this.clock = clock;
    this.edges = new Edges(clock);
    this.lines = lines;
  }

  /** A start condition, repeated or not, begins now. */
  start({ start, startSetup }: I2cTiming): void {
    this.isDrawing ||= this.lines.isWatched();
    this.plan(this.clock.now, [[startSetup / 4, 'sda', true], [startSetup / 2, 'scl', true], [startSetup, 'sda', false], [start, 'scl', false]]);
  }

  /** The eight bits of a byte begin now, the highest first. */
  byte(byte: number, timing: I2cTiming): void {
    for (let bit = 0; bit < DATA_BITS; bit++) this.bit(this.clock.now + bit * timing.bit, ((byte << bit) & 0x80) !== 0, timing);
  }

  /** The acknowledgement of a byte that began at cycle `begun`. */
  acknowledge(begun: number, acknowledged: boolean, timing: I2cTiming): void {
    this.bit(begun + DATA_BITS * timing.bit, !acknowledged, timing);
  }

  /** A stop condition begins now. */
  stop({ stopSetup }: I2cTiming): void {
    this.plan(this.clock.now, [[stopSetup / 4, 'sda', false], [stopSetup / 2, 'scl', true], [stopSetup, 'sda', true]]);
    this.isDrawing = false;
  }

  /** The controller lets go of both lines, whatever it was doing. */
  release(): void {
    this.isDrawing = false;
    this.edges.clear();
    for (const line of ['sda', 'scl'] as const) this.set(line, true);
  }

  private bit(begin: number, high: boolean, { low, bit }: I2cTiming): void {
    this.plan(begin, [[low / 2, 'sda', high], [low, 'scl', true], [bit, 'scl', false]]);
  }

  private plan(begin: number, edges: readonly (readonly [after: number, line: 'sda' | 'scl', high: boolean])[]): void {
    if (!this.isDrawing) return;
    for (const [after, line, high] of edges) this.edges.add(begin + after, () => this.set(line, high));
  }

  private set(line: 'sda' | 'scl', high: boolean): void {
    if (this.levels[line] === high) return;
    this.levels[line] = high;
    this.lines.set(line, high);
  }
}
