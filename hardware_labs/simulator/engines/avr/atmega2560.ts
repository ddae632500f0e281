/** The ATmega2560 as on an Arduino Mega: sizes and peripherals (datasheet DS40002211A, register summary in section 33). */

import { watchdogConfig } from 'avr8js';
import type { AVRExternalInterrupt, AVRPinChangeInterrupt, AVRPortConfig } from 'avr8js';
import type { AdcInput } from './adc.ts';
import type { AvrDescription } from './engine.ts';
import { timer16, timer8 } from './timer-registers.ts';
import type { UsartDescription } from './usart.ts';

/** Interrupt vectors are word addresses, two words each (table 14-1). */
const vector = (number: number): number => 2 * (number - 1);

/** External interrupts 0 to 3 are set up in EICRA, 4 to 7 in EICRB (section 15.2). */
const externalInterrupt = (index: number): AVRExternalInterrupt => ({
  EICR: index < 4 ? 0x69 : 0x6a,
  EIMSK: 0x3d,
  EIFR: 0x3c,
  index,
  iscOffset: 2 * (index & 3),
  interrupt: vector(2 + index),
});
const externalInterrupts = (...indices: number[]) => indices.map(externalInterrupt);

/** @param offset Bit of PCMSK that belongs to the port's first pin. */
const pinChange = (PCIE: 0 | 1 | 2, mask: number, offset: number): AVRPinChangeInterrupt => ({
  PCIE, PCICR: 0x68, PCIFR: 0x3b, PCMSK: 0x6b + PCIE, pinChangeInterrupt: vector(10 + PCIE), mask, offset,
});

const port = (name: string, PIN: number, bits: number, interrupts: Partial<AVRPortConfig> = {}) =>
  ({ name, bits, config: { PIN, DDR: PIN + 1, PORT: PIN + 2, externalInterrupts: [], ...interrupts } });

const usart = (UCSRA: number, firstVector: number, txd: string): UsartDescription => ({
  txd,
  UCSRA,
  UCSRB: UCSRA + 1,
  UCSRC: UCSRA + 2,
  UBRRL: UCSRA + 4,
  UBRRH: UCSRA + 5,
  UDR: UCSRA + 6,
  rxCompleteInterrupt: vector(firstVector),
  dataRegisterEmptyInterrupt: vector(firstVector + 1),
  txCompleteInterrupt: vector(firstVector + 2),
});

/** Vectors in a row. */
const vectors = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => vector(first + n));

const CONVERTER_PINS = ['PF', 'PK'].flatMap((name) => Array.from({ length: 8 }, (_, bit) => `${name}${bit}`));

/** One half of the input channels: MUX4 to MUX0 for ADC0 to ADC7, or for ADC8 to ADC15 (table 26-4). */
function converterInputs(pins: readonly string[], fixed: readonly (AdcInput | undefined)[]): (AdcInput | undefined)[] {
  const differences = (positives: readonly number[], negative: number, gain: number): AdcInput[] =>
    positives.map((positive) => ({ positive: pins[positive], negative: pins[negative], gain }));
  return [
    ...pins.map((pin) => ({ pin })),
    ...differences([0, 1], 0, 10), ...differences([0, 1], 0, 200),
    ...differences([2, 3], 2, 10), ...differences([2, 3], 2, 200),
    ...differences([0, 1, 2, 3, 4, 5, 6, 7], 1, 1),
    ...differences([0, 1, 2, 3, 4, 5], 2, 1),
    ...fixed,
  ];
}

export const atmega2560: AvrDescription = {
  hertz: 16_000_000,
  volts: 5,
  flashBytes: 256 * 1024,
  flashPages: { pageBytes: 256, bootStart: 0x3e000, readyInterrupt: vector(41) },
  ramBytes: 8192,
  ramStart: 0x200,
  ports: [
    port('PA', 0x20, 8),
    port('PB', 0x23, 8, { pinChange: pinChange(0, 0xff, 0) }),
    port('PC', 0x26, 8),
    port('PD', 0x29, 8, { externalInterrupts: externalInterrupts(0, 1, 2, 3) }),
    port('PE', 0x2c, 8, {
      externalInterrupts: [null, null, null, null, ...externalInterrupts(4, 5, 6, 7)],
      pinChange: pinChange(1, 0x01, 0),
    }),
    port('PF', 0x2f, 8),
    port('PG', 0x32, 6),
    port('PH', 0x100, 8),
    port('PJ', 0x103, 8, { pinChange: pinChange(1, 0x7f, 1) }),
    port('PK', 0x106, 8, { pinChange: pinChange(2, 0xff, 0) }),
    port('PL', 0x109, 8),
  ],
  timers: [
    timer8(0, vectors(22, 3), { outputs: ['PB7', 'PG5'], clockPin: 'PD7' }),
    timer16(1, vectors(17, 5), { outputs: ['PB5', 'PB6', 'PB7'], clockPin: 'PD6', capturePin: 'PD4' }),
    timer8(2, vectors(14, 3), { outputs: ['PB4', 'PH6'] }),
    timer16(3, vectors(32, 5), { outputs: ['PE3', 'PE4', 'PE5'], clockPin: 'PE6', capturePin: 'PE7' }),
    timer16(4, vectors(42, 5), { outputs: ['PH3', 'PH4', 'PH5'], clockPin: 'PH7', capturePin: 'PL0' }),
    timer16(5, vectors(47, 5), { outputs: ['PL3', 'PL4', 'PL5'], clockPin: 'PL2', capturePin: 'PL1' }),
  ],
  usarts: [usart(0xc0, 26, 'PE1'), usart(0xc8, 37, 'PD3'), usart(0xd0, 52, 'PH1'), usart(0x130, 55, 'PJ1')],
  adc: {
    interrupt: vector(30),
    inputs: [
      ...converterInputs(CONVERTER_PINS.slice(0, 8), [{ volts: 1.1 }, { volts: 0 }]),
      ...converterInputs(CONVERTER_PINS.slice(8), []),
    ],
    muxMask: 0x3f,
    references: ['AREF', 'AVCC', 1.1, 2.56],
  },
  eeprom: { bytes: 4096, readyInterrupt: vector(31) },
  spi: { interrupt: vector(25), ss: 'PB0', sck: 'PB1', mosi: 'PB2', miso: 'PB3' },
  twi: { interrupt: vector(40), sda: 'PD1', scl: 'PD0' },
  watchdog: { ...watchdogConfig, watchdogInterrupt: vector(13) },
  // output resistance (datasheet, "Pin Driver Strength"), pull-up and input thresholds ("DC Characteristics"), as the ATmega328P has them
  electrics: { outputOhms: 25, pullOhms: 35_000, lowBelow: 0.3, highAbove: 0.6 },
};
