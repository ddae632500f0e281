/** What the chip cannot recover from, in words. */

import { UserError } from '../../errors.ts';
import { hexadecimal } from '../esp/image.ts';
import { EPC1, EXCCAUSE, VECBASE } from '../xtensa/special.ts';

const ROM_START = 0x40000000;
const ROM_END = 0x40070000;
const VECTOR_BYTES = 0x400;
const CAUSES = new Map([
  [0, 'an illegal instruction'], [1, 'a system call'], [3, 'an access to instruction memory that is not a whole aligned word'],
  [4, 'an interrupt'], [6, 'a division by zero'], [20, 'a jump to where there is no memory'],
  [28, 'a load from where there is no memory'], [29, 'a store to where there is no memory'],
]);

/**
 * The program counter is where no code is.
 *
 * @param special Values of the special registers.
 * @returns undefined where the chip goes on to the firmware's exception handler.
 */
export function fatalJump(address: number, special: Int32Array): UserError | undefined {
  const vectors = special[VECBASE] >>> 0;
  if (address >= vectors && address < vectors + VECTOR_BYTES) {
    const cause = special[EXCCAUSE];
    const what = CAUSES.get(cause) ?? `exception ${cause}`;
    const from = hexadecimal(special[EPC1]);
    return new UserError(`The firmware met ${what} at ${from} and has no handler: set VECBASE, or mend the code at that address.`);
  }
  if (address < ROM_START || address >= ROM_END) return undefined;
  const place = `${hexadecimal(address)}, the mask ROM`;
  return new UserError(`The firmware jumped to ${place}, which is not simulated: build it with \`lab build\`.`);
}
