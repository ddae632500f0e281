/** How deep the stack has grown: RAM is painted at power-on, and what the stack has touched is no longer painted. */

import { RAM_BYTES, RAM_DATA } from '../riscv/memory-map.ts';

const PAINT = 0xc5;
/** So many instructions after boot have set the stack pointer; a value that lasts one instruction is half of an address. */
const START_INSTRUCTIONS = 200;

export class StackWatch {
  private ram: Uint8Array;
  private left = START_INSTRUCTIONS;
  private last = 0;
  /** Offset in RAM of the byte behind the stack; 0 while unknown. */
  private top = 0;

  constructor(ram: Uint8Array) {
    this.ram = ram;
    ram.fill(PAINT);
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
    const offset = (stackPointer >>> 0) - RAM_DATA;
    const isInRam = offset > 0 && offset <= RAM_BYTES;
    if (isInRam && offset === this.last && offset > this.top) this.top = offset;
    this.last = offset;
  }

  /** Bytes from the top of the stack down to the longest painted run below it; undefined before the stack is set up. */
  get peak(): number | undefined {
    if (this.top === 0) return undefined;
    let longest = 0;
    let end = this.top;
    for (let at = this.top - 1, run = 0; at >= 0; at--) {
      run = this.ram[at] === PAINT ? run + 1 : 0;
      if (run <= longest) continue;
      longest = run;
      end = at + run;
    }
    return this.top - end;
  }
}
