/**
 * SSD1306, the controller of an OLED with 128 by 64 pixels (Solomon Systech, SSD1306 datasheet, revision 1.5), as an I2C target.
 *
 * Simulated are the commands of its table 9-1 about addressing, display and mapping, and the charge pump, without which an OLED
 * module stays dark. Commands about scrolling and about the panel's timing and voltages are taken and have no effect. Memory is
 * empty at power-on, where a real one's is random.
 */

import type { I2cTarget } from '../i2c.ts';

export const COLUMNS = 128;
export const ROWS = 64;
const PAGES = 8;

/** Control bytes (section 8.1.5.2): one more follows after the next byte; what follows is data for the display's memory. */
const CONTINUATION = 0x80;
const DATA = 0x40;
const STATUS_DISPLAY_OFF = 0x40;

type Addressing = 'horizontal' | 'vertical' | 'page';
const ADDRESSINGS: readonly Addressing[] = ['horizontal', 'vertical', 'page', 'page'];

/** Bytes that follow a command; none where it is not listed. */
const ARGUMENTS: Readonly<Record<number, number>> = {
  0x20: 1, 0x21: 2, 0x22: 2, 0x26: 6, 0x27: 6, 0x29: 5, 0x2a: 5, 0x81: 1, 0x8d: 1, 0xa3: 2,
  0xa8: 1, 0xd3: 1, 0xd5: 1, 0xd9: 1, 0xda: 1, 0xdb: 1,
};

export class Ssd1306 implements I2cTarget {
  /** Grows whenever the picture may have changed. */
  revision = 0;
  /** From 0 to 255. */
  contrast = 0x7f;
  /** A byte is eight pixels of a column, the lowest bit on top; columns by SEG, pages by memory row. */
  private readonly memory = new Uint8Array(PAGES * COLUMNS);
  private addressing: Addressing = 'page';
  private column = 0;
  private page = 0;
  private columns = { first: 0, last: COLUMNS - 1 };
  private pages = { first: 0, last: PAGES - 1 };
  private isOn = false;
  private pumps = false;
  private entirelyOn = false;
  private inverse = false;
  private startLine = 0;
  private offset = 0;
  private multiplex = ROWS;
  private segmentsRemapped = false;
  private scansDown = false;

  private expects: 'control' | 'command' | 'data' = 'control';
  private one = false;
  private command: number[] = [];

  start(): void {
    this.expects = 'control';
  }

  write(byte: number): boolean {
    if (this.expects === 'control') {
      this.expects = byte & DATA ? 'data' : 'command';
      this.one = (byte & CONTINUATION) !== 0;
      return true;
    }
    if (this.expects === 'data') this.store(byte);
    else this.take(byte);
    if (this.one) this.expects = 'control';
    return true;
  }

  read(): number {
    return this.isOn ? 0 : STATUS_DISPLAY_OFF;
  }

  stop(): void {}

  /** Whether the panel emits light at a point of an upright module, whose SEG127 is on the left and whose COM63 on top. */
  isLit(x: number, y: number): boolean {
    if (!this.isOn || !this.pumps) return false;
    const position = (ROWS - 1 - y + this.offset) % ROWS;
    if (position >= this.multiplex) return false;
    const row = ((this.scansDown ? this.multiplex - 1 - position : position) + this.startLine) % ROWS;
    const bit = (this.memory[(row >> 3) * COLUMNS + (COLUMNS - 1 - x)] >> (row & 7)) & 1;
    return this.entirelyOn || Boolean(bit) !== this.inverse;
  }

  /** A byte for the memory, after which the pointers move on (section 10.1.3). */
  private store(byte: number): void {
    const segment = this.segmentsRemapped ? COLUMNS - 1 - this.column : this.column;
    this.memory[this.page * COLUMNS + segment] = byte;
    this.revision += 1;
    if (this.addressing === 'page') {
      this.column = (this.column + 1) % COLUMNS;
    } else if (this.addressing === 'horizontal') {
      if (this.nextColumn()) this.nextPage();
    } else if (this.nextPage()) {
      this.nextColumn();
    }
  }

  private nextColumn(): boolean {
    const atEnd = this.column === this.columns.last;
    this.column = atEnd ? this.columns.first : (this.column + 1) % COLUMNS;
    return atEnd;
  }

  private nextPage(): boolean {
    const atEnd = this.page === this.pages.last;
    this.page = atEnd ? this.pages.first : (this.page + 1) % PAGES;
    return atEnd;
  }

  private take(byte: number): void {
    this.command.push(byte);
    const [code, ...given] = this.command;
    if (given.length < (ARGUMENTS[code] ?? 0)) return;
    this.command = [];
    this.perform(code, given[0], given[1]);
    this.revision += 1;
  }

  private perform(code: number, first: number, second: number): void {
    if (code >= 0x40 && code <= 0x7f) this.startLine = code & 0x3f;
    else if (this.addressing === 'page' && code <= 0x1f) this.setPageColumn(code);
    else if (this.addressing === 'page' && code >= 0xb0 && code <= 0xb7) this.page = code & 7;
    else this.configure(code, first, second);
  }

  private setPageColumn(code: number): void {
    this.column = code < 0x10 ? (this.column & 0x70) | code : ((code & 7) << 4) | (this.column & 0x0f);
  }

  private configure(code: number, first: number, second: number): void {
    switch (code) {
      case 0x20:
        this.addressing = ADDRESSINGS[first & 3];
        break;
      case 0x21:
        this.columns = { first: first & 0x7f, last: second & 0x7f };
        this.column = this.columns.first;
        break;
      case 0x22:
        this.pages = { first: first & 7, last: second & 7 };
        this.page = this.pages.first;
        break;
      case 0x81:
        this.contrast = first;
        break;
      case 0x8d:
        this.pumps = (first & 0x04) !== 0;
        break;
      case 0xa0:
      case 0xa1:
        this.segmentsRemapped = code === 0xa1;
        break;
      case 0xa4:
      case 0xa5:
        this.entirelyOn = code === 0xa5;
        break;
      case 0xa6:
      case 0xa7:
        this.inverse = code === 0xa7;
        break;
      case 0xa8:
        if ((first & 0x3f) >= 15) this.multiplex = (first & 0x3f) + 1;
        break;
      case 0xae:
      case 0xaf:
        this.isOn = code === 0xaf;
        break;
      case 0xd3:
        this.offset = first & 0x3f;
        break;
      default:
        if (code >= 0xc0 && code <= 0xcf) this.scansDown = (code & 0x08) !== 0;
    }
  }
}
