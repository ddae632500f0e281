/** A recorded signal that drives a control: CSV with the header `time,value`, times in seconds from the start of its playing. */

import { UserError } from './errors.ts';

export interface TracePoint {
  readonly seconds: number;
  /** Holds from this time until the next point's. */
  readonly value: number;
}

/**
 * @param name The file's name, for messages.
 * @throws UserError with the line that is wrong.
 */
export function parseTrace(text: string, name: string): TracePoint[] {
  const [header, ...rows] = text.replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/);
  if (header.replace(/\s/g, '') !== 'time,value') throw new UserError(`${name}, line 1 is "${header}" and must be "time,value".`);
  if (rows.length === 0) throw new UserError(`${name} has no points: write a line "seconds,value" for each.`);
  const points: TracePoint[] = [];
  for (const [index, row] of rows.entries()) {
    const place = `${name}, line ${index + 2}`;
    const [seconds, value, ...more] = row.split(',').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    if (more.length > 0 || !Number.isFinite(seconds) || !Number.isFinite(value)) {
      throw new UserError(`${place} is "${row}" and must be two numbers, seconds and value.`);
    }
    const last = points.at(-1)?.seconds ?? -Infinity;
    if (seconds < 0 || seconds <= last) throw new UserError(`${place} has the time ${seconds}: times start at 0 or later and increase.`);
    points.push({ seconds, value });
  }
  return points;
}
