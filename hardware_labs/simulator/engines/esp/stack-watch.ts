/** Finds the top of the stack, which only the firmware knows, and how deep the stack has been below it. */

import { paint, stackPeak } from '../stack-paint.ts';
/** So many instructions after boot have set the stack pointer; a value that lasts one instruction is half of an address. */
const START_INSTRUCTIONS = 200;

export class StackWatch {
  private ram: Uint8Array;
  private readonly base: number;
  private left = START_INSTRUCTIONS;
  private last = 0;
  /** Offset in RAM of the byte behind the stack; 0 while unknown. */
  private top = 0;

  /** @param base Address of the RAM's first byte. */
  constructor(ram: Uint8Array, base: number) {
    this.ram = ram;
    this.base = base;
    paint(ram);
  }

  /** Goes on with a copy of the RAM, after a reset. */
  watch(ram: Uint8Array): void {
    this.ram = ram;
  }

  /** Whether it must see every instruction. */
  get isStarting(): boolean {
    return this.left > 0;
  }

  /** Takes note of the stack pointer after an instruction of the start code. */
  observe(stackPointer: number): void {
    this.left--;
    const offset = (stackPointer >>> 0) - this.base;
    const isInRam = offset > 0 && offset <= this.ram.length;
    if (isInRam && offset === this.last && offset > this.top) this.top = offset;
    this.last = offset;
  }

  /** Most bytes of stack so far; undefined before the start code has set the stack pointer. */
  get peak(): number | undefined {
    return this.top === 0 ? undefined : stackPeak(this.ram.subarray(0, this.top));
  }
}
