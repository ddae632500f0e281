/** eFuses as a new chip has them: read-only, all 0 but the MAC address (of the range for local use) and the chip revision. */

const MAC_0 = 0x44;
const MAC_1 = 0x48;
const MAC_SPI_SYS_3 = 0x50;

/** 02:00:00:00:00:c3 */
const MAC_HIGH = 0x0200;
const MAC_LOW = 0x000000c3;
/** Revision v0.4: WAFER_VERSION_MINOR. */
const REVISION = 4 << 18;

/** @param offset From the start of the eFuse registers, in bytes. */
export function readEfuse(offset: number): number {
  switch (offset) {
    case MAC_0: return MAC_LOW;
    case MAC_1: return MAC_HIGH;
    case MAC_SPI_SYS_3: return REVISION;
    default: return 0;
  }
}
