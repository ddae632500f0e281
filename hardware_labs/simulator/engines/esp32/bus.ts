/** The data bus with a word for jumps that lead nowhere. */

import { Bus } from '../xtensa/bus.ts';
import type { CodeMemory } from '../xtensa/code.ts';

export class Esp32Bus extends Bus {
  /** Called for a jump to where no code is; may throw. */
  onLostJump: ((address: number) => void) | undefined;

  override codeAt(address: number): CodeMemory | undefined {
    const code = super.codeAt(address);
    if (code === undefined) this.onLostJump?.(address);
    return code;
  }
}
