/** Where the ESP32 has its memories. Source: ESP32 Technical Reference Manual, chapter "System and Memory". */

/** Internal SRAM2 and SRAM1, as the data bus sees them one behind the other. */
export const RAM_DATA = 0x3ffae000;
export const RAM_BYTES = 0x40000000 - RAM_DATA;

/** Internal SRAM0: instructions, and words of data. Its first 64 KB are the flash cache once flash is mapped. */
export const RAM_CODE = 0x40070000;
export const RAM_CODE_BYTES = 192 * 1024;

export const RTC_FAST = 0x3ff80000;
export const RTC_SLOW = 0x50000000;
export const RTC_BYTES = 8 * 1024;

export const PERIPHERALS = 0x3ff00000;
/** Each peripheral has one such block, or several. */
export const PERIPHERAL_BYTES = 0x1000;
export const PERIPHERAL_BLOCKS = 0x80;
/** The blocks from 0x3FF40000 on answer at this address too, behind another bus. */
export const PERIPHERALS_AHB = 0x60000000;
export const PERIPHERALS_APB = 0x3ff40000;
