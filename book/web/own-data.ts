import { day } from './dates.ts';
import { button, element } from './dom.ts';
import { saveAs } from './save.ts';
import { fromFile, merged, toFile } from './state-file.ts';
import type { Pages } from './state-file.ts';
import { allPages, forgetAll, replaceAll, STATE_CHANGED, VERSION } from './storage.ts';

/** Saves what the reader did to a file, reads it back, deletes it. */
export function mountOwnData(root: HTMLElement): void {
  const amount = element('p', { class: 'own-data-amount' });
  const status = element('p', { class: 'own-data-status', role: 'status' });
  const question = element('div', { class: 'own-data-question', role: 'group', 'aria-label': 'Choose' });
  const input = element('input', { type: 'file', accept: '.json,application/json', id: 'own-data-file', autocomplete: 'off' });
  const remove = button('Delete everything…', () => confirmDelete());

  function count(): void {
    const pages = allPages().size;
    const kept = pages ? `So far there is something of ${pages} ${pages === 1 ? 'page' : 'pages'}.` : 'So far there is nothing.';
    amount.textContent = `Your code, answers and results stay in this browser, on this machine. ${kept} Save it to a file to take it to another machine, or to be safe when the browser forgets.`;
  }

  /** Asks which of some things to do; what is not chosen is not done. */
  function choose(sentence: string, ...actions: [label: string, act: () => string][]): void {
    const buttons = actions.map(([label, act]) =>
      button(label, () => {
        question.replaceChildren();
        status.textContent = act();
        input.value = '';
        window.dispatchEvent(new Event(STATE_CHANGED));
        input.focus();
      }),
    );
    status.textContent = '';
    question.replaceChildren(element('p', {}, sentence), element('div', { class: 'toolbar' }, ...buttons));
    buttons[0]!.focus();
  }

  function confirmDelete(): void {
    choose(
      'Delete all code, answers and results that this browser keeps for the book? Save them first if you may want them back.',
      ['Delete everything', () => {
        forgetAll();
        return 'Everything is deleted.';
      }],
      ['Keep everything', () => 'Nothing was deleted.'],
    );
  }

  async function read(file: File): Promise<void> {
    question.replaceChildren();
    const found = fromFile(await file.text(), file.name, VERSION);
    if (typeof found === 'string') {
      status.textContent = found;
      input.value = '';
      return;
    }
    const size = `${found.pages.size} ${found.pages.size === 1 ? 'page' : 'pages'}`;
    const saved = found.saved ? `, saved on ${day(found.saved)}` : '';
    choose(
      `${file.name} has ${size}${saved}. Merge keeps your own code and adds what is further in the file; replace drops what is here.`,
      ['Merge', () => put(merged(allPages(), found.pages), 'Merged.')],
      ['Replace', () => put(found.pages, 'Replaced.')],
      ['Cancel', () => 'Nothing was changed.'],
    );
  }

  function put(pages: Pages, done: string): string {
    return replaceAll(pages) ? done : 'The browser has no room for it, so nothing was changed: free some, or allow this site to keep data.';
  }

  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) void read(file);
  });
  window.addEventListener(STATE_CHANGED, count);
  root.replaceChildren(
    amount,
    element('div', { class: 'toolbar' }, button('Save to a file', () => saveAs('ai-from-scratch.json', 'application/json', toFile(allPages(), VERSION, new Date())), 'widget-button primary'), remove),
    element('div', { class: 'own-data-read' }, element('label', { for: input.id }, 'Read from a file'), input),
    question,
    status,
  );
  count();
}
