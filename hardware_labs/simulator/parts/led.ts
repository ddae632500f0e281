/** wokwi-led. Attribute `color`. It lights when current really flows: anode to cathode through a closed circuit. */

import type { PartDefinition } from './part.ts';

/** Typical forward voltages of 5 mm LEDs, in volts. */
const FORWARD_VOLTS: Record<string, number> = { red: 1.8, orange: 2.0, yellow: 2.0, limegreen: 2.1, green: 2.1, blue: 3.0, white: 3.0 };
const OTHER_FORWARD_VOLTS = 2.0;
/** Slope of the diode's curve above the forward voltage. */
const SERIES_OHMS = 10;
/** Current at which the picture shines fully: what an Arduino's pin gives a red LED through 220 ohm and a little less. */
const FULL_BRIGHTNESS_AMPERES = 0.01;

export const led: PartDefinition = {
  type: 'wokwi-led',
  pins: ['A', 'C'],
  create(site) {
    const diode = site.diode('A', 'C', SERIES_OHMS, FORWARD_VOLTS[site.text('color', 'red')] ?? OTHER_FORWARD_VOLTS);
    let charge = 0; // ampere nanoseconds since the last look: the eye averages a PWM signal
    let advancedTo = 0;
    let lookedAt = 0;
    const advance = (nanos: number): void => {
      charge += site.circuit.amperes(diode) * (nanos - advancedTo);
      advancedTo = nanos;
    };
    return {
      advance,
      state(nanos) {
        advance(nanos);
        const amperes = nanos > lookedAt ? charge / (nanos - lookedAt) : site.circuit.amperes(diode);
        charge = 0;
        lookedAt = nanos;
        const brightness = Math.min(1, amperes / FULL_BRIGHTNESS_AMPERES);
        return { value: brightness > 0, brightness };
      },
    };
  },
};
