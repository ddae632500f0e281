/** Moments at which a simulation stops by itself. */

import { UserError } from './errors.ts';

export type PausePoint = TimePausePoint | SerialPausePoint;

export interface TimePausePoint {
  readonly id: string;
  readonly type: 'time-absolute';
  /** Simulated time since power-on. */
  readonly nanos: number;
}

export interface SerialPausePoint {
  readonly id: string;
  readonly type: 'serial-bytes';
  /** The simulation stops when the last of these has left the serial port. */
  readonly bytes: readonly number[];
}

/** Each is looked at with every byte that is sent. */
const MAX_POINTS = 1000;

export class PausePoints {
  private readonly points = new Map<string, PausePoint>();
  /** Serial output since the point was added, as much as its bytes can still match. */
  private readonly recent = new Map<string, number[]>();

  /** @throws UserError when there are too many. */
  add(point: PausePoint): void {
    if (this.points.size >= MAX_POINTS) throw new UserError(`There are ${MAX_POINTS} pause points already: remove some with pause-point:remove.`);
    this.points.set(point.id, point);
    if (point.type === 'serial-bytes') this.recent.set(point.id, []);
  }

  remove(id: string): boolean {
    this.recent.delete(id);
    return this.points.delete(id);
  }

  clear(): void {
    this.points.clear();
    this.recent.clear();
  }

  /** The next moment that a time pause point names; Infinity without one. */
  earliest(): number {
    return Math.min(...this.times().map((point) => point.nanos), Infinity);
  }

  /** Takes the first time pause point that has come. */
  takeDue(nanos: number): PausePoint | undefined {
    const due = this.times().find((point) => point.nanos <= nanos);
    if (due) this.remove(due.id);
    return due;
  }

  /** Takes the serial pause point that this byte completes. */
  takeSerial(byte: number): PausePoint | undefined {
    for (const [id, recent] of this.recent) {
      const point = this.points.get(id) as SerialPausePoint;
      recent.push(byte);
      if (recent.length > point.bytes.length) recent.shift();
      if (recent.length === point.bytes.length && recent.every((value, index) => value === point.bytes[index])) {
        this.remove(id);
        return point;
      }
    }
    return undefined;
  }

  private times(): TimePausePoint[] {
    return [...this.points.values()].filter((point) => point.type === 'time-absolute');
  }
}
