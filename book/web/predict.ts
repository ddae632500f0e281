import { button, element, find } from './dom.ts';
import { askFor } from './predict-form.ts';
import { keep, recall } from './storage.ts';

/** Hides the answer of a `{predict}` until the reader has committed to one. */
export function mountPrediction(root: HTMLElement): void {
  const id = root.dataset.id!;
  const asking = askFor(root);
  const answer = find<HTMLDetailsElement>(root, '.predict-answer');
  const verdict = element('p', { class: 'predict-verdict', role: 'status' });
  const form = element(
    'form',
    { class: 'predict-form' },
    ...asking.fields,
    element('button', { type: 'submit', class: 'widget-button primary' }, 'Commit'),
  );
  const again = button('Predict again', () => {
    keep('predictions', id, undefined);
    ask();
    asking.first.focus();
  });

  function ask(): void {
    form.hidden = false;
    answer.hidden = true;
    again.hidden = true;
    asking.clear();
    verdict.textContent = '';
  }

  function reveal(sentence: string): void {
    form.hidden = true;
    answer.hidden = false;
    answer.open = true;
    again.hidden = false;
    verdict.textContent = sentence;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const said = asking.read();
    asking.field.setAttribute('aria-invalid', String(said === undefined));
    if (said === undefined) {
      verdict.textContent = asking.missing;
      asking.first.focus();
      return;
    }
    keep('predictions', id, said);
    reveal(asking.verdict(said)!);
    again.focus();
  });

  root.classList.add('ready');
  answer.before(form, verdict);
  root.append(again);
  const earlier = recall('predictions', id);
  const sentence = earlier === undefined ? undefined : asking.verdict(earlier);
  if (sentence === undefined) ask();
  else reveal(sentence);
}
