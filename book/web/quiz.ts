import { button, element, find } from './dom.ts';
import { keep, recall } from './storage.ts';

/** Lets the reader choose, check, and read why each choice tried is right or wrong. */
export function mountQuiz(root: HTMLElement): void {
  const id = root.dataset.id!;
  const right = Number(root.dataset.right);
  const radios = [...root.querySelectorAll<HTMLInputElement>('input[type=radio]')];
  const notes = [...root.querySelectorAll<HTMLElement>('.quiz-answers li')].map((item, index) => {
    const note = element('div', { class: 'quiz-note' }, ...item.childNodes);
    note.hidden = true;
    note.classList.add(index === right ? 'right' : 'wrong');
    return note;
  });
  const verdict = element('p', { class: 'quiz-verdict', role: 'status' });
  const check = button('Check', () => answer(chosen()), 'widget-button primary');
  const chosen = () => radios.findIndex((radio) => radio.checked);

  function answer(index: number): void {
    if (index < 0) {
      verdict.textContent = 'Choose an answer first.';
      return;
    }
    keep('quiz', id, index);
    const solved = index === right;
    notes.forEach((note, at) => {
      if (at === index || solved) note.hidden = false;
    });
    verdict.textContent = solved ? 'Right. Why the others are not is explained under each.' : 'Not this one. Read why, and choose again.';
    root.classList.toggle('solved', solved);
  }

  radios.forEach((radio, index) => {
    radio.closest('label')!.after(notes[index]!);
    radio.addEventListener('change', () => {
      verdict.textContent = '';
    });
  });
  find(root, '.quiz-answers').remove();
  root.append(element('div', { class: 'toolbar' }, check, verdict));
  const earlier = recall('quiz', id);
  if (earlier !== undefined && radios[earlier]) {
    radios[earlier].checked = true;
    answer(earlier);
  }
}
