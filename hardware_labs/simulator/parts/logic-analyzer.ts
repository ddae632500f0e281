/**
 * wokwi-logic-analyzer: records the levels of its eight channels; `sim:read-vcd` gives them as a VCD file.
 *
 * Attributes `bufferSize` (level changes that fit), `channelNames` (separated by commas), `triggerMode` ("off" records
 * everything, "edge" from the first moment at which `triggerPin` changes to `triggerLevel`, "level" only while it is there),
 * `triggerPin`, `triggerLevel`, and `filename`, which is for wokwi.com. A channel that nothing holds is recorded as "z".
 *
 * It sees what a sketch, timers and parts do with a pin, the transfers of the I2C controller with what the parts answer, an AVR's SPI
 * as a master, and what the serial ports send. What a serial port receives comes from no pin.
 */

import type { Level } from '../vcd.ts';
import type { PartDefinition } from './part.ts';

const CHANNELS = ['D0', 'D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7'] as const;
/** High for 3.3 V logic as for 5 V logic. */
const HIGH_VOLTS = 1.5;
const DEFAULT_CHANGES = 1_000_000;
const MAX_CHANGES = 10_000_000;

export const logicAnalyzer: PartDefinition = {
  type: 'wokwi-logic-analyzer',
  pins: [...CHANNELS, 'GND'],
  create(site) {
    const bufferSize = site.number('bufferSize', DEFAULT_CHANGES, 1, MAX_CHANGES);
    const channels = site.text('channelNames', CHANNELS.join()).split(',').map((name) => name.trim());
    if (channels.length !== CHANNELS.length || channels.some((name) => !/^\S+$/.test(name))) {
      throw site.wrong('channelNames', `must be ${CHANNELS.length} names without spaces, separated by commas`);
    }
    const mode = site.choice('triggerMode', 'off', ['off', 'level', 'edge']);
    const trigger = CHANNELS.indexOf(site.choice('triggerPin', 'D7', CHANNELS));
    const triggerLevel = site.choice('triggerLevel', 'high', ['high', 'low']) === 'high' ? '1' : '0';
    const probes = CHANNELS.map((pin) => site.probe(pin));

    const states: { nanos: number; levels: string }[] = [];
    let sampleCount = 0;
    let triggerBefore: string | undefined;
    let armed = mode === 'off'; // what the trigger says: record
    let full = false;

    const pullTrigger = (level: string): void => {
      if (mode === 'level') armed = level === triggerLevel;
      else if (mode === 'edge' && triggerBefore !== undefined && level === triggerLevel && triggerBefore !== level) armed = true;
      triggerBefore = level;
    };
    return {
      react(nanos) {
        const levels = probes.map((volts) => levelOf(volts())).join('');
        pullTrigger(levels[trigger]);
        if (!armed || full) return false;
        const last = states.at(-1)?.levels ?? levels;
        const changes = [...levels].filter((level, channel) => level !== last[channel]).length;
        if (changes === 0 && states.length > 0) return false;
        full = sampleCount + changes > bufferSize;
        if (full) return false;
        states.push({ nanos, levels });
        sampleCount += changes;
        return false;
      },
      recording: () => ({ channels, states, sampleCount }),
    };
  },
};

function levelOf(volts: number | undefined): Level {
  if (volts === undefined) return 'z';
  return volts >= HIGH_VOLTS ? '1' : '0';
}
