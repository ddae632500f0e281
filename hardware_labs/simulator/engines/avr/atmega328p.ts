/** The ATmega328P as on an Arduino Uno: sizes and peripherals (datasheet DS40002061B). */

import { portBConfig, portCConfig, portDConfig, usart0Config, watchdogConfig } from 'avr8js';
import type { AvrDescription } from './engine.ts';
import { timer16, timer8 } from './timer-registers.ts';

export const atmega328p: AvrDescription = {
  hertz: 16_000_000,
  volts: 5,
  flashBytes: 32 * 1024,
  flashPages: { pageBytes: 128, bootStart: 0x7000, readyInterrupt: 0x32 },
  ramBytes: 2048,
  ramStart: 0x100,
  ports: [
    { name: 'PB', config: portBConfig, bits: 8 },
    { name: 'PC', config: portCConfig, bits: 7 },
    { name: 'PD', config: portDConfig, bits: 8 },
  ],
  timers: [
    timer8(0, [0x1c, 0x1e, 0x20], { outputs: ['PD6', 'PD5'], clockPin: 'PD4' }),
    timer16(1, [0x14, 0x16, 0x18, 0x1a], { outputs: ['PB1', 'PB2'], clockPin: 'PD5', capturePin: 'PB0' }),
    timer8(2, [0x0e, 0x10, 0x12], { outputs: ['PB3', 'PD3'] }),
  ],
  usarts: [{ ...usart0Config, txd: 'PD1' }],
  adc: {
    interrupt: 0x2a,
    inputs: [
      ...['PC0', 'PC1', 'PC2', 'PC3', 'PC4', 'PC5', 'ADC6', 'ADC7'].map((pin) => ({ pin })),
      { volts: 0.314 }, // the temperature sensor at 25 C (datasheet, "Temperature Measurement")
      ...Array.from({ length: 5 }, () => undefined),
      { volts: 1.1 },
      { volts: 0 },
    ],
    muxMask: 0x0f,
    references: ['AREF', 'AVCC', undefined, 1.1],
  },
  eeprom: { bytes: 1024, readyInterrupt: 0x2c },
  spi: { interrupt: 0x22, ss: 'PB2', sck: 'PB5', mosi: 'PB3', miso: 'PB4' },
  twi: { interrupt: 0x30, sda: 'PC4', scl: 'PC5' },
  watchdog: watchdogConfig,
  // typical output resistance (datasheet, "Pin Driver Strength"), pull-up and input thresholds ("DC Characteristics")
  electrics: { outputOhms: 25, pullOhms: 35_000, lowBelow: 0.3, highAbove: 0.6 },
};
