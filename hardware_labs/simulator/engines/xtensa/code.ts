/** A memory that instructions are fetched from, decoded once on first execution. Xtensa instructions begin at any byte. */

import { decode, lengthOf } from './decode.ts';

const PAGE_SHIFT = 8;

export class CodeMemory {
  readonly base: number;
  /** Number of bytes. */
  readonly length: number;
  /** Decoded instructions by their first byte, as in `Instruction`; a packed 0 is not decoded yet. */
  readonly packed: Int32Array;
  readonly immediate: Int32Array;
  /** The memory as data, which it is to L32R and to stores of whole words. */
  readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  /** 1 where a decoded instruction begins in a page of 256 bytes: only stores to such pages cost time. */
  private readonly decodedPages: Uint8Array;

  constructor(base: number, memory: ArrayBuffer) {
    this.base = base;
    this.bytes = new Uint8Array(memory);
    this.words = new Int32Array(memory);
    this.length = this.bytes.length;
    this.packed = new Int32Array(this.length);
    this.immediate = new Int32Array(this.length);
    this.decodedPages = new Uint8Array((this.length >> PAGE_SHIFT) + 1);
  }

  /** Returns false where the end of the instruction lies outside of this memory. */
  decode(index: number): boolean {
    const { bytes } = this;
    if (index + lengthOf(bytes[index]) > this.length) return false;
    const word = bytes[index] | (bytes[index + 1] << 8) | (bytes[index + 2] << 16);
    const { packed, immediate } = decode(word, this.base + index);
    this.packed[index] = packed;
    this.immediate[index] = immediate;
    this.decodedPages[index >> PAGE_SHIFT] = 1;
    return true;
  }

  /** @param offset In bytes, a multiple of 4. */
  store(offset: number, word: number): void {
    const pages = this.decodedPages;
    if ((pages[offset >> PAGE_SHIFT] | pages[Math.max(offset - 2, 0) >> PAGE_SHIFT]) !== 0) {
      this.packed.fill(0, Math.max(offset - 2, 0), offset + 4); // an instruction that begins up to two bytes before is hit too
    }
    this.words[offset >> 2] = word;
  }
}
