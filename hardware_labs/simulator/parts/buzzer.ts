/**
 * wokwi-buzzer: a piezo disc, which sounds while the voltage across it alternates; a steady voltage is silent, and no direct
 * current flows. Attributes `mode` and `volume` are about the sound, of which the picture shows only that there is one.
 */

import type { PartDefinition } from './part.ts';

/** A change of the voltage across the disc by this much is one that can be heard. */
const HEARD_VOLTS = 1;
/** The period of 20 Hz, below which one hears clicks and no tone. */
const LONGEST_PERIOD_NANOS = 50e6;

export const buzzer: PartDefinition = {
  type: 'wokwi-buzzer',
  pins: ['1', '2'],
  create(site) {
    site.choice('mode', 'smooth', ['smooth', 'accurate']);
    site.number('volume', 1, 0.01, 1);
    const [negative, positive] = [site.probe('1'), site.probe('2')];
    let volts: number | undefined;
    let lastEdge = -Infinity;
    let edgeBefore = -Infinity;
    return {
      react(nanos) {
        const [low, high] = [negative(), positive()];
        if (low === undefined || high === undefined) {
          volts = undefined;
        } else if (volts === undefined || Math.abs(high - low - volts) >= HEARD_VOLTS) {
          if (volts !== undefined) [edgeBefore, lastEdge] = [lastEdge, nanos];
          volts = high - low;
        }
        return false;
      },
      // of the last two edges the older one is at most a period ago while a tone lasts
      state: (nanos) => ({ hasSignal: nanos - edgeBefore <= LONGEST_PERIOD_NANOS }),
    };
  },
};
