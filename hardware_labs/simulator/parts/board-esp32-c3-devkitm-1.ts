/** board-esp32-c3-devkitm-1: an ESP32-C3 with the pin names of Espressif's ESP32-C3-DevKitM-1 (its user guide, "Header Block"). */

import type { PartDefinition } from './part.ts';

const gpio: Record<string, string> = {
  0: 'GPIO0', 1: 'GPIO1', 2: 'GPIO2', 3: 'GPIO3', 4: 'GPIO4', 5: 'GPIO5', 6: 'GPIO6', 7: 'GPIO7', 8: 'GPIO8', 9: 'GPIO9',
  10: 'GPIO10', 18: 'GPIO18', 19: 'GPIO19', RX: 'GPIO20', TX: 'GPIO21',
};

const grounds = Array.from({ length: 10 }, (_, n) => `GND.${n + 1}`);
const supplies = { '3V3.1': 3.3, '3V3.2': 3.3, '5V.1': 5, '5V.2': 5, ...Object.fromEntries(grounds.map((pin) => [pin, 0])) };

export const boardEsp32C3Devkitm1: PartDefinition = {
  type: 'board-esp32-c3-devkitm-1',
  pins: [...Object.keys(gpio), ...Object.keys(supplies), 'RST'],
  board: {
    microcontroller: 'esp32c3',
    gpio,
    supplies,
    state: () => ({ ledPower: true }),
  },
};
