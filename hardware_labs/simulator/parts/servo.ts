/**
 * wokwi-servo: turns its horn to the angle that the length of the pulses on PWM asks for.
 *
 * 544 to 2400 microseconds are 0 to 180 degrees, as Arduino's Servo library has it; longer and shorter pulses meet the hard
 * stops. The horn is there at once, where a real one needs about 0.1 s for 60 degrees. Attributes `horn` and `hornColor`.
 */

import type { PartDefinition } from './part.ts';

const MIN_NANOS = 544e3;
const MAX_NANOS = 2400e3;
const MAX_DEGREES = 180;
/** What lies outside is no pulse for a servo, but a level. */
const SHORTEST_NANOS = 400e3;
const LONGEST_NANOS = 3000e3;
/** A pin of 3.3 V counts as high as one of 5 V does. */
const HIGH_VOLTS = 2;
const MIN_SUPPLY_VOLTS = 3;

export const servo: PartDefinition = {
  type: 'wokwi-servo',
  pins: ['GND', 'V+', 'PWM'],
  create(site) {
    site.choice('horn', 'single', ['single', 'double', 'cross']);
    const [ground, supply, signal] = ['GND', 'V+', 'PWM'].map((pin) => site.probe(pin));
    const isAbove = (voltage: number | undefined, volts: number): boolean => (voltage ?? 0) - (ground() ?? Infinity) >= volts;
    let risenAt: number | undefined;
    let angle = 0;
    return {
      react(nanos) {
        const high = isAbove(supply(), MIN_SUPPLY_VOLTS) && isAbove(signal(), HIGH_VOLTS);
        if (high) {
          risenAt ??= nanos;
        } else if (risenAt !== undefined) {
          const pulse = nanos - risenAt;
          risenAt = undefined;
          if (pulse >= SHORTEST_NANOS && pulse <= LONGEST_NANOS) angle = pulseDegrees(pulse);
        }
        return false;
      },
      state: () => ({ angle }),
    };
  },
};

/** In tenths of a degree, which is finer than a picture shows. */
function pulseDegrees(nanos: number): number {
  const degrees = (MAX_DEGREES * (nanos - MIN_NANOS)) / (MAX_NANOS - MIN_NANOS);
  return Math.round(10 * Math.min(MAX_DEGREES, Math.max(0, degrees))) / 10;
}
