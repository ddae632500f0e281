/** board-esp32-devkit-c-v4: an ESP32 with the pin names of Espressif's ESP32-DevKitC V4 (its user guide, "Header Block"). */

import type { PartDefinition } from './part.ts';

const gpio: Record<string, string> = {
  VP: 'GPIO36', VN: 'GPIO39', 34: 'GPIO34', 35: 'GPIO35', 32: 'GPIO32', 33: 'GPIO33', 25: 'GPIO25', 26: 'GPIO26', 27: 'GPIO27',
  14: 'GPIO14', 12: 'GPIO12', 13: 'GPIO13', 23: 'GPIO23', 22: 'GPIO22', TX: 'GPIO1', RX: 'GPIO3', 21: 'GPIO21', 19: 'GPIO19',
  18: 'GPIO18', 5: 'GPIO5', 17: 'GPIO17', 16: 'GPIO16', 4: 'GPIO4', 0: 'GPIO0', 2: 'GPIO2', 15: 'GPIO15',
  CLK: 'GPIO6', D0: 'GPIO7', D1: 'GPIO8', D2: 'GPIO9', D3: 'GPIO10', CMD: 'GPIO11', // taken by the flash in the module
};

const supplies = { '3V3': 3.3, '5V': 5, 'GND.1': 0, 'GND.2': 0, 'GND.3': 0 };

export const boardEsp32DevkitCV4: PartDefinition = {
  type: 'board-esp32-devkit-c-v4',
  pins: [...Object.keys(gpio), ...Object.keys(supplies), 'EN'],
  board: {
    microcontroller: 'esp32',
    gpio,
    supplies,
    state: () => ({ ledPower: true }),
  },
};
