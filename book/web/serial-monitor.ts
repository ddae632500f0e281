import { element } from './dom.ts';
import { SerialLog } from './serial-log.ts';

/** What a board prints, and a line to type for it. */
export class SerialMonitor {
  readonly root: HTMLElement;
  readonly #log = new SerialLog();
  readonly #line = element('input', {
    type: 'text', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Line to send to the board', placeholder: 'a line for the board',
  });
  readonly #send = element('button', { type: 'submit', class: 'widget-button' }, 'Send');

  constructor(send: (bytes: number[]) => void) {
    const form = element('form', { class: 'serial-line' }, this.#line, this.#send);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      send([...new TextEncoder().encode(`${this.#line.value}\n`)]);
      this.#line.value = '';
    });
    this.root = element('div', { class: 'serial' }, element('p', { class: 'serial-title' }, 'Serial monitor, 115200 baud'), this.#log.root, form);
  }

  write(bytes: readonly number[]): void {
    this.#log.write(bytes);
  }

  clear(): void {
    this.#log.clear();
  }

  enable(on: boolean): void {
    this.#line.disabled = this.#send.disabled = !on;
  }
}
