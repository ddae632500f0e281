/**
 * USB Serial/JTAG controller: what the firmware sends goes to the serial monitor beside UART0's bytes, without the time that USB
 * takes. Nothing is received, and its interrupts are not simulated.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "USB Serial/JTAG Controller".
 */

import { RegisterBlock } from '../esp/registers.ts';

const EP1 = 0x00;
const EP1_CONF = 0x04;
const WR_DONE = 1 << 0;
const SERIAL_IN_EP_DATA_FREE = 1 << 1;
const FIFO_BYTES = 64;

export class UsbSerialJtag extends RegisterBlock {
  private readonly sent: (byte: number) => void;
  private fifo: number[] = [];

  constructor(sent: (byte: number) => void) {
    super({});
    this.sent = sent;
  }

  override read(offset: number): number {
    return offset === EP1_CONF ? SERIAL_IN_EP_DATA_FREE : 0;
  }

  /** A full buffer is sent by itself, a part of one at WR_DONE. */
  override write(offset: number, value: number): void {
    if (offset === EP1) this.fifo.push(value & 0xff);
    if (this.fifo.length === FIFO_BYTES || (offset === EP1_CONF && value & WR_DONE)) this.flush();
  }

  private flush(): void {
    const bytes = this.fifo;
    this.fifo = [];
    for (const byte of bytes) this.sent(byte);
  }
}
