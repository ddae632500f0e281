/** wokwi-arduino-uno: an ATmega328P with the Arduino names for its pins (Arduino Uno Rev3 schematic). */

import type { PartDefinition } from './part.ts';

const gpio: Record<string, string> = {
  0: 'PD0', 1: 'PD1', 2: 'PD2', 3: 'PD3', 4: 'PD4', 5: 'PD5', 6: 'PD6', 7: 'PD7',
  8: 'PB0', 9: 'PB1', 10: 'PB2', 11: 'PB3', 12: 'PB4', 13: 'PB5',
  A0: 'PC0', A1: 'PC1', A2: 'PC2', A3: 'PC3', A4: 'PC4', A5: 'PC5',
  'A4.2': 'PC4', 'A5.2': 'PC5', // the second pair of I2C pins, beside AREF
};

const supplies = { '5V': 5, IOREF: 5, '3.3V': 3.3, 'GND.1': 0, 'GND.2': 0, 'GND.3': 0 };

export const arduinoUno: PartDefinition = {
  type: 'wokwi-arduino-uno',
  pins: [...Object.keys(gpio), ...Object.keys(supplies), 'VIN', 'RESET', 'AREF'],
  board: {
    microcontroller: 'atmega328p',
    gpio,
    analogue: { AREF: 'AREF' },
    supplies,
    state: (isHigh) => ({ ledPower: true, led13: isHigh('13') }),
  },
};
