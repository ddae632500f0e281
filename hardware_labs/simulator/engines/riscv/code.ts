/** A memory that instructions are fetched from, decoded once on first execution. */

import { TRANSLATED, decode, isCompressed } from './decode.ts';

export class CodeMemory {
  readonly base: number;
  /** Number of half-words, which is where instructions may begin. */
  readonly length: number;
  /** Decoded instructions by half-word, as in `Instruction`; a packed 0 is not decoded yet. */
  readonly packed: Int32Array;
  readonly immediate: Int32Array;
  /** Called after the instructions that touch these words have been forgotten. */
  onForget: ((firstWord: number, lastWord: number) => void) | undefined;
  private readonly halves: Uint16Array;
  /** 1 where a word holds a part of a decoded instruction: only stores to such words cost time. */
  private readonly decoded: Uint8Array;

  /** @param decoded One byte for each word, and one more. */
  constructor(base: number, memory: DataView<ArrayBuffer>, decoded: Uint8Array) {
    this.base = base;
    this.halves = new Uint16Array(memory.buffer, memory.byteOffset, memory.byteLength / 2);
    this.length = this.halves.length;
    this.packed = new Int32Array(this.length);
    this.immediate = new Int32Array(this.length);
    this.decoded = decoded;
  }

  /** Returns false where the second half of the instruction lies outside of this memory. */
  decode(index: number): boolean {
    const low = this.halves[index];
    if (!isCompressed(low) && index + 1 === this.length) return false;
    const { packed, immediate } = decode(low | (this.halves[index + 1] << 16));
    this.packed[index] = packed;
    this.immediate[index] = immediate;
    this.decoded[index >> 1] = 1;
    this.decoded[(index + 1) >> 1] = 1;
    return true;
  }

  /** As in `packed`, but decoded now if it has not been, and what is behind a `TRANSLATED`; 0 where `decode` returns false. */
  plainAt(index: number): number {
    const packed = this.packed[index];
    if (packed !== 0 && (packed & 0xff) !== TRANSLATED) return packed;
    if (!this.decode(index)) return 0;
    const plain = this.packed[index];
    if (packed !== 0) this.packed[index] = packed;
    return plain;
  }

  /** Has the interpreter stop before this instruction. */
  markTranslated(index: number): void {
    this.packed[index] = (this.plainAt(index) & ~0xff) | TRANSLATED;
  }

  unmarkTranslated(index: number): void {
    if ((this.packed[index] & 0xff) === TRANSLATED) this.decode(index);
  }

  /** The instruction at this half-word as it stands in memory, for mtval. */
  wordAt(index: number): number {
    return this.halves[index] | (this.halves[index + 1] << 16);
  }

  /** Bytes at this offset are about to change, at most four of them. */
  forget(offset: number): void {
    if ((this.decoded[offset >> 2] | this.decoded[(offset + 3) >> 2]) !== 0) this.drop(offset >> 2, (offset + 3) >> 2);
  }

  private drop(firstWord: number, lastWord: number): void {
    const first = Math.max(2 * firstWord - 1, 0); // its second half may be in the first word
    this.packed.fill(0, first, 2 * lastWord + 2);
    this.decoded.fill(0, firstWord, lastWord + 1);
    this.onForget?.(firstWord, lastWord);
  }
}
