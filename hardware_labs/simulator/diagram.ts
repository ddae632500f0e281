/** Wokwi's diagram.json, version 1: which parts there are and how they are wired. */

import { UserError } from './errors.ts';
import { partDefinitions } from './parts/index.ts';

export interface DiagramPart {
  readonly type: string;
  readonly id: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/** One end of a wire. */
export interface Terminal {
  readonly part: string;
  readonly pin: string;
}

export interface Diagram {
  readonly parts: readonly DiagramPart[];
  readonly connections: readonly (readonly [Terminal, Terminal])[];
}

/** Wokwi's name for the terminal window; a wire to it says that the board's serial port is shown there, which it always is. */
const SERIAL_MONITOR = '$serialMonitor';

/**
 * Reads and checks a diagram.
 *
 * @param source The text of diagram.json, or what `JSON.parse` made of it.
 * @throws UserError with the place in diagram.json: malformed JSON, an unknown part type, a duplicate id, a wire to nowhere.
 */
export function parseDiagram(source: unknown): Diagram {
  const diagram = typeof source === 'string' ? parseJson(source) : source;
  if (!isRecord(diagram)) throw wrong('', 'is not an object with "version", "parts" and "connections"');
  if (diagram.version !== 1) throw wrong('version', `is ${JSON.stringify(diagram.version)}, and only version 1 is known`);
  const parts = list(diagram.parts, 'parts').map(parsePart);
  checkIds(parts);
  const byId = new Map(parts.map((part) => [part.id, part]));
  const connections: [Terminal, Terminal][] = [];
  for (const [index, connection] of list(diagram.connections ?? [], 'connections').entries()) {
    const place = `connections[${index}]`;
    if (!Array.isArray(connection) || connection.length < 2) throw wrong(place, 'is not a list [from, to, color, path]');
    const ends = [0, 1].map((side) => parseTerminal(connection[side], `${place}[${side}]`, byId));
    if (ends.every((end) => end.part !== SERIAL_MONITOR)) connections.push([ends[0], ends[1]]);
  }
  return { parts, connections };
}

export function terminalName({ part, pin }: Terminal): string {
  return `${part}:${pin}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(`diagram.json is not JSON: ${(error as Error).message}.`);
  }
}

function parsePart(part: unknown, index: number): DiagramPart {
  const place = `parts[${index}]`;
  if (!isRecord(part)) throw wrong(place, 'is not an object with "type" and "id"');
  const { type, id } = part;
  if (typeof id !== 'string' || id === '' || id.includes(':')) {
    throw wrong(`${place}.id`, `is ${JSON.stringify(id)} and must be a name without ":"`);
  }
  if (typeof type !== 'string' || !partDefinitions.has(type)) {
    const known = [...partDefinitions.keys()].join(', ');
    throw wrong(`${place}.type`, `is ${JSON.stringify(type)}, which this simulator does not have (it has ${known})`);
  }
  const attrs = part.attrs ?? {};
  if (!isRecord(attrs)) throw wrong(`${place}.attrs`, 'is not an object');
  return { type, id, attrs: Object.fromEntries(Object.entries(attrs).map(([name, value]) => [name, String(value)])) };
}

function checkIds(parts: readonly DiagramPart[]): void {
  const first = new Map<string, number>();
  for (const [index, { id }] of parts.entries()) {
    const earlier = first.get(id);
    if (earlier !== undefined) throw wrong(`parts[${index}].id`, `is "${id}", which parts[${earlier}] already has`);
    first.set(id, index);
  }
}

function parseTerminal(end: unknown, place: string, parts: ReadonlyMap<string, DiagramPart>): Terminal {
  const [id, pin, ...rest] = typeof end === 'string' ? end.split(':') : [];
  if (!id || !pin || rest.length > 0) {
    throw wrong(place, `is ${JSON.stringify(end)} and must have the form "part:pin"`);
  }
  if (id === SERIAL_MONITOR) return { part: id, pin };
  const part = parts.get(id);
  if (!part) throw wrong(place, `leads to part "${id}", which does not exist (there are ${[...parts.keys()].join(', ')})`);
  const { pins } = partDefinitions.get(part.type)!;
  if (!pins.includes(pin)) throw wrong(place, `leads to pin "${pin}" of part "${id}", which has only the pins ${pins.join(', ')}`);
  return { part: id, pin };
}

function list(value: unknown, place: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(place, 'is not a list');
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(place: string, what: string): UserError {
  return new UserError(`diagram.json: ${place === '' ? 'it' : place} ${what}.`);
}
