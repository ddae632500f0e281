/**
 * What the mask ROM does after a reset: loads the image from flash.
 *
 * Source: esptool documentation, "Boot Mode Selection" and "Firmware Image Format".
 */

import { UserError } from '../../errors.ts';
import { hexadecimal, parseImage } from '../esp/image.ts';
import type { Bus } from '../xtensa/bus.ts';
import { RAM_CODE, RAM_DATA } from '../xtensa/memory-map.ts';

const CHIP_ID = 0;
const IMAGE_AT = 0x1000;

/**
 * @returns The entry point.
 * @throws UserError when the flash holds no sound image for this chip, or one that loads to where there is no memory.
 */
export function boot(flash: Uint8Array, bus: Bus): number {
  const { entry, segments } = parseImage(flash, IMAGE_AT, CHIP_ID);
  const memories = [
    { base: RAM_DATA, bytes: new Uint8Array(bus.ram.buffer) },
    { base: RAM_CODE, bytes: new Uint8Array(bus.code.words.buffer) },
  ];
  for (const { address, bytes } of segments) {
    const memory = memories.find(({ base, bytes: { length } }) => address >= base && address + bytes.length <= base + length);
    if (memory === undefined) {
      const what = `a segment of ${bytes.length} bytes at ${hexadecimal(address)}`;
      throw new UserError(`The firmware has ${what}, which the ESP32's mask ROM cannot load: build it with \`lab build\`.`);
    }
    memory.bytes.set(bytes, address - memory.base);
  }
  return entry;
}
