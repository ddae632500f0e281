/** What a microcontroller's flash holds at power-on. */

import { UserError } from './errors.ts';

/** Bytes of flash from an offset on; what no section covers is erased. */
export interface FlashSection {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Intel HEX text, as the AVR tools write it, or files for flash, as esptool takes them; Intel HEX may come as such a file too. */
export type Firmware = string | readonly FlashSection[];

/** @throws UserError when the firmware is more than one file. */
export function intelHexText(firmware: Firmware): string {
  if (typeof firmware === 'string') return firmware;
  if (firmware.length === 1 && firmware[0].offset === 0) return new TextDecoder().decode(firmware[0].bytes);
  throw new UserError('An Arduino board takes one firmware file, not flash sections: give the name of its .hex file.');
}

/** @throws UserError unless the firmware is made of flash sections. */
export function flashSections(firmware: Firmware): readonly FlashSection[] {
  if (typeof firmware !== 'string') return firmware;
  throw new UserError('An ESP32 board takes the content of its flash, not Intel HEX: give the name of its .bin file.');
}
