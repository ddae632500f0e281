/** Reads what the simulator writes, with zlib's own inflate. */

import { crc32, inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** @param file A gray PNG with eight bits a pixel and unfiltered rows. */
export function readPng(file: Uint8Array): Picture {
  const bytes = Buffer.from(file);
  if (bytes.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG signature');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const checked = bytes.subarray(at + 4, at + 8 + length);
    if (bytes.readUInt32BE(at + 8 + length) !== crc32(checked)) throw new Error('wrong CRC');
    chunks.set(checked.subarray(0, 4).toString('latin1'), checked.subarray(4));
    at += 12 + length;
  }
  const header = chunks.get('IHDR')!;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (!header.subarray(8).equals(Buffer.from([8, 0, 0, 0, 0])) || !chunks.has('IEND')) throw new Error('not gray with 8 bits');
  const rows = inflateSync(chunks.get('IDAT')!);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    if (rows[y * (1 + width)] !== 0) throw new Error('a filtered row');
    pixels.set(rows.subarray(y * (1 + width) + 1, (y + 1) * (1 + width)), y * width);
  }
  if (rows.length !== height * (1 + width)) throw new Error('rows are missing, or too many');
  return { width, height, pixels };
}
