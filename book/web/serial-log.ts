import { element } from './dom.ts';

/** What a board prints: the last lines of it, scrolled to the end unless the reader has scrolled up. */
export class SerialLog {
  /** No `pre`: the theme takes the keyboard stop away from those that do not scroll yet. */
  readonly root = element('div', { class: 'serial-log', tabindex: '0', role: 'log', 'aria-live': 'off', 'aria-label': 'Serial output' });
  #decoder = new TextDecoder();
  #most: number;

  /** @param most Characters to keep: a board that prints for hours must not fill the page. */
  constructor(most = 20_000) {
    this.#most = most;
  }

  write(bytes: readonly number[]): void {
    const atEnd = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 8;
    const text = this.root.textContent + this.#decoder.decode(new Uint8Array(bytes), { stream: true }).replaceAll('\r', '');
    this.root.textContent = text.length > this.#most ? text.slice(text.indexOf('\n', text.length - this.#most) + 1) : text;
    if (atEnd) this.root.scrollTop = this.root.scrollHeight;
  }

  clear(): void {
    this.root.textContent = '';
  }
}
