/** A memory that instructions are fetched from, decoded once on first execution. */

import { decode, isCompressed } from './decode.ts';

const PAGE_SHIFT = 8;

export class CodeMemory {
  readonly base: number;
  /** Number of half-words, which is where instructions may begin. */
  readonly length: number;
  /** Decoded instructions by half-word, as in `Instruction`; a packed 0 is not decoded yet. */
  readonly packed: Int32Array;
  readonly immediate: Int32Array;
  private readonly halves: Uint16Array;
  /** 1 where a page of 256 bytes holds a part of a decoded instruction: only stores to such pages cost time. */
  private readonly decodedPages: Uint8Array;

  constructor(base: number, memory: ArrayBuffer) {
    this.base = base;
    this.halves = new Uint16Array(memory);
    this.length = this.halves.length;
    this.packed = new Int32Array(this.length);
    this.immediate = new Int32Array(this.length);
    this.decodedPages = new Uint8Array((memory.byteLength >> PAGE_SHIFT) + 1);
  }

  /** Returns false where the second half of the instruction lies outside of this memory. */
  decode(index: number): boolean {
    const low = this.halves[index];
    if (!isCompressed(low) && index + 1 === this.length) return false;
    const { packed, immediate } = decode(low | (this.halves[index + 1] << 16));
    this.packed[index] = packed;
    this.immediate[index] = immediate;
    this.decodedPages[(2 * index) >> PAGE_SHIFT] = 1;
    this.decodedPages[(2 * index + 2) >> PAGE_SHIFT] = 1;
    return true;
  }

  /** The instruction at this half-word as it stands in memory, for mtval. */
  wordAt(index: number): number {
    return this.halves[index] | (this.halves[index + 1] << 16);
  }

  /** Bytes at this offset are about to change, at most four of them. */
  forget(offset: number): void {
    if ((this.decodedPages[offset >> PAGE_SHIFT] | this.decodedPages[(offset + 3) >> PAGE_SHIFT]) !== 0) this.drop(offset);
  }

  private drop(offset: number): void {
    const first = Math.max((offset >> 1) - 1, 0); // the second half of an instruction may be hit
    this.packed.fill(0, first, first + 4);
  }
}
