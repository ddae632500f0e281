import { button, element } from './dom.ts';
import { kernel } from './kernel.ts';
import type { Outcome } from './kernel.ts';
import { Notice } from './notice.ts';

/** The row of buttons under a cell, with a line that says what goes on. */
export class Toolbar {
  readonly root: HTMLElement;
  readonly stop: HTMLButtonElement;
  #notice = new Notice();
  #bar = element('progress', { 'aria-label': 'Packages that are here', max: '1', value: '0', hidden: '' });

  constructor(label: string) {
    this.stop = button('Stop', () => kernel.stop(), 'widget-button stop');
    this.stop.disabled = true;
    this.root = element('div', { class: 'toolbar', role: 'group', 'aria-label': label }, this.#bar, this.#notice.root);
  }

  add(...buttons: HTMLButtonElement[]): void {
    this.#bar.before(...buttons);
  }

  /** Says what the cell is busy with, and how far it is if that is known; Stop works until `idle`. */
  busy(text: string, part?: number): void {
    this.stop.disabled = false;
    this.root.classList.add('busy');
    this.#bar.hidden = part === undefined;
    this.#bar.value = part ?? 0;
    this.say(text);
  }

  idle(text: string): void {
    this.stop.disabled = true;
    this.root.classList.remove('busy');
    this.#bar.hidden = true;
    this.say(text);
  }

  finish(outcome: Outcome, note = ''): void {
    this.idle(sentence(outcome, note));
  }

  say(text: string): void {
    this.#notice.say(text);
  }

  offerUndo(text: string, undo: () => void): void {
    this.#notice.offerUndo(text, undo);
  }
}

function sentence(outcome: Outcome, note: string): string {
  switch (outcome.end) {
    case 'ok':
      return `Ran in ${outcome.seconds < 0.1 ? 'under 0.1' : outcome.seconds.toFixed(1)} s${note}.`;
    case 'error':
      return `Ended with an error${note}.`;
    case 'stopped':
      return 'Stopped. Python was ended with all its variables; the next run starts it anew.';
    case 'broken':
      return `Python did not start: ${outcome.message}`;
  }
}
