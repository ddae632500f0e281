import { element } from './dom.ts';
import { compare, compareChoices, parseNumber } from './prediction.ts';

/** How a prediction is asked for, and what is said of one. */
export interface Asking {
  readonly fields: HTMLElement[];
  /** What is wrong while nothing is given. */
  readonly field: HTMLElement;
  /** Takes the focus. */
  readonly first: HTMLElement;
  /** What to say while nothing, or nothing that can be read, is given. */
  readonly missing: string;
  read(): number | string | undefined;
  clear(): void;
  /** The sentence about a committed prediction; nothing for one that was made when the page asked otherwise. */
  verdict(said: number | string): string | undefined;
}

/** Asks for what the `{predict}` of the page wants: a number, one of its choices, or words. */
export function askFor(root: HTMLElement): Asking {
  if (root.dataset.kind === 'choice') return askForChoice(root);
  return root.dataset.kind === 'words' ? askForWords(root) : askForNumber(root);
}

function askForNumber(root: HTMLElement): Asking {
  const { shown, digits, tolerance, unit = '' } = root.dataset;
  const question = { shown: shown!, digits: digits ? Number(digits) : undefined, tolerance: Number(tolerance), unit };
  const input = element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', id: `${root.id}-input` });
  input.setAttribute('aria-describedby', `${root.id}-question`);
  return {
    fields: [element('label', { for: input.id }, 'Your prediction'), input, element('span', { class: 'predict-unit' }, unit)],
    field: input,
    first: input,
    missing: 'Type a number first; a rough guess is fine.',
    read: () => parseNumber(input.value),
    clear: () => {
      input.value = '';
    },
    verdict: (said) => (typeof said === 'number' ? compare(said, question) : undefined),
  };
}

function askForChoice(root: HTMLElement): Asking {
  const items = [...root.querySelectorAll<HTMLElement>('.predict-choices li')];
  const texts = items.map((item) => item.textContent.trim());
  const right = texts[Number(root.dataset.right)]!;
  const radios = items.map((_, index) => element('input', { type: 'radio', name: root.id, value: String(index), autocomplete: 'off' }));
  const labels = items.map((item, index) => element('label', { class: 'predict-choice' }, radios[index]!, element('span', {}, ...item.childNodes)));
  root.querySelector('.predict-choices')!.remove();
  const group = element('div', { class: 'predict-choices', role: 'radiogroup', 'aria-labelledby': `${root.id}-question` }, ...labels);
  return {
    fields: [group],
    field: group,
    first: radios[0]!,
    missing: 'Choose one first; a guess is fine.',
    read: () => texts[radios.findIndex((radio) => radio.checked)],
    clear: () => {
      for (const radio of radios) radio.checked = false;
    },
    verdict: (said) => (typeof said === 'string' && texts.includes(said) ? compareChoices(said, right) : undefined),
  };
}

function askForWords(root: HTMLElement): Asking {
  const area = element('textarea', { rows: '3', autocomplete: 'off', id: `${root.id}-input` });
  area.setAttribute('aria-describedby', `${root.id}-question`);
  return {
    fields: [element('label', { for: area.id, class: 'predict-words' }, 'Your prediction'), area],
    field: area,
    first: area,
    missing: 'Write a sentence first; a guess is fine.',
    read: () => area.value.trim() || undefined,
    clear: () => {
      area.value = '';
    },
    verdict: (said) => `You said: “${said}” Compare it with the answer.`,
  };
}
