/** The random number register, in the block of APB_CTRL: a repeatable generator (xorshift32) takes the place of the chip's noise. */

import { RegisterBlock } from './registers.ts';

const RND_DATA = 0xb0;
const SEED = 0x2545f491;

export class RandomNumberGenerator extends RegisterBlock {
  private state = SEED;

  constructor() {
    super({});
  }

  override read(offset: number): number {
    if (offset !== RND_DATA) return super.read(offset);
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state;
  }
}
