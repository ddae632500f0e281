/** Bits of the AVR's status register after arithmetic: C 0x01, Z 0x02, N 0x04, V 0x08, S 0x10 (N xor V), H 0x20. */

export function zeroFlag(result: number): number {
  return (result & 255) === 0 ? 2 : 0;
}

/** Z, N, V and S, with the given overflow bit (8 or 0). */
export function signFlags(zero: boolean, negative: boolean, overflow: number): number {
  const n = negative ? 4 : 0;
  return (zero ? 2 : 0) | n | overflow | ((n << 2) ^ (overflow << 1));
}

export function logicFlags(result: number): number {
  return (result === 0 ? 2 : 0) | (result & 0x80 ? 0x14 : 0);
}

export function shiftFlags(result: number, carry: number): number {
  const n = result & 0x80 ? 4 : 0;
  const v = (n >> 2) ^ carry ? 8 : 0;
  return (result === 0 ? 2 : 0) | n | v | ((n << 2) ^ (v << 1)) | carry;
}

export function addFlags(x: number, y: number, sum: number): number {
  const overflow = (sum ^ x) & (sum ^ y) & 0x80 ? 8 : 0;
  const half = (x ^ y ^ sum) & 0x10 ? 0x20 : 0;
  return signFlags((sum & 255) === 0, (sum & 0x80) !== 0, overflow) | half | (sum >> 8);
}

/** All flags of a subtraction but Z, which CPC and SBC carry along. */
export function subtractFlags(x: number, y: number, difference: number): number {
  const overflow = (x ^ y) & (x ^ difference) & 0x80 ? 8 : 0;
  const half = (x ^ y ^ difference) & 0x10 ? 0x20 : 0;
  return signFlags(false, (difference & 0x80) !== 0, overflow) | half | (difference < 0 ? 1 : 0);
}
