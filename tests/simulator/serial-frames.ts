/** Bytes on a serial line, as a logic analyzer has recorded it. */

import type { Change } from './read-vcd.ts';

/** Frames on a line: the bits behind each start bit, the first bit first, each taken in its middle. */
export function frames(changes: readonly Change[], name: string, bitNanos: number, bits: number): string[] {
  const own = changes.filter((change) => change.name === name);
  const levelAt = (nanos: number): string => own.findLast((change) => change.nanos <= nanos)?.level ?? '1';
  const found: string[] = [];
  let free = own[0]?.level === '1' ? own[0].nanos : 0; // the line idles high from here on
  for (const { nanos, level } of own) {
    if (level !== '0' || nanos < free) continue;
    found.push(Array.from({ length: bits }, (_, bit) => levelAt(nanos + (bit + 1.5) * bitNanos)).join(''));
    free = nanos + (bits + 0.5) * bitNanos;
  }
  return found;
}

/** Eight bits, lowest first, and what follows them. */
export function frame(byte: number, behind: string): string {
  return Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1).join('') + behind;
}
