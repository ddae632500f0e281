import { element } from '../dom.ts';

let ids = 0;

export interface Slider {
  root: HTMLElement;
  input: HTMLInputElement;
  value: number;
}

/** A labelled slider that shows its value. */
export function slider(
  label: string,
  range: { from: number; to: number; step: number; value: number },
  onChange: () => void,
  show: (value: number) => string = String,
): Slider {
  const id = `explore-${++ids}`;
  const input = element('input', {
    type: 'range', id, min: String(range.from), max: String(range.to), step: String(range.step),
  });
  const output = element('output', { for: id });
  const say = () => {
    output.textContent = show(input.valueAsNumber);
    input.setAttribute('aria-valuetext', output.textContent);
  };
  input.valueAsNumber = range.value;
  say();
  input.addEventListener('input', () => {
    say();
    onChange();
  });
  return {
    root: element('div', { class: 'explore-slider' }, element('label', { for: id }, label), input, output),
    input,
    get value() {
      return input.valueAsNumber;
    },
    set value(value: number) {
      input.valueAsNumber = value;
      say();
    },
  };
}

/** A row of controls. */
export function row(...children: Node[]): HTMLElement {
  return element('div', { class: 'explore-row' }, ...children);
}

/** A number with as many digits as a reader wants to see. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'beyond all numbers';
  const size = Math.abs(value);
  if (size >= 1e6) return value.toExponential(1);
  return String(Number(size >= 100 ? value.toFixed(0) : value.toPrecision(digits)));
}
