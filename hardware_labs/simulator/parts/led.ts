/** wokwi-led. Attribute `color`. It lights when current really flows: anode to cathode through a closed circuit. */

import { Brightness } from './brightness.ts';
import type { PartDefinition } from './part.ts';

/** Typical forward voltages of 5 mm LEDs, in volts. */
const FORWARD_VOLTS: Record<string, number> = { red: 1.8, orange: 2.0, yellow: 2.0, limegreen: 2.1, green: 2.1, blue: 3.0, white: 3.0 };
const OTHER_FORWARD_VOLTS = 2.0;
/** Slope of the diode's curve above the forward voltage. */
const SERIES_OHMS = 10;

export const led: PartDefinition = {
  type: 'wokwi-led',
  pins: ['A', 'C'],
  create(site) {
    const diode = site.diode('A', 'C', SERIES_OHMS, FORWARD_VOLTS[site.text('color', 'red')] ?? OTHER_FORWARD_VOLTS);
    const light = new Brightness(site.circuit, diode);
    return {
      advance: (nanos) => light.advance(nanos),
      state(nanos) {
        const brightness = light.look(nanos);
        return { value: brightness > 0, brightness };
      },
    };
  },
};
