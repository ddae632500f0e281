/**
 * Writes a picture as PNG (W3C, Portable Network Graphics, third edition) with stored deflate blocks (RFC 1951, section 3.2.4):
 * a display's few kilobytes need no compression, and what compresses in a browser and in Node alike is asynchronous.
 */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const BIT_DEPTH = 8;
const GRAYSCALE = 0;
const UNFILTERED = 0;
/** Deflate with a window of 32 KB, fastest (RFC 1950, section 2.2). */
const ZLIB_HEADER = [0x78, 0x01];
const MAX_STORED = 0xffff;
const ADLER_MODULUS = 65521;

/** @param pixels Gray levels, 0 black to 255 white, shape (height, width), row by row. */
export function grayPng(width: number, height: number, pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(height * (1 + width));
  for (let y = 0; y < height; y++) {
    rows[y * (1 + width)] = UNFILTERED;
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (1 + width) + 1);
  }
  const header = [...bigEndian(width), ...bigEndian(height), BIT_DEPTH, GRAYSCALE, 0, 0, 0];
  return Uint8Array.from([...SIGNATURE, ...chunk('IHDR', header), ...chunk('IDAT', zlibStored(rows)), ...chunk('IEND', [])]);
}

function chunk(type: string, data: readonly number[]): number[] {
  const checked = [...type].map((letter) => letter.charCodeAt(0)).concat(data);
  return [...bigEndian(data.length), ...checked, ...bigEndian(crc32(checked))];
}

function zlibStored(data: Uint8Array): number[] {
  const stream = [...ZLIB_HEADER];
  for (let start = 0; start < data.length; start += MAX_STORED) {
    const block = data.subarray(start, start + MAX_STORED);
    const isLast = start + block.length === data.length;
    stream.push(Number(isLast), block.length & 0xff, block.length >> 8, ~block.length & 0xff, (~block.length >> 8) & 0xff, ...block);
  }
  return [...stream, ...bigEndian(adler32(data))];
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

/** PNG, annex D: the polynomial of ISO 3309, bit by bit. */
function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** RFC 1950, section 9. */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % ADLER_MODULUS;
    high = (high + low) % ADLER_MODULUS;
  }
  return ((high << 16) | low) >>> 0;
}
