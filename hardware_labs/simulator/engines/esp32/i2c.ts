/** I2C controller of the ESP32: as the ESP32-C3's, with other numbers for its commands, twice as many of them, and APB_CLK. */

import type { I2cTiming } from '../i2c-waveform.ts';
import type { ChipClock } from '../esp/events.ts';
import { I2cController } from '../esp/i2c.ts';
import type { Operations } from '../esp/i2c.ts';
import type { I2cBus } from '../esp/i2c-master.ts';

const SCL_LOW_PERIOD = 0x00;
const SCL_HIGH_PERIOD = 0x38;
const SCL_START_HOLD = 0x40;
const SCL_RSTART_SETUP = 0x44;
const SCL_STOP_HOLD = 0x48;
const SCL_STOP_SETUP = 0x4c;
const PERIOD_BITS = 0x3fff;
const COMMANDS = 16;
const OPERATIONS: Operations = { 0: 'start', 1: 'write', 2: 'read', 3: 'stop', 4: 'end' };
/** Cycles of the 160 MHz CPU in one of APB_CLK, 80 MHz. */
const APB_CYCLES = 2;

export class Esp32I2cController extends I2cController {
  constructor(clock: ChipClock, setLine: (high: boolean) => void, bus: I2cBus) {
    super(clock, setLine, bus, COMMANDS, OPERATIONS);
  }

  override get timing(): I2cTiming {
    const cycles = (register: number): number => APB_CYCLES * (this.read(register) & PERIOD_BITS);
    const [startSetup, stopSetup, low] = [SCL_RSTART_SETUP, SCL_STOP_SETUP, SCL_LOW_PERIOD].map(cycles);
    return {
      start: startSetup + cycles(SCL_START_HOLD),
      startSetup,
      stop: stopSetup + cycles(SCL_STOP_HOLD),
      stopSetup,
      bit: low + cycles(SCL_HIGH_PERIOD),
      low,
    };
  }
}
