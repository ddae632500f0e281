/** wokwi-rgb-led: three LEDs that share a pin. Attribute `common`: "anode" (COM is positive) or "cathode". */

import { Brightness } from './brightness.ts';
import type { PartDefinition } from './part.ts';

/** Typical forward voltages of a 5 mm RGB LED, in volts. */
const FORWARD_VOLTS = { R: 2.0, G: 3.0, B: 3.0 };
/** Slope of the diodes' curves above the forward voltage. */
const SERIES_OHMS = 10;

export const rgbLed: PartDefinition = {
  type: 'wokwi-rgb-led',
  pins: ['R', 'COM', 'G', 'B'],
  create(site) {
    const anodeIsCommon = site.choice('common', 'anode', ['anode', 'cathode']) === 'anode';
    const [red, green, blue] = Object.entries(FORWARD_VOLTS).map(([pin, volts]) => {
      const [anode, cathode] = anodeIsCommon ? ['COM', pin] : [pin, 'COM'];
      return new Brightness(site.circuit, site.diode(anode, cathode, SERIES_OHMS, volts));
    });
    return {
      advance(nanos) {
        for (const light of [red, green, blue]) light.advance(nanos);
      },
      state: (nanos) => ({ ledRed: red.look(nanos), ledGreen: green.look(nanos), ledBlue: blue.look(nanos) }),
    };
  },
};
