/**
 * Firmware images as esptool writes them, and what the mask ROM of an ESP chip does with one.
 *
 * Source: esptool documentation, "Firmware Image Format".
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { UserError } from '../../errors.ts';
import type { FlashSection } from '../../firmware.ts';

export interface Segment {
  /** Where in the address space its bytes belong. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Image {
  readonly entry: number;
  readonly segments: readonly Segment[];
}

const MAGIC = 0xe9;
const HEADER_BYTES = 24;
const SEGMENT_HEADER_BYTES = 8;
const SEGMENTS_AT = 1;
const ENTRY_AT = 4;
const CHIP_ID_AT = 12;
const HASH_APPENDED_AT = 23;
const HASH_BYTES = 32;
const CHECKSUM_SEED = 0xef;
/** The checksum is the last byte of such a group. */
const CHECKSUM_GROUP = 16;
const ERASED = 0xff;

const CHIPS = new Map([
  [0, 'ESP32'], [2, 'ESP32-S2'], [5, 'ESP32-C3'], [9, 'ESP32-S3'], [12, 'ESP32-C2'], [13, 'ESP32-C6'], [16, 'ESP32-H2'],
]);

/** @throws UserError when a section reaches beyond the flash. */
export function flashContent(sections: readonly FlashSection[], flashBytes: number): Uint8Array {
  const flash = new Uint8Array(flashBytes).fill(ERASED);
  for (const { offset, bytes } of sections) {
    if (offset + bytes.length > flashBytes) {
      const end = hexadecimal(offset + bytes.length);
      throw new UserError(`The firmware reaches to ${end} and the flash has ${flashBytes} bytes: build a smaller one.`);
    }
    flash.set(bytes, offset);
  }
  return flash;
}

/**
 * Reads the image that begins at this offset of the flash.
 *
 * @param chipId Of the chip that is to boot it, as in the image's header.
 * @throws UserError when there is no image, it is for another chip, or it is damaged.
 */
export function parseImage(flash: Uint8Array, offset: number, chipId: number): Image {
  const chip = CHIPS.get(chipId)!;
  const place = `flash offset ${hexadecimal(offset)}`;
  if (flash[offset] !== MAGIC)
    throw new UserError(`There is no ${chip} firmware at ${place}: give the .merged.bin that \`lab build\` wrote for this board.`);
  const view = new DataView(flash.buffer, flash.byteOffset, flash.byteLength);
  const made = view.getUint16(offset + CHIP_ID_AT, true);
  if (made !== chipId) {
    const other = CHIPS.get(made) ?? `an unknown chip (id ${made})`;
    throw new UserError(`The firmware at ${place} is for ${other} and the board has an ${chip}: build it for this board.`);
  }
  const segments: Segment[] = [];
  let at = offset + HEADER_BYTES;
  let checksum = CHECKSUM_SEED;
  for (let n = 0; n < flash[offset + SEGMENTS_AT]; n++) {
    const start = at + SEGMENT_HEADER_BYTES;
    if (start > flash.length) throw truncated(place);
    at = start + view.getUint32(start - 4, true);
    if (at > flash.length) throw truncated(place);
    const bytes = flash.subarray(start, at);
    for (const byte of bytes) checksum ^= byte;
    segments.push({ address: view.getUint32(start - 8, true), bytes });
  }
  at += CHECKSUM_GROUP - ((at - offset) % CHECKSUM_GROUP);
  if (at > flash.length) throw truncated(place);
  if (flash[at - 1] !== checksum) throw damaged(place, 'checksum');
  if (flash[offset + HASH_APPENDED_AT] === 1) {
    const digest = sha256(flash.subarray(offset, at));
    if (digest.some((byte, n) => flash[at + n] !== byte)) throw damaged(place, `SHA-256 (${HASH_BYTES} bytes at its end)`);
  }
  return { entry: view.getUint32(offset + ENTRY_AT, true), segments };
}

export function hexadecimal(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

function truncated(place: string): UserError {
  return new UserError(`The firmware at ${place} ends in the middle of a segment: build it again.`);
}

function damaged(place: string, what: string): UserError {
  return new UserError(`The firmware at ${place} is damaged, its ${what} does not match: build it again.`);
}
