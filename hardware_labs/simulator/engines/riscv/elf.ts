/** Loads the segments of a 32 bit RISC-V ELF file into memory, as the boot loader would. */

import { UserError } from '../../errors.ts';
import type { Bus } from './bus.ts';
import { FLASH_BYTES, FLASH_CODE, FLASH_DATA } from './memory-map.ts';

const MAGIC = 0x464c457f;
const CLASS_32_LITTLE_ENDIAN = 0x0101;
const RISCV = 243;
const LOAD_SEGMENT = 1;

/**
 * @returns The entry point.
 * @throws UserError when the file is damaged, for another machine, or loads to where there is no memory.
 */
export function loadElf(file: Uint8Array, bus: Bus): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 52 || view.getUint32(0, true) !== MAGIC || view.getUint16(4, true) !== CLASS_32_LITTLE_ENDIAN)
    throw new UserError('The firmware is not a 32 bit ELF file: give the .elf that the linker wrote.');
  if (view.getUint16(18, true) !== RISCV)
    throw new UserError('The firmware is an ELF file for another processor: build it for RISC-V.');
  const table = view.getUint32(28, true);
  const entryBytes = view.getUint16(42, true);
  const entries = view.getUint16(44, true);
  for (let n = 0; n < entries; n++) {
    const at = table + n * entryBytes;
    if (at + 32 > file.byteLength) throw truncated();
    if (view.getUint32(at, true) !== LOAD_SEGMENT) continue;
    const start = view.getUint32(at + 4, true);
    const bytes = view.getUint32(at + 16, true);
    if (start + bytes > file.byteLength) throw truncated();
    writeMemory(bus, view.getUint32(at + 12, true), file.subarray(start, start + bytes));
  }
  return view.getUint32(24, true);
}

function writeMemory(bus: Bus, address: number, bytes: Uint8Array): void {
  for (const base of [FLASH_CODE, FLASH_DATA]) {
    if (address < base || address + bytes.length > base + FLASH_BYTES) continue;
    new Uint8Array(bus.flash.buffer, bus.flash.byteOffset, FLASH_BYTES).set(bytes, address - base);
    return;
  }
  bytes.forEach((byte, index) => bus.store(address + index, byte, 1));
  if (!bus.faulted) return;
  bus.faulted = false;
  const place = `0x${address.toString(16)}`;
  throw new UserError(`The firmware has a segment at ${place}, where the ESP32-C3 has no memory: check its linker script.`);
}

function truncated(): UserError {
  return new UserError('The firmware ends in the middle of a segment: build it again.');
}
