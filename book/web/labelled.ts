import { element } from './dom.ts';

let made = 0;

/** A field with its label in front and its unit behind. A label around a select would take the options into its name. */
export function labelled(label: string, field: HTMLElement, unit?: string): HTMLElement {
  field.id ||= `labelled-${made++}`;
  const behind = unit === undefined ? [] : [` ${unit}`];
  return element('span', { class: 'labelled' }, element('label', { for: field.id }, label), ' ', field, ...behind);
}
