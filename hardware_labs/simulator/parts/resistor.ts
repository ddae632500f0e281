/** wokwi-resistor. Attribute `value` in ohms. */

import type { PartDefinition } from './part.ts';

export const resistor: PartDefinition = {
  type: 'wokwi-resistor',
  pins: ['1', '2'],
  create(site) {
    site.resistor('1', '2', site.number('value', 1000, 1e-3, 1e9));
    return {};
  },
};
