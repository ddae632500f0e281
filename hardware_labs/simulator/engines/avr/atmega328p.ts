/** The ATmega328P as on an Arduino Uno: sizes and peripherals (datasheet DS40002061B). */

import {
  adcConfig,
  eepromConfig,
  portBConfig,
  portCConfig,
  portDConfig,
  spiConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  twiConfig,
  usart0Config,
  watchdogConfig,
} from 'avr8js';
import type { AvrDescription } from './engine.ts';

export const atmega328p: AvrDescription = {
  hertz: 16_000_000,
  volts: 5,
  flashBytes: 32 * 1024,
  ramBytes: 2048,
  ramStart: 0x100,
  eepromBytes: 1024,
  ports: [
    { name: 'PB', config: portBConfig, bits: 8 },
    { name: 'PC', config: portCConfig, bits: 7 },
    { name: 'PD', config: portDConfig, bits: 8 },
  ],
  timers: [timer0Config, timer1Config, timer2Config],
  usart: usart0Config,
  adc: adcConfig,
  adcPins: ['PC0', 'PC1', 'PC2', 'PC3', 'PC4', 'PC5', 'ADC6', 'ADC7'],
  eeprom: eepromConfig,
  spi: spiConfig,
  twi: twiConfig,
  watchdog: watchdogConfig,
  // typical output resistance (datasheet, figures 33-19 and 33-21), pull-up and input thresholds (table 32-1)
  electrics: { outputOhms: 25, pullOhms: 35_000, lowBelow: 0.3, highAbove: 0.6 },
};
