/** The microcontrollers that can be simulated, by name. */

import { atmega328p } from './avr/atmega328p.ts';
import { AvrEngine } from './avr/engine.ts';
import { intelHexText } from '../firmware.ts';
import type { Firmware } from '../firmware.ts';
import type { Engine, EngineHost } from './engine.ts';

export type EngineFactory = (firmware: Firmware, host: EngineHost) => Engine;

export const engines = {
  atmega328p: (firmware, host) => new AvrEngine(atmega328p, intelHexText(firmware), host),
} satisfies Record<string, EngineFactory>;

export type Microcontroller = keyof typeof engines;
