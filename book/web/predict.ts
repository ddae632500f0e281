import { button, element, find } from './dom.ts';
import { compare, parseNumber } from './prediction.ts';
import type { Question } from './prediction.ts';
import { keep, recall } from './storage.ts';

/** Hides the answer of a `{predict}` until the reader has committed a number. */
export function mountPrediction(root: HTMLElement): void {
  const id = root.dataset.id!;
  const question = questionOf(root.dataset as Record<string, string>);
  const answer = find<HTMLDetailsElement>(root, '.predict-answer');
  const input = element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', id: `${root.id}-input` });
  const verdict = element('p', { class: 'predict-verdict', role: 'status' });
  const form = element(
    'form',
    { class: 'predict-form' },
    element('label', { for: input.id }, 'Your prediction'),
    input,
    element('span', { class: 'predict-unit' }, question.unit),
    element('button', { type: 'submit', class: 'widget-button primary' }, 'Commit'),
  );
  input.setAttribute('aria-describedby', `${root.id}-question`);
  const again = button('Predict again', () => {
    keep('predictions', id, undefined);
    ask();
    input.focus();
  });

  function ask(): void {
    form.hidden = false;
    answer.hidden = true;
    again.hidden = true;
    input.value = verdict.textContent = '';
  }

  function reveal(said: number): void {
    form.hidden = true;
    answer.hidden = false;
    answer.open = true;
    again.hidden = false;
    verdict.textContent = compare(said, question);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const said = parseNumber(input.value);
    input.setAttribute('aria-invalid', String(said === undefined));
    if (said === undefined) {
      verdict.textContent = 'Type a number first; a rough guess is fine.';
      input.focus();
      return;
    }
    keep('predictions', id, said);
    reveal(said);
    again.focus();
  });

  root.classList.add('ready');
  answer.before(form, verdict);
  root.append(again);
  const earlier = recall('predictions', id);
  if (earlier === undefined) ask();
  else reveal(earlier);
}

function questionOf(data: Record<string, string>): Question {
  return {
    answer: Number(data.answer),
    shown: data.shown!,
    digits: data.digits ? Number(data.digits) : undefined,
    tolerance: Number(data.tolerance),
    unit: data.unit ?? '',
  };
}
