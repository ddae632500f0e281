/** Sizes and pin places, in millimetres, of the parts of which `@wokwi/elements` has no picture: their own, so that routes fit. */

export interface PlacedName {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Outline {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly pins: readonly PlacedName[];
  /** The printed board, where pins stand out of it; else all of it. */
  readonly body?: Box;
  /** The microcontroller's module, with its name; narrower than it is, between the pins' names. */
  readonly module?: Box & { readonly label: string };
  /** Where a display shows its picture. */
  readonly screen?: Box;
}

/** Pin headers' 0.1 inch. */
const PITCH = 2.54;

const header = (names: string, x: number, y: number, down: boolean): PlacedName[] =>
  names.split(' ').map((name, index) => ({ name, x: down ? x : x + PITCH * index, y: down ? y + PITCH * index : y }));

const outlines: Readonly<Record<string, Outline>> = {
  // Espressif's ESP32-C3-DevKitM-1, 25.4 by 42.9 mm
  'board-esp32-c3-devkitm-1': {
    title: 'ESP32-C3-DevKitM-1',
    width: 25.4,
    height: 42.91,
    module: { x: 7.6, y: 0.6, width: 10.2, height: 16.4, label: 'ESP32-C3' },
    pins: [
      ...header('GND.1 3V3.1 3V3.2 2 3 GND.2 RST GND.3 0 1 10 GND.4 5V.1 5V.2 GND.5', 1, 5.16, true),
      ...header('GND.10 TX RX GND.9 9 8 GND.8 7 6 5 4 GND.7 18 19 GND.6', 24.2, 5.16, true),
    ],
  },
  // Espressif's ESP32-DevKitC V4, 27.9 by 54.4 mm and the antenna
  'board-esp32-devkit-c-v4': {
    title: 'ESP32-DevKitC V4',
    width: 27.9,
    height: 56.63,
    module: { x: 7.2, y: 0.6, width: 13.5, height: 25.5, label: 'ESP32' },
    pins: [
      ...header('3V3 EN VP VN 34 35 32 33 25 26 27 14 12 GND.1 13 D2 D3 CMD 5V', 1.22, 7.62, true),
      ...header('GND.2 23 22 TX RX 21 GND.3 19 18 5 17 16 4 0 2 15 D1 D0 CLK', 26.66, 7.62, true),
    ],
  },
  'board-ssd1306': {
    title: '',
    width: 27.7,
    height: 22.6,
    screen: { x: 1.46, y: 5.27, width: 24.8, height: 12.4 },
    pins: header('GND VCC SCL SDA', 10.1, 1.71, false),
  },
  'wokwi-logic-analyzer': {
    title: 'Logic analyzer',
    width: 41.4,
    height: 24.85,
    body: { x: 4.1, y: 0.1, width: 37.2, height: 24.65 },
    pins: header('D0 D1 D2 D3 D4 D5 D6 D7 GND', 0, 2.47, true),
  },
};

/** Any part else is a box with its pins along two sides. */
export function outlineOf(type: string, pins: readonly string[]): Outline {
  return outlines[type] ?? box(type, pins);
}

function box(type: string, pins: readonly string[]): Outline {
  const width = 9 * PITCH;
  const left = Math.ceil(pins.length / 2);
  return {
    title: type.replace(/^(wokwi|board)-/, ''),
    width,
    height: PITCH * (left + 1),
    pins: pins.map((name, index) => ({ name, x: index < left ? 1 : width - 1, y: PITCH * (1 + (index < left ? index : index - left)) })),
  };
}
