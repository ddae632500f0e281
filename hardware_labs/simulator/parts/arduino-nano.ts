/** wokwi-arduino-nano: an ATmega328P with the Arduino names for its pins (Arduino Nano 3.x schematic). */

import type { PartDefinition } from './part.ts';

const gpio: Record<string, string> = {
  0: 'PD0', 1: 'PD1', 2: 'PD2', 3: 'PD3', 4: 'PD4', 5: 'PD5', 6: 'PD6', 7: 'PD7',
  8: 'PB0', 9: 'PB1', 10: 'PB2', 11: 'PB3', 12: 'PB4', 13: 'PB5',
  A0: 'PC0', A1: 'PC1', A2: 'PC2', A3: 'PC3', A4: 'PC4', A5: 'PC5',
  A6: 'ADC6', A7: 'ADC7', // analogue inputs only
  '11.2': 'PB3', '12.2': 'PB4', '13.2': 'PB5', // the ICSP header
};

const supplies = { '5V': 5, '5V.2': 5, '3.3V': 3.3, 'GND.1': 0, 'GND.2': 0, 'GND.3': 0 };

export const arduinoNano: PartDefinition = {
  type: 'wokwi-arduino-nano',
  pins: [...Object.keys(gpio), ...Object.keys(supplies), 'VIN', 'RESET', 'RESET.2', 'RESET.3', 'AREF'],
  board: {
    microcontroller: 'atmega328p',
    gpio,
    analogue: { AREF: 'AREF' },
    supplies,
    state: (isHigh) => ({ ledPower: true, led13: isHigh('13') }),
  },
};
