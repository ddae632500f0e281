/** The ESP32's data bus: memories and peripherals, as the PRO CPU reaches them. */

import type { Peripheral, Width } from '../riscv/bus.ts';
import { CodeMemory } from './code.ts';
import {
  PERIPHERALS, PERIPHERALS_AHB, PERIPHERALS_APB, PERIPHERAL_BLOCKS, PERIPHERAL_BYTES, RAM_BYTES, RAM_CODE, RAM_CODE_BYTES,
  RAM_DATA, RTC_BYTES, RTC_FAST, RTC_SLOW,
} from './memory-map.ts';
import { LOAD_PROHIBITED, LOAD_STORE_ERROR, STORE_PROHIBITED } from './special.ts';

export class Bus {
  readonly ram = new DataView(new ArrayBuffer(RAM_BYTES));
  readonly code = new CodeMemory(RAM_CODE, new ArrayBuffer(RAM_CODE_BYTES));
  /** Exception cause of an access that failed, or 0; whoever sees it clears it. */
  fault = 0;
  /** Where the memory begins that `memoryAt` has found. */
  private memoryBase = 0;
  private readonly rtcFast = new DataView(new ArrayBuffer(RTC_BYTES));
  private readonly rtcSlow = new DataView(new ArrayBuffer(RTC_BYTES));
  private readonly peripherals: (Peripheral | undefined)[] = new Array(PERIPHERAL_BLOCKS);

  /** @param address Where the peripheral's block begins, such as 0x3FF40000 for UART0. */
  attach(address: number, peripheral: Peripheral): void {
    this.peripherals[(address - PERIPHERALS) / PERIPHERAL_BYTES] = peripheral;
  }

  /** The memory that instructions at this address are fetched from. */
  codeAt(address: number): CodeMemory | undefined {
    return address >= RAM_CODE && address < RAM_CODE + RAM_CODE_BYTES ? this.code : undefined;
  }

  /** Loads without sign extension; misaligned loads from data memory work, as they do on the chip. */
  load(address: number, width: Width): number {
    const at = address >>> 0;
    const memory = this.memoryAt(at, width);
    if (memory !== undefined) return read(memory, at - this.memoryBase, width);
    if (at >= RAM_CODE && at < RAM_CODE + RAM_CODE_BYTES) {
      return isWord(at, width) ? this.code.words[(at - RAM_CODE) >> 2] : this.fail(LOAD_STORE_ERROR);
    }
    const peripheral = this.peripheralAt(at, width);
    if (peripheral === undefined) return this.fail(LOAD_PROHIBITED);
    const word = peripheral.read(at & (PERIPHERAL_BYTES - 4));
    return (word >>> (8 * (at & 3))) & mask(width);
  }

  store(address: number, value: number, width: Width): void {
    const at = address >>> 0;
    const memory = this.memoryAt(at, width);
    if (memory !== undefined) return write(memory, at - this.memoryBase, value, width);
    if (at >= RAM_CODE && at < RAM_CODE + RAM_CODE_BYTES) {
      if (isWord(at, width)) this.code.store(at - RAM_CODE, value);
      else this.fail(LOAD_STORE_ERROR);
      return;
    }
    const peripheral = this.peripheralAt(at, width);
    if (peripheral === undefined) this.fail(STORE_PROHIBITED);
    else peripheral.write(at & (PERIPHERAL_BYTES - 4), (value & mask(width)) << (8 * (at & 3)));
  }

  private memoryAt(address: number, width: Width): DataView | undefined {
    const last = address + width - 1;
    if (address >= RAM_DATA && last < RAM_DATA + RAM_BYTES) {
      this.memoryBase = RAM_DATA;
      return this.ram;
    }
    if (address >= RTC_FAST && last < RTC_FAST + RTC_BYTES) {
      this.memoryBase = RTC_FAST;
      return this.rtcFast;
    }
    if (address >= RTC_SLOW && last < RTC_SLOW + RTC_BYTES) {
      this.memoryBase = RTC_SLOW;
      return this.rtcSlow;
    }
    return undefined;
  }

  private peripheralAt(address: number, width: Width): Peripheral | undefined {
    if (address % width !== 0) return undefined;
    const at = address >= PERIPHERALS_AHB ? address - PERIPHERALS_AHB + PERIPHERALS_APB : address;
    return this.peripherals[Math.floor((at - PERIPHERALS) / PERIPHERAL_BYTES)];
  }

  private fail(cause: number): number {
    this.fault = cause;
    return 0;
  }
}

/** Instruction memory answers to whole words only. */
function isWord(address: number, width: Width): boolean {
  return width === 4 && (address & 3) === 0;
}

function read(memory: DataView, offset: number, width: Width): number {
  if (width === 1) return memory.getUint8(offset);
  return width === 2 ? memory.getUint16(offset, true) : memory.getInt32(offset, true);
}

function write(memory: DataView, offset: number, value: number, width: Width): void {
  if (width === 1) memory.setInt8(offset, value);
  else if (width === 2) memory.setInt16(offset, value, true);
  else memory.setInt32(offset, value, true);
}

function mask(width: Width): number {
  return width === 4 ? -1 : (1 << (8 * width)) - 1;
}
