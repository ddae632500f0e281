/** A peripheral's block of registers. */

import type { Peripheral } from '../riscv/bus.ts';
import { PERIPHERAL_BYTES } from '../riscv/memory-map.ts';

/** Base of the peripherals: registers named with their reset values are storage, all others read 0 and ignore writes. */
export class RegisterBlock implements Peripheral {
  private readonly words = new Int32Array(PERIPHERAL_BYTES / 4);
  private readonly isStorage = new Uint8Array(PERIPHERAL_BYTES / 4);

  /** @param resets Reset value of each storage register by its offset in bytes. */
  constructor(resets: Readonly<Record<number, number>>) {
    for (const [offset, value] of Object.entries(resets)) {
      this.words[Number(offset) >> 2] = value;
      this.isStorage[Number(offset) >> 2] = 1;
    }
  }

  read(offset: number): number {
    return this.words[offset >> 2];
  }

  write(offset: number, value: number): void {
    if (this.isStorage[offset >> 2] === 1) this.words[offset >> 2] = value;
  }
}

/** The four registers INT_RAW, INT_ST, INT_ENA and INT_CLR that every peripheral has for its interrupt. */
export class InterruptRegisters {
  private readonly setLine: (high: boolean) => void;
  private rawBits = 0;
  private enabledBits = 0;

  /** @param setLine Drives the peripheral's interrupt source. */
  constructor(setLine: (high: boolean) => void) {
    this.setLine = setLine;
  }

  get raw(): number {
    return this.rawBits;
  }

  get status(): number {
    return this.rawBits & this.enabledBits;
  }

  get enabled(): number {
    return this.enabledBits;
  }

  set enabled(bits: number) {
    this.enabledBits = bits;
    this.setLine(this.status !== 0);
  }

  raise(bits: number): void {
    this.rawBits |= bits;
    this.setLine(this.status !== 0);
  }

  clear(bits: number): void {
    this.rawBits &= ~bits;
    this.setLine(this.status !== 0);
  }
}

/** Registers by offset, one after the other. */
export function storage(first: number, last: number, reset = 0): Record<number, number> {
  const resets: Record<number, number> = {};
  for (let offset = first; offset <= last; offset += 4) resets[offset] = reset;
  return resets;
}
