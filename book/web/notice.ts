import { button, element } from './dom.ts';

/** A line that says what happened, to screen readers too, and may offer to take it back. */
export class Notice {
  readonly root = element('span', { class: 'toolbar-notice' });
  #words = element('span', { class: 'toolbar-status', role: 'status' });
  #undo: HTMLButtonElement | undefined;

  constructor() {
    this.root.append(this.#words);
  }

  say(text: string): void {
    this.#words.textContent = text;
    this.#undo?.remove();
  }

  /** @param undo Takes it back and gives the focus, which the button loses, to another place. */
  offerUndo(text: string, undo: () => void): void {
    this.say(text);
    this.#undo = button('Undo', undo);
    this.root.append(this.#undo);
  }
}
