/** Intel HEX, the format of Arduino's firmware images (Intel, Hexadecimal Object File Format Specification, revision A, 1988). */

import { UserError } from './errors.ts';

const DATA = 0;
const END_OF_FILE = 1;
const EXTENDED_SEGMENT_ADDRESS = 2;
const START_SEGMENT_ADDRESS = 3;
const EXTENDED_LINEAR_ADDRESS = 4;
const START_LINEAR_ADDRESS = 5;
const ERASED = 0xff;

/**
 * Reads an image into memory of `size` bytes; bytes that the image leaves out read 0xFF, as erased flash does.
 *
 * @throws UserError naming the line, for text that is not Intel HEX, a wrong checksum, or data beyond `size`.
 */
export function loadIntelHex(text: string, size: number): Uint8Array {
  const memory = new Uint8Array(size).fill(ERASED);
  let base = 0;
  let ended = false;
  let bytes = 0;
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const record = parseRecord(line.trim(), index + 1);
    switch (record.type) {
      case DATA: {
        const address = base + record.address;
        if (address + record.data.length > size) {
          throw new UserError(
            `The firmware does not fit: line ${index + 1} ends at byte ${address + record.data.length} and the flash has ` +
              `${size} bytes; build the sketch for this board or make it smaller.`,
          );
        }
        memory.set(record.data, address);
        bytes += record.data.length;
        break;
      }
      case END_OF_FILE:
        ended = true;
        break;
      case EXTENDED_SEGMENT_ADDRESS:
        base = ((record.data[0] << 8) | record.data[1]) * 16;
        break;
      case EXTENDED_LINEAR_ADDRESS:
        base = ((record.data[0] << 8) | record.data[1]) * 0x10000;
        break;
      case START_SEGMENT_ADDRESS:
      case START_LINEAR_ADDRESS:
        break; // where a processor with an operating system would start; an AVR starts at its reset vector
      default:
        throw notHex(index + 1, `has the unknown record type ${record.type}`);
    }
    if (ended) break;
  }
  if (!ended) throw notHex(lines.length, 'is the last one and no end record came before it, so the file is cut off');
  if (bytes === 0) throw new UserError('The firmware holds no data; build the sketch again.');
  return memory;
}

interface HexRecord {
  readonly type: number;
  readonly address: number;
  readonly data: Uint8Array;
}

function parseRecord(line: string, number: number): HexRecord {
  if (!/^:([0-9A-Fa-f]{2}){5,}$/.test(line)) throw notHex(number, 'is not ":" followed by pairs of hexadecimal digits');
  const bytes = Uint8Array.from(line.slice(1).match(/../g)!, (pair) => Number.parseInt(pair, 16));
  if (bytes.length !== bytes[0] + 5) {
    throw notHex(number, `announces ${bytes[0]} data bytes and holds ${bytes.length - 5}`);
  }
  const sum = bytes.reduce((total, byte) => total + byte, 0) & 255;
  if (sum !== 0) throw notHex(number, 'has a wrong checksum');
  const type = bytes[3];
  const data = bytes.subarray(4, -1);
  if ((type === EXTENDED_SEGMENT_ADDRESS || type === EXTENDED_LINEAR_ADDRESS) && data.length !== 2) {
    throw notHex(number, `is an address record of ${data.length} bytes where 2 belong`);
  }
  return { type, address: (bytes[1] << 8) | bytes[2], data };
}

function notHex(line: number, what: string): UserError {
  return new UserError(`The firmware is not a sound Intel HEX file: line ${line} ${what}; build the sketch again and give its .hex file.`);
}
