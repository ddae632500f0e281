/** The controls of a board's parts: a button to press, a switch to flip, a slider with its unit; in a group for each part. */
import type { PartInfo } from '../../hardware_labs/simulator/simulation.ts';
import type { ControlInfo } from '../../hardware_labs/simulator/parts/part.ts';
import { element } from './dom.ts';

export type SetControl = (part: string, control: string, value: number) => void;

/** A control's row, and how it shows a value that something else has set. */
interface Row {
  readonly root: HTMLElement;
  show(value: number): void;
}

export interface Controls {
  /** One for each part that has controls. */
  readonly groups: readonly HTMLElement[];
  /** Shows a value that a trace has set. */
  show(part: string, control: string, value: number): void;
}

export function controlGroups(parts: readonly PartInfo[], set: SetControl): Controls {
  const rows = new Map<string, Row>();
  const groups = parts
    .filter(({ controls }) => controls.length > 0)
    .map(({ id, type, controls }) => {
      const legend = element('legend', {}, id, element('span', { class: 'board-part-kind' }, ` ${kindOf(type)}`));
      const made = controls.map((control) => {
        const one = row(id, type, control, set);
        rows.set(`${id}:${control.name}`, one);
        return one.root;
      });
      return element('fieldset', { class: 'board-part' }, legend, ...made);
    });
  return { groups, show: (part, control, value) => rows.get(`${part}:${control}`)?.show(value) };
}

/** What to call a part's type: "wokwi-slide-switch" is a slide switch. */
function kindOf(type: string): string {
  return type.replace(/^(wokwi|board)-/, '').replaceAll('-', ' ');
}

function row(part: string, type: string, control: ControlInfo, set: SetControl): Row {
  const turn = (value: number): void => set(part, control.name, value);
  const id = `board-${part}-${control.name}`;
  if (type === 'wokwi-pushbutton') return momentary(control, turn);
  if (control.step === 1 && control.min === 0 && control.max === 1) return toggle(id, control, turn);
  return slider(id, control, turn);
}

/** Pressed for as long as it is held, by pointer, space bar or Enter. */
function momentary({ value }: ControlInfo, turn: (value: number) => void): Row {
  const button = element('button', { type: 'button', class: 'widget-button board-press', 'aria-pressed': String(value === 1) }, 'Press and hold');
  let pressed = value === 1;
  const show = (on: boolean): void => {
    pressed = on;
    button.setAttribute('aria-pressed', String(on));
  };
  const press = (on: boolean): void => {
    if (on === pressed) return;
    show(on);
    turn(Number(on));
  };
  const isPress = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter';
  button.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId); // a finger that slides off still ends the press
    press(true);
  });
  for (const end of ['pointerup', 'pointercancel', 'blur'] as const) button.addEventListener(end, () => press(false));
  button.addEventListener('contextmenu', (event) => event.preventDefault()); // what a long touch would open
  button.addEventListener('keydown', (event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    press(true);
  });
  button.addEventListener('keyup', (event) => isPress(event) && press(false));
  return { root: element('div', { class: 'board-control' }, button), show: (now) => show(now === 1) };
}

function toggle(id: string, { label, value }: ControlInfo, turn: (value: number) => void): Row {
  const input = element('input', { type: 'checkbox', role: 'switch', id });
  input.checked = value === 1;
  input.addEventListener('change', () => turn(Number(input.checked)));
  const root = element('div', { class: 'board-control' }, element('label', { for: id }, `${label} to the right`), input);
  return { root, show: (now) => void (input.checked = now === 1) };
}

function slider(id: string, control: ControlInfo, turn: (value: number) => void): Row {
  const { label, min, max, step, value, unit } = control;
  const input = element('input', { type: 'range', id, min: String(min), max: String(max), step: String(step), value: String(value) });
  const shown = element('output', { for: id });
  const show = (): void => {
    shown.textContent = `${input.value}\u00a0${unit}`;
    input.setAttribute('aria-valuetext', `${input.value} ${unit}`.trim());
  };
  input.addEventListener('input', () => {
    show();
    turn(Number(input.value));
  });
  show();
  const root = element('div', { class: 'board-control board-slider' }, element('label', { for: id }, label), input, shown);
  return {
    root,
    show: (now) => {
      input.value = String(now);
      show();
    },
  };
}
