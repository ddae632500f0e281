/**
 * USB Serial/JTAG controller: what the firmware sends goes to the serial monitor beside UART0's bytes, without the time that USB
 * takes. Nothing is received, and its interrupts are not simulated.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "USB Serial/JTAG Controller".
 */

import { RegisterBlock } from '../esp/registers.ts';

const EP1 = 0x00;
const EP1_CONF = 0x04;
const CONF0 = 0x18;
const WR_DONE = 1 << 0;
const SERIAL_IN_EP_DATA_FREE = 1 << 1;
/** CONF0: the controller has the pads of GPIO18 and GPIO19. */
const USB_PAD_ENABLE = 1 << 14;
const FIFO_BYTES = 64;

export class UsbSerialJtag extends RegisterBlock {
  private readonly sent: (byte: number) => void;
  private readonly setPads: (taken: boolean) => void;
  private fifo: number[] = [];

  /** @param setPads Called when the controller takes its two pads, or leaves them to GPIO. */
  constructor(sent: (byte: number) => void, setPads: (taken: boolean) => void) {
    super({ [CONF0]: 0x4200 });
    this.sent = sent;
    this.setPads = setPads;
  }

  override read(offset: number): number {
    return offset === EP1_CONF ? SERIAL_IN_EP_DATA_FREE : super.read(offset);
  }

  /** A full buffer is sent by itself, a part of one at WR_DONE. */
  override write(offset: number, value: number): void {
    super.write(offset, value);
    if (offset === CONF0) this.setPads((value & USB_PAD_ENABLE) !== 0);
    if (offset === EP1) this.fifo.push(value & 0xff);
    if (this.fifo.length === FIFO_BYTES || (offset === EP1_CONF && value & WR_DONE)) this.flush();
  }

  private flush(): void {
    const bytes = this.fifo;
    this.fifo = [];
    for (const byte of bytes) this.sent(byte);
  }
}
