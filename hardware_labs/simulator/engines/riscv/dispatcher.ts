/** Goes from one translated region to the next inside of WebAssembly, by the program counter that each leaves in memory. */

import { ENTRIES_AT, ENTRY_SLOTS, FLASH_AT, GO_ON_AT, GoOn, PC_AT, entrySlot } from './shared-memory.ts';
import { FLASH_BYTES } from './memory-map.ts';
import { loadElsewhere, translate } from './translate.ts';
import type { Region } from './region.ts';
import { Code, Op, wasmModule } from './wasm-encoder.ts';
import type { WasmFunction } from './wasm-encoder.ts';

const MEMORY_PAGES = (FLASH_AT + FLASH_BYTES) / 0x10000;
/** Numbers of the functions in a region's module. */
const FUNCTIONS = { access: 0, loadElsewhere: 2 };
/** Bytes of a pair of address and function. */
const PAIR = 8;

/** In place of an address: no code begins at an odd one. */
const EMPTY = 1;

/** An access to where no memory is; says in memory how to go on. */
export type Access = (address: number, operation: number, left: number, value: number) => number;

/** Takes cycles, returns those left. */
type Run = (cycles: number) => number;

export class Dispatcher {
  /** Runs translated code from the program counter in memory until one place is not translated, or cannot go on. */
  readonly run: Run;
  private readonly memory: WebAssembly.Memory;
  private readonly access: Access;
  private readonly entries: Int32Array;
  private readonly table: WebAssembly.Table;

  /** @param size Most functions. */
  constructor(memory: WebAssembly.Memory, access: Access, size: number) {
    this.memory = memory;
    this.access = access;
    this.entries = new Int32Array(memory.buffer, ENTRIES_AT, 2 * ENTRY_SLOTS);
    this.entries.fill(EMPTY);
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: size });
    this.run = this.instantiate(wasmModule({ memoryPages: MEMORY_PAGES, table: true }, [dispatch()]), 'run');
  }

  /** Translates the region into function `number`. */
  add(number: number, region: Region, base: number): void {
    const functions = [{ ...translate(region, base, FUNCTIONS), exported: 'region' }, loadElsewhere()];
    const imports = { memoryPages: MEMORY_PAGES, function: 'access' };
    this.table.set(number, this.instantiate(wasmModule(imports, functions), 'region'));
  }

  /** Makes the function the one for this address; another address may lose its place by that. */
  place(address: number, number: number): void {
    const slot = 2 * entrySlot(address);
    this.entries[slot] = address;
    this.entries[slot + 1] = number;
  }

  remove(address: number, number: number): void {
    const slot = 2 * entrySlot(address);
    if (this.entries[slot] === address) this.entries[slot] = EMPTY;
    this.table.set(number, null);
  }

  private instantiate(bytes: Uint8Array<ArrayBuffer>, exported: string): Run {
    const { memory, table, access } = this;
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, table, access } });
    return instance.exports[exported] as Run;
  }
}

/** Calls the function for the program counter, again and again, until there is none, or it has run no cycle, or is not to go on. */
function dispatch(): WasmFunction {
  const LEFT = 0;
  const BEFORE = 1;
  const PC = 2;
  const PLACE = 3;
  const code = new Code();
  const leaveIf = (comparison: number): void => void code.op(comparison).open(Op.if).get(LEFT).op(Op.return).op(Op.end);
  code.open(Op.loop);
  code.constant(0).memory(Op.i32_load, PC_AT).tee(PC);
  code.constant(1).op(Op.i32_shr_u).constant(ENTRY_SLOTS - 1).op(Op.i32_and).constant(PAIR).op(Op.i32_mul).tee(PLACE);
  code.memory(Op.i32_load, ENTRIES_AT).get(PC);
  leaveIf(Op.i32_ne);
  code.get(LEFT).tee(BEFORE).get(PLACE).memory(Op.i32_load, ENTRIES_AT + 4).with(Op.call_indirect, 0).op(0).tee(LEFT).get(BEFORE);
  leaveIf(Op.i32_eq);
  code.constant(0).memory(Op.i32_load, GO_ON_AT).constant(GoOn.ahead);
  leaveIf(Op.i32_ne);
  code.with(Op.br, 0).op(Op.end).get(LEFT);
  return { locals: 3, code: [code], exported: 'run' };
}
