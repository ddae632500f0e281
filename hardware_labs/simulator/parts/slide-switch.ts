/**
 * wokwi-slide-switch: connects its middle pin 2 with 1 (handle to the left) or with 3 (to the right), never with both.
 *
 * Attributes `value` ("" left, "1" right) and `bounce` ("0" switches bouncing off); control `value`, 0 or 1.
 */

import { Contact } from './contact.ts';
import type { PartDefinition } from './part.ts';

export const slideSwitch: PartDefinition = {
  type: 'wokwi-slide-switch',
  pins: ['1', '2', '3'],
  create(site) {
    let right = site.choice('value', '', ['', '0', '1']) === '1';
    const value = Number(right);
    const onLeft = new Contact(site, '1', '2', !right);
    const onRight = new Contact(site, '2', '3', right);
    const slide = (to: number): void => {
      right = to >= 0.5;
      const [from, onto] = right ? [onLeft, onRight] : [onRight, onLeft];
      from.leave();
      onto.move(true);
    };
    return {
      controls: [{ name: 'value', label: 'Handle', min: 0, max: 1, step: 1, value, unit: '', set: slide }],
      state: () => ({ value: Number(right) }),
    };
  },
};
