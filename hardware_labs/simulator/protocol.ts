/**
 * The Wokwi API, protocol version 1: JSON text frames over a WebSocket.
 *
 * The server speaks first (`hello`). The client sends commands, each is answered by one response with the same id; events come
 * in between. The client's side of it is public: wokwi-client (Python) and @wokwi/client (TypeScript, in wokwi-cli).
 */

import { UserError } from './errors.ts';

export const PROTOCOL_VERSION = 1;

export type Params = Readonly<Record<string, unknown>>;

export interface Command {
  readonly command: string;
  readonly id: string | number | undefined;
  readonly params: Params;
}

export type ServerMessage =
  | { type: 'hello'; protocolVersion: number; appName: string; appVersion: string }
  | { type: 'error'; message: string }
  | { type: 'response'; command: string; id: string | number | undefined; result: unknown; error: boolean }
  | { type: 'event'; event: string; payload: unknown; nanos: number; paused: boolean };

/** Error codes, as in HTTP. */
export const BAD_REQUEST = 400;
export const NOT_FOUND = 404;
export const WRONG_STATE = 409;
export const INTERNAL_ERROR = 500;
export const UNSUPPORTED = 501;

/** Refuses a command; the connection goes on. */
export class CommandError extends UserError {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Commands nest four levels deep; a parser takes gigabytes for millions of levels. */
const MAX_DEPTH = 64;
/** A frame of this length cannot nest so deep that it costs anything. */
const SHORT_FRAME = 10_000;

/** @throws UserError when the frame is not a command. */
export function parseCommand(text: string): Command {
  if (text.length > SHORT_FRAME && nestsTooDeep(text)) throw new UserError(`The message nests deeper than ${MAX_DEPTH} levels.`);
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new UserError('The message is not JSON.');
  }
  if (!isRecord(message) || message.type !== 'command') throw new UserError('The message has no "type": "command".');
  const { command, id, params } = message;
  if (typeof command !== 'string') throw new UserError('The message has no "command" that is a string.');
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') throw new UserError('The "id" of a message is a string.');
  if (params !== undefined && params !== null && !isRecord(params)) throw new UserError('The "params" of a message are an object.');
  return { command, id, params: params ?? {} };
}

export function requireString(params: Params, name: string): string {
  const value = params[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new CommandError(BAD_REQUEST, `Parameter "${name}" must be a text that is not empty.`);
}

export function requireNumber(params: Params, name: string): number {
  const value = params[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new CommandError(BAD_REQUEST, `Parameter "${name}" must be a number.`);
}

/** A duration or moment in nanoseconds of simulated time. */
export function requireNanos(params: Params, name: string): number {
  const value = requireNumber(params, name);
  if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new CommandError(BAD_REQUEST, `Parameter "${name}" must be a number of nanoseconds, 0 or more.`);
}

export function requireBytes(params: Params, name: string): number[] {
  const value = params[name];
  if (Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)) return value;
  throw new CommandError(BAD_REQUEST, `Parameter "${name}" must be a list of bytes.`);
}

export function optionalBoolean(params: Params, name: string, fallback: boolean): boolean {
  const value = params[name] ?? fallback;
  if (typeof value === 'boolean') return value;
  throw new CommandError(BAD_REQUEST, `Parameter "${name}" must be true or false.`);
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') isText = !isText;
    else if (isText) index += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
