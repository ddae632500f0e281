/** The data bus with a word for jumps that lead nowhere. */

import { Bus } from '../riscv/bus.ts';
import type { CodeMemory } from '../riscv/code.ts';

export class Esp32c3Bus extends Bus {
  /** Called for a jump to where no code is; may throw. */
  onLostJump: ((address: number) => void) | undefined;

  hasCode(address: number): boolean {
    return super.codeAt(address) !== undefined;
  }

  override codeAt(address: number): CodeMemory | undefined {
    const code = super.codeAt(address);
    if (code === undefined) this.onLostJump?.(address);
    return code;
  }
}
