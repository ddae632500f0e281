import { day } from './dates.ts';
import { button, element, find } from './dom.ts';
import { due, dueAt, moved, nextDue } from './leitner.ts';
import { isBegun } from './page-state.ts';
import type { Recalled } from './page-state.ts';
import { keep, pageState } from './storage.ts';

/** A question as the build wrote it (book/_ext/recall.py); texts are HTML. */
interface Question {
  unit: string;
  page: string;
  title: string;
  id: string;
  question: string;
  answer?: string;
  choices?: { text: string; explain: string; right: boolean }[];
}

const keptOf = ({ page, id }: Question): Recalled | undefined => pageState(page).recall[id];

/** Replaces the folded questions of the build by those that are due for this reader. */
export async function mountRecall(root: HTMLElement): Promise<void> {
  const questions = await load(root.dataset.questions!);
  if (questions) choose(root, questions);
}

/** Without a connection the folded questions of the build stay. */
async function load(url: string): Promise<Question[] | undefined> {
  try {
    const answer = await fetch(url);
    return answer.ok ? ((await answer.json()) as Question[]) : undefined;
  } catch {
    return undefined;
  }
}

function choose(root: HTMLElement, all: Question[]): void {
  const others = all.filter(({ unit }) => unit !== root.dataset.unit);
  const begun = others.filter(({ page }) => isBegun(pageState(page)) || Object.keys(pageState(page).recall).length > 0);
  const before = root.dataset.before!.split(' ');
  // a reader without a past on this site is asked what the unit builds on
  const candidates = begun.length ? begun : others.filter(({ unit }) => before.includes(unit));
  if (!candidates.length) return;
  const questions = due(candidates, keptOf, new Date());
  const asked = questions.map((question, index) => new AskedQuestion(question, root, index).root);
  const next = asked.length ? [] : [element('p', { class: 'recall-next' }, nothingDue(candidates))];
  find(root, '.recall-folded').replaceWith(element('div', { class: 'recall-asked' }, ...asked, ...next));
}

function nothingDue(questions: readonly Question[]): string {
  const next = nextDue(questions, keptOf);
  return next ? `Nothing is due today. The next question comes back on ${day(next)}.` : 'Nothing is due today.';
}

/** One question: the reader answers in thought or by choosing, sees the answer, and it moves to its next box. */
class AskedQuestion {
  readonly root: HTMLElement;
  #question: Question;
  #status = element('p', { class: 'recall-status', role: 'status' });
  #answer = element('div', { class: 'recall-answer' });
  #toolbar = element('div', { class: 'toolbar' });

  constructor(question: Question, widget: HTMLElement, index: number) {
    this.#question = question;
    const name = `recall-${index}`;
    const text = element('div', { class: 'recall-question', id: `${name}-question` });
    text.innerHTML = question.question;
    // addresses of the build are relative to the site's root, as is the file of questions
    const up = widget.dataset.questions!.replace('_files/recall.json', '');
    const home = element('p', { class: 'recall-home' }, 'From ', element('a', { href: `${up}${question.page}.html` }, question.title));
    this.root = element('div', { class: 'recall-item', role: 'group', 'aria-labelledby': text.id }, text, ...this.#ask(name), this.#answer, this.#toolbar, this.#status, home);
  }

  #ask(name: string): HTMLElement[] {
    if (this.#question.choices) return [this.#choices(name, this.#question.choices)];
    const show = button('Show the answer', () => {
      this.#answer.innerHTML = this.#question.answer!;
      const knew = button('I knew it', () => this.#settle(true), 'widget-button primary');
      this.#toolbar.replaceChildren(knew, button('I did not', () => this.#settle(false)));
      knew.focus();
    });
    this.#toolbar.append(show);
    return [];
  }

  #choices(name: string, choices: NonNullable<Question['choices']>): HTMLElement {
    const radios = choices.map((_, index) => element('input', { type: 'radio', name, value: String(index), autocomplete: 'off' }));
    const labels = choices.map((choice, index) => {
      const text = element('span');
      text.innerHTML = unwrapped(choice.text);
      return element('label', { class: 'quiz-choice' }, radios[index]!, text);
    });
    const check = button('Check', () => {
      const chosen = radios.findIndex((radio) => radio.checked);
      if (chosen < 0) {
        this.#status.textContent = 'Choose an answer first.';
        return;
      }
      for (const radio of radios) radio.disabled = true;
      const right = choices.findIndex((choice) => choice.right);
      // why the choice is wrong, then what is right and why
      const told = chosen === right ? [choices[right]!] : [choices[chosen]!, choices[right]!];
      this.#answer.replaceChildren(...told.map(note));
      this.#settle(chosen === right);
    }, 'widget-button primary');
    this.#toolbar.append(check);
    return element('div', { class: 'quiz-choices', role: 'radiogroup', 'aria-labelledby': `${name}-question` }, ...labels);
  }

  #settle(right: boolean): void {
    const { page, id } = this.#question;
    const now = moved(keptOf(this.#question), right, new Date());
    keep('recall', id, now, page);
    this.#toolbar.remove();
    this.#status.textContent = `${right ? 'Right' : 'Not yet'}: it comes back on ${day(dueAt(now))}.`;
    this.#status.tabIndex = -1;
    this.#status.focus(); // the button that had it is gone
  }
}

function note(choice: { text: string; explain: string; right: boolean }): HTMLElement {
  const made = element('div', { class: choice.right ? 'quiz-note right' : 'quiz-note wrong' });
  made.innerHTML = `<p><strong>${unwrapped(choice.text)}</strong></p>${choice.explain}`;
  return made;
}

/** Returns the HTML of one paragraph without the paragraph, which a label cannot hold. */
function unwrapped(paragraph: string): string {
  return paragraph.replace(/^<p>(.*)<\/p>$/s, '$1');
}
