/** The ESP32-C3's data bus: RAM at both of its addresses, flash, peripherals; anything else is an access fault. */

import { CodeMemory } from './code.ts';
import {
  FLASH_BYTES, FLASH_CODE, FLASH_DATA, PERIPHERALS, PERIPHERAL_BLOCKS, PERIPHERAL_BYTES, RAM_BYTES, RAM_CODE, RAM_DATA,
} from './memory-map.ts';
import { DECODED_AT, FLASH_AT, RAM_AT, sharedMemory } from './shared-memory.ts';

/** One block of 4 KB of registers, each 32 bits wide. */
export interface Peripheral {
  /** @param offset Of the register in bytes, a multiple of 4. */
  read(offset: number): number;
  /** A store of less than a word comes as a word with zeroes around it. */
  write(offset: number, value: number): void;
}

export type Width = 1 | 2 | 4;

export class Bus {
  readonly memory = sharedMemory();
  readonly ram = new DataView(this.memory.buffer, RAM_AT, RAM_BYTES);
  readonly flash = new DataView(this.memory.buffer, FLASH_AT, FLASH_BYTES);
  readonly ramCode = new CodeMemory(RAM_CODE, this.ram, new Uint8Array(this.memory.buffer, DECODED_AT, RAM_BYTES / 4 + 1));
  readonly flashCode = new CodeMemory(FLASH_CODE, this.flash, new Uint8Array(FLASH_BYTES / 4 + 1));
  /** Set by an access to where nothing answers; whoever sees it clears it. */
  faulted = false;
  private readonly peripherals: (Peripheral | undefined)[] = new Array(PERIPHERAL_BLOCKS);

  /** @param address Where the peripheral's block begins, such as 0x60000000 for UART0. */
  attach(address: number, peripheral: Peripheral): void {
    this.peripherals[(address - PERIPHERALS) / PERIPHERAL_BYTES] = peripheral;
  }

  /** The memory that instructions at this address are fetched from. */
  codeAt(address: number): CodeMemory | undefined {
    if (address >= RAM_CODE && address < RAM_CODE + RAM_BYTES) return this.ramCode;
    return address >= FLASH_CODE && address < FLASH_CODE + FLASH_BYTES ? this.flashCode : undefined;
  }

  /** Loads without sign extension; misaligned loads from memory work, as they do on the chip. */
  load(address: number, width: Width): number {
    const at = address >>> 0;
    const last = width - 1;
    if (at >= RAM_DATA && at + last < RAM_DATA + RAM_BYTES) return read(this.ram, at - RAM_DATA, width);
    if (at >= RAM_CODE && at + last < RAM_CODE + RAM_BYTES) return read(this.ram, at - RAM_CODE, width);
    if (at >= FLASH_DATA && at + last < FLASH_DATA + FLASH_BYTES) return read(this.flash, at - FLASH_DATA, width);
    if (at >= FLASH_CODE && at + last < FLASH_CODE + FLASH_BYTES) return read(this.flash, at - FLASH_CODE, width);
    return this.loadPeripheral(address, width);
  }

  store(address: number, value: number, width: Width): void {
    const at = address >>> 0;
    const last = width - 1;
    if (at >= RAM_DATA && at + last < RAM_DATA + RAM_BYTES) return this.storeRam(at - RAM_DATA, value, width);
    if (at >= RAM_CODE && at + last < RAM_CODE + RAM_BYTES) return this.storeRam(at - RAM_CODE, value, width);
    this.storePeripheral(address, value, width);
  }

  /** As `load`, for an address that is known to be outside of memory. */
  loadPeripheral(address: number, width: Width): number {
    const peripheral = this.peripheralAt(address, width);
    if (peripheral === undefined) return this.fault();
    const word = peripheral.read(address & (PERIPHERAL_BYTES - 4));
    return (word >>> (8 * (address & 3))) & mask(width);
  }

  /** As `store`, for an address that is known to be outside of memory. */
  storePeripheral(address: number, value: number, width: Width): void {
    const peripheral = this.peripheralAt(address, width);
    if (peripheral === undefined) this.fault();
    else peripheral.write(address & (PERIPHERAL_BYTES - 4), (value & mask(width)) << (8 * (address & 3)));
  }

  private storeRam(offset: number, value: number, width: Width): void {
    this.ramCode.forget(offset);
    if (width === 1) this.ram.setInt8(offset, value);
    else if (width === 2) this.ram.setInt16(offset, value, true);
    else this.ram.setInt32(offset, value, true);
  }

  private peripheralAt(address: number, width: Width): Peripheral | undefined {
    const offset = (address - PERIPHERALS) | 0;
    if (offset < 0 || offset >= PERIPHERAL_BLOCKS * PERIPHERAL_BYTES || (address & (width - 1)) !== 0) return undefined;
    return this.peripherals[(offset / PERIPHERAL_BYTES) | 0];
  }

  private fault(): number {
    this.faulted = true;
    return 0;
  }
}

function read(memory: DataView, offset: number, width: Width): number {
  if (width === 1) return memory.getUint8(offset);
  return width === 2 ? memory.getUint16(offset, true) : memory.getInt32(offset, true);
}

function mask(width: Width): number {
  return width === 4 ? -1 : (1 << (8 * width)) - 1;
}
