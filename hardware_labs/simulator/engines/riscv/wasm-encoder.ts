/**
 * Writes WebAssembly modules byte by byte: as much of the format as the translator needs.
 *
 * Source: WebAssembly Core Specification 1.0, chapters "Binary Format" and "Instructions".
 */

export const Op = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c, br_if: 0x0d, return: 0x0f, call: 0x10, call_indirect: 0x11,
  local_get: 0x20, local_set: 0x21, local_tee: 0x22,
  i32_load: 0x28, i32_load8_s: 0x2c, i32_load8_u: 0x2d, i32_load16_s: 0x2e, i32_load16_u: 0x2f,
  i32_store: 0x36, i32_store8: 0x3a, i32_store16: 0x3b, i32_const: 0x41, i64_const: 0x42,
  i32_eqz: 0x45, i32_eq: 0x46, i32_ne: 0x47, i32_lt_s: 0x48, i32_lt_u: 0x49, i32_ge_s: 0x4e, i32_ge_u: 0x4f,
  i32_add: 0x6a, i32_sub: 0x6b, i32_mul: 0x6c, i32_div_s: 0x6d, i32_div_u: 0x6e, i32_rem_s: 0x6f, i32_rem_u: 0x70,
  i32_and: 0x71, i32_or: 0x72, i32_xor: 0x73, i32_shl: 0x74, i32_shr_s: 0x75, i32_shr_u: 0x76,
  i64_mul: 0x7e, i64_shr_u: 0x88, i32_wrap_i64: 0xa7, i64_extend_i32_s: 0xac, i64_extend_i32_u: 0xad,
} as const;

export const I32 = 0x7f;
/** Type of a block without a result. */
export const NOTHING = 0x40;

const FUNCTION = 0x60;
const FUNCTION_REFERENCE = 0x70;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const Section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

/** The instructions of a function. */
export class Code {
  readonly bytes: number[] = [];

  op(op: number): this {
    this.bytes.push(op);
    return this;
  }

  /** An instruction with a number from 0 to 2^31 - 1, such as a local's or a label's. */
  with(op: number, number: number): this {
    this.bytes.push(op);
    pushUnsigned(this.bytes, number);
    return this;
  }

  get(local: number): this {
    return this.with(Op.local_get, local);
  }

  set(local: number): this {
    return this.with(Op.local_set, local);
  }

  tee(local: number): this {
    return this.with(Op.local_tee, local);
  }

  constant(value: number): this {
    this.bytes.push(Op.i32_const);
    pushSigned(this.bytes, value);
    return this;
  }

  /** A load or store, at any alignment. @param at Added to the address on the stack. */
  memory(op: number, at: number): this {
    this.bytes.push(op, 0);
    pushUnsigned(this.bytes, at);
    return this;
  }

  /** Begins a block, loop or if. */
  open(op: number, type: number = NOTHING): this {
    this.bytes.push(op, type);
    return this;
  }
}

export interface WasmFunction {
  /** Beside the one parameter; all are i32. */
  readonly locals: number;
  readonly code: readonly Code[];
  readonly exported?: string;
}

/** What a module gets from outside, beside `env.memory`. */
export interface Imports {
  readonly memoryPages: number;
  /** `env.table`, of functions of this module's type. */
  readonly table?: boolean;
  /** A function of four i32 that returns an i32, by its name in `env`: it has number 0, and the module's own follow. */
  readonly function?: string;
}

/** A module of functions that all take an i32 and return an i32. */
export function wasmModule({ memoryPages, table, function: imported }: Imports, functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const imports = [[...name('env'), ...name('memory'), 0x02, 0x01, ...unsigned(memoryPages), ...unsigned(memoryPages)]];
  if (table) imports.push([...name('env'), ...name('table'), 0x01, FUNCTION_REFERENCE, 0x00, 0x01]);
  if (imported !== undefined) imports.push([...name('env'), ...name(imported), 0x00, 1]);
  const first = imported === undefined ? 0 : 1;
  const exported = functions.flatMap(({ exported: as }, n) => (as === undefined ? [] : [[...name(as), 0x00, ...unsigned(first + n)]]));
  const bytes = HEADER.slice();
  pushSection(bytes, Section.type, [[FUNCTION, 1, I32, 1, I32], [FUNCTION, 4, I32, I32, I32, I32, 1, I32]]);
  pushSection(bytes, Section.import, imports);
  pushSection(bytes, Section.function, functions.map(() => [0]));
  pushSection(bytes, Section.export, exported);
  pushSection(bytes, Section.code, functions.map(functionBytes));
  return new Uint8Array(bytes);
}

function functionBytes({ locals, code }: WasmFunction): number[] {
  const declared = locals === 0 ? [0] : [1, ...unsigned(locals), I32];
  const length = code.reduce((sum, { bytes }) => sum + bytes.length, declared.length + 1);
  const bytes = unsigned(length);
  pushAll(bytes, declared);
  for (const part of code) pushAll(bytes, part.bytes);
  bytes.push(Op.end);
  return bytes;
}

function pushSection(bytes: number[], number: number, entries: readonly (readonly number[])[]): void {
  const count = unsigned(entries.length);
  bytes.push(number);
  pushUnsigned(bytes, entries.reduce((sum, entry) => sum + entry.length, count.length));
  pushAll(bytes, count);
  for (const entry of entries) pushAll(bytes, entry);
}

/** LEB128. */
function pushUnsigned(bytes: number[], value: number): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** LEB128 of a 32 bit number with a sign. */
function pushSigned(bytes: number[], value: number): void {
  let rest = value | 0;
  while (rest < -0x40 || rest > 0x3f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** A spread into push() fails for long arrays. */
function pushAll(bytes: number[], more: readonly number[]): void {
  for (const byte of more) bytes.push(byte);
}
