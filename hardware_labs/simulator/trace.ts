/**
 * A recorded signal that drives a part's controls: CSV with the header `time,value`, or `time` and the names of controls, such
 * as `time,accelX,accelY,accelZ`. Times are in seconds from the start of its playing. A value is held until the next point's
 * time (sample and hold): nothing is interpolated, so that a part sees the recorded values and no others.
 */

import { UserError } from './errors.ts';

export interface TracePoint {
  readonly seconds: number;
  /** Holds from this time until the next point's. */
  readonly value: number;
}

/** What drives each control, by its name. */
export type Trace = ReadonlyMap<string, readonly TracePoint[]>;

const TIME = 'time';
/** The column that drives whatever control it is played to. */
const VALUE = 'value';

/**
 * @param name The file's name, for messages.
 * @param control Which control to drive, by the column `value` or the one with its name; without it, each column drives the control that it names.
 * @throws UserError with the line that is wrong.
 */
export function parseTrace(text: string, name: string, control?: string): Trace {
  const [header, ...rows] = text.replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/);
  const [time, ...columns] = header.split(',').map((cell) => cell.trim());
  if (time !== TIME || columns.length === 0 || columns.includes('') || new Set(columns).size < columns.length) {
    throw new UserError(`${name}, line 1 is "${header}" and must be "time,value", or "time" and the names of controls.`);
  }
  if (rows.length === 0) throw new UserError(`${name} has no points: write a line "${['seconds', ...columns].join()}" for each.`);
  const trace = new Map<string, TracePoint[]>(columns.map((column) => [column, []]));
  let last = -Infinity;
  for (const [index, row] of rows.entries()) {
    const place = `${name}, line ${index + 2}`;
    const [seconds, ...values] = row.split(',').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    if (values.length !== columns.length || ![seconds, ...values].every(Number.isFinite)) {
      throw new UserError(`${place} is "${row}" and must be ${1 + columns.length} numbers: ${['seconds', ...columns].join(', ')}.`);
    }
    if (seconds < 0 || seconds <= last) throw new UserError(`${place} has the time ${seconds}: times start at 0 or later and increase.`);
    last = seconds;
    for (const [column, value] of values.entries()) trace.get(columns[column])!.push({ seconds, value });
  }
  return control === undefined ? trace : only(trace, control, name);
}

function only(trace: Trace, control: string, name: string): Trace {
  const points = trace.get(control) ?? trace.get(VALUE);
  if (points) return new Map([[control, points]]);
  throw new UserError(`${name} has the columns ${[...trace.keys()].join(', ')}: for control "${control}" it needs "${control}" or "${VALUE}".`);
}
