/**
 * wokwi-pushbutton: connects 1 with 2 while it is pressed; the left and right pins of a number are one.
 *
 * Attribute `bounce` ("0" switches bouncing off); control `pressed`, 0 or 1. Its looks (`color`, `label`, `key`) are the picture's.
 */

import { Contact } from './contact.ts';
import type { PartDefinition } from './part.ts';

export const pushbutton: PartDefinition = {
  type: 'wokwi-pushbutton',
  pins: ['1.l', '2.l', '1.r', '2.r'],
  joined: [
    ['1.l', '1.r'],
    ['2.l', '2.r'],
  ],
  create(site) {
    const contact = new Contact(site, '1.l', '2.l');
    let pressed = false;
    const press = (value: number): void => {
      pressed = value >= 0.5;
      contact.move(pressed);
    };
    return {
      controls: [{ name: 'pressed', label: 'Pressed', min: 0, max: 1, step: 1, value: 0, unit: '', set: press }],
      state: () => ({ pressed }),
    };
  },
};
