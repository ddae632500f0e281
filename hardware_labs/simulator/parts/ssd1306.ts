/**
 * board-ssd1306: an OLED module with 128 by 64 pixels and an SSD1306 on I2C.
 *
 * Attribute `i2cAddress`, "0x3c" or "0x3d". The lines have pull-ups. As on the modules, a display whose sketch remaps segments
 * (command A1) and COM scan (C8) is upright, and one that does not is upside down. Contrast dims its picture in the page;
 * `framebuffer:read` shows a pixel as lit or dark.
 */

import type { PartDefinition } from './part.ts';
import { COLUMNS, ROWS, Ssd1306 } from './ssd1306-controller.ts';

const ADDRESSES = [0x3c, 0x3d];
const PULL_UP_OHMS = 4700;
/** Modules take 3.3 V or 5 V; below this their charge pump does not work (SSD1306 application note, section 2). */
const MIN_SUPPLY_VOLTS = 3.3;
/** Brightness of a lit pixel at contrast 0, which is dim and not dark. */
const DIMMEST = 0.3;

export const ssd1306: PartDefinition = {
  type: 'board-ssd1306',
  pins: ['GND', 'VCC', 'SCL', 'SDA'],
  create(site) {
    const address = Number(site.text('i2cAddress', '0x3c'));
    if (!ADDRESSES.includes(address)) throw site.wrong('i2cAddress', 'must be "0x3c" or "0x3d"');
    for (const line of ['SDA', 'SCL']) site.resistor('VCC', line, PULL_UP_OHMS);
    const [supply, ground] = [site.probe('VCC'), site.probe('GND')];
    const isPowered = (): boolean => (supply() ?? 0) - (ground() ?? Infinity) >= MIN_SUPPLY_VOLTS;
    const controller = new Ssd1306();
    site.i2cTarget({ sda: 'SDA', scl: 'SCL', supply: 'VCC', ground: 'GND', minVolts: MIN_SUPPLY_VOLTS }, () => address, controller);
    return {
      screen: {
        width: COLUMNS,
        height: ROWS,
        brightness: () => DIMMEST + (1 - DIMMEST) * (controller.contrast / 255),
        pixels: () => {
          const powered = isPowered();
          return Uint8Array.from({ length: COLUMNS * ROWS }, (_, index) =>
            powered && controller.isLit(index % COLUMNS, Math.floor(index / COLUMNS)) ? 255 : 0,
          );
        },
        revision: () => 2 * controller.revision + Number(isPowered()),
      },
    };
  },
};
