/**
 * The one WebAssembly memory in which translated code finds all that it works on, and where each thing lies in it, in bytes.
 *
 * The interpreter and the bus have views into the same memory, so nothing is copied between the two cores.
 */

import { FLASH_BYTES, RAM_BYTES } from './memory-map.ts';

const PAGE = 0x10000;

export const RAM_AT = 0;
/** One byte for each word of RAM: 1 where it holds a part of a decoded instruction, so that a store there has to be noticed. */
export const DECODED_AT = RAM_AT + RAM_BYTES;
/** x0 to x31, and what is written to x0. */
export const REGISTERS_AT = 0x7a000;
export const PC_AT = REGISTERS_AT + 0x100;
/** How translated code goes on behind an access to a peripheral: one of `GoOn`. */
export const GO_ON_AT = PC_AT + 4;
/** Where translated code begins: pairs of an address and the number of its function, placed by the address. */
export const ENTRIES_AT = 0x80000;
export const ENTRY_SLOTS = 0x4000;
export const FLASH_AT = 0x100000;

export const GoOn = {
  ahead: 0,
  /** Leave before the access, for the interpreter to do it. */
  before: 1,
  /** It is done; leave before the next instruction. */
  behind: 2,
} as const;

/** Number of the pair for code at this address. */
export function entrySlot(address: number): number {
  return (address >>> 1) & (ENTRY_SLOTS - 1);
}

export function sharedMemory(): WebAssembly.Memory {
  const pages = (FLASH_AT + FLASH_BYTES) / PAGE;
  return new WebAssembly.Memory({ initial: pages, maximum: pages });
}
