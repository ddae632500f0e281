/** The microcontrollers that can be simulated, by name. */

import { atmega2560 } from './avr/atmega2560.ts';
import { atmega328p } from './avr/atmega328p.ts';
import { AvrEngine } from './avr/engine.ts';
import { flashSections, intelHexText } from '../firmware.ts';
import type { Firmware } from '../firmware.ts';
import type { Engine, EngineHost } from './engine.ts';
import { Esp32Engine } from './esp32/engine.ts';
import { Esp32c3Engine } from './esp32c3/engine.ts';

export type EngineFactory = (firmware: Firmware, host: EngineHost) => Engine;

export const engines = {
  atmega2560: (firmware, host) => new AvrEngine(atmega2560, intelHexText(firmware), host),
  atmega328p: (firmware, host) => new AvrEngine(atmega328p, intelHexText(firmware), host),
  esp32: (firmware, host) => new Esp32Engine(flashSections(firmware), host),
  esp32c3: (firmware, host) => new Esp32c3Engine(flashSections(firmware), host),
} satisfies Record<string, EngineFactory>;

export type Microcontroller = keyof typeof engines;
