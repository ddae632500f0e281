/** What the chip cannot recover from, in words. */

import { UserError } from '../../errors.ts';
import type { ControlRegisters } from '../riscv/csr.ts';
import { hexadecimal } from '../esp/image.ts';

const ROM_START = 0x40000000;
const ROM_END = 0x40060000;
const MTVEC = 0x305;
const MEPC = 0x341;
const MCAUSE = 0x342;
const CAUSES = new Map([
  [1, 'a jump to where there is no memory'], [2, 'an illegal instruction'], [3, 'a breakpoint'],
  [5, 'a load from where there is no memory'], [7, 'a store to where there is no memory'], [11, 'a call of the environment'],
]);

/** Start of the trap vector table. */
export function vectorTable(csr: ControlRegisters): number {
  return (csr.read(MTVEC, 0)! & ~0xff) >>> 0;
}

/**
 * The program counter is where no code is, and so is the trap handler, if it is a trap handler that is called for.
 *
 * @returns undefined where the chip would call the firmware's trap handler.
 */
export function fatalJump(address: number, csr: ControlRegisters, hasHandler: boolean): UserError | undefined {
  const place = hexadecimal(address);
  if (address >= ROM_START && address < ROM_END)
    return new UserError(`The firmware jumped to ${place}, the mask ROM, which is not simulated: build it with \`lab build\`.`);
  if (hasHandler) return undefined;
  if (((address - vectorTable(csr)) >>> 0) >= 128)
    return new UserError(`The firmware jumped to ${place}, where the ESP32-C3 has no memory: look for a wrong function pointer or return address.`);
  const cause = csr.read(MCAUSE, 0)!;
  const what = cause < 0 ? `interrupt ${cause & 31}` : (CAUSES.get(cause) ?? `exception ${cause}`);
  const from = hexadecimal(csr.read(MEPC, 0)!);
  return new UserError(`The firmware met ${what} at ${from} and has no trap handler: set mtvec, or mend the code at that address.`);
}
