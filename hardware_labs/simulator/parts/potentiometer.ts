/**
 * wokwi-potentiometer: a 10 kilo-ohm track between VCC and GND with its wiper on SIG.
 *
 * Attribute `value`, 0 to 1023; control `position`, 0 (at GND) to 1 (at VCC).
 */

import type { PartDefinition } from './part.ts';

const TRACK_OHMS = 10_000;
/** What is left between the wiper and the end of the track that it stands at. */
const END_OHMS = 1;
const MAX_VALUE = 1023;

export const potentiometer: PartDefinition = {
  type: 'wokwi-potentiometer',
  pins: ['GND', 'SIG', 'VCC'],
  create(site) {
    let position = site.number('value', 0, 0, MAX_VALUE) / MAX_VALUE;
    const upper = site.resistor('VCC', 'SIG', TRACK_OHMS);
    const lower = site.resistor('SIG', 'GND', TRACK_OHMS);
    const turn = (to: number): void => {
      position = to;
      upper.ohms = END_OHMS + TRACK_OHMS * (1 - position);
      lower.ohms = END_OHMS + TRACK_OHMS * position;
    };
    turn(position);
    return {
      controls: [{ name: 'position', label: 'Position', min: 0, max: 1, step: 0.001, value: position, unit: '', set: turn }],
      state: () => ({ value: Math.round(MAX_VALUE * position) }),
    };
  },
};
