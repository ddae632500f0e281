/** Where the ESP32-C3 has its memories. Source: ESP32-C3 Technical Reference Manual, chapter "System and Memory". */

/** SRAM1, as the data bus sees it. */
export const RAM_DATA = 0x3fc80000;
/** The same SRAM1, as the instruction bus sees it. */
export const RAM_CODE = 0x40380000;
export const RAM_BYTES = 384 * 1024;

/** Flash through the cache: what the direct boot mode maps, from offset 0, for data and for instructions. */
export const FLASH_DATA = 0x3c000000;
export const FLASH_CODE = 0x42000000;
export const FLASH_BYTES = 4 * 1024 * 1024;

export const PERIPHERALS = 0x60000000;
/** Each peripheral has one such block, or several. */
export const PERIPHERAL_BYTES = 0x1000;
export const PERIPHERAL_BLOCKS = 0xd1;
