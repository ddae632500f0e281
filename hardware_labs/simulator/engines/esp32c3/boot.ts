/**
 * What the mask ROM does after a reset: loads the image from flash, or maps the flash for direct boot.
 *
 * Source: esptool documentation, "Boot Mode Selection" and "Firmware Image Format"; direct boot as on chip revision 3 and later.
 */

import { UserError } from '../../errors.ts';
import type { Bus } from '../riscv/bus.ts';
import { FLASH_CODE, RAM_BYTES, RAM_CODE, RAM_DATA } from '../riscv/memory-map.ts';
import { hexadecimal, parseImage } from '../esp/image.ts';

const CHIP_ID = 5;
const IMAGE_AT = 0;
/** Stands at the start of the flash twice where the flash is to be mapped as it is. */
const DIRECT_BOOT_MAGIC = 0xaedb041d;
const DIRECT_BOOT_ENTRY = FLASH_CODE + 8;
/** The mask ROM's own stack and data lie behind so much of SRAM1. */
const LOADABLE_BYTES = 0x5c710;

/**
 * @returns The entry point.
 * @throws UserError when the flash holds no sound image for this chip, or one that loads to where there is no memory.
 */
export function boot(flash: Uint8Array, bus: Bus): number {
  const view = new DataView(flash.buffer, flash.byteOffset, flash.byteLength);
  if (view.getUint32(0, true) === DIRECT_BOOT_MAGIC && view.getUint32(4, true) === DIRECT_BOOT_MAGIC) {
    new Uint8Array(bus.flash.buffer, bus.flash.byteOffset, bus.flash.byteLength).set(flash);
    return DIRECT_BOOT_ENTRY;
  }
  const { entry, segments } = parseImage(flash, IMAGE_AT, CHIP_ID);
  const ram = new Uint8Array(bus.ram.buffer, bus.ram.byteOffset, RAM_BYTES);
  for (const { address, bytes } of segments) ram.set(bytes, ramOffset(address, bytes.length));
  return entry;
}

function ramOffset(address: number, bytes: number): number {
  for (const base of [RAM_DATA, RAM_CODE]) {
    if (address >= base && address + bytes <= base + LOADABLE_BYTES) return address - base;
  }
  const place = `${bytes} bytes at ${hexadecimal(address)}`;
  throw new UserError(`The firmware has a segment of ${place}, which the ESP32-C3's mask ROM cannot load: build it with \`lab build\`.`);
}
