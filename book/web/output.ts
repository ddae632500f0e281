import { element } from './dom.ts';
import type { CellError, Shown } from './protocol.ts';

/** The output of one run, filled while the cell runs. */
export class Output {
  readonly root: HTMLElement;
  #text: HTMLPreElement | undefined;

  constructor(root: HTMLElement) {
    this.root = root;
    this.clear();
  }

  clear(): void {
    this.root.replaceChildren();
    this.#text = undefined;
  }

  show(shown: Shown): void {
    if (shown.kind === 'stream') {
      this.#text ??= this.#append(element('pre', { class: 'output-text', tabindex: '0' }));
      this.#text.append(shown.text);
      return;
    }
    this.#text = undefined;
    this.#append(displayed(shown.mime, shown.data));
  }

  fail(error: CellError): void {
    this.#text = undefined;
    this.#append(errorBox(error));
  }

  #append<T extends HTMLElement>(node: T): T {
    this.root.append(node);
    return node;
  }
}

function displayed(mime: string, data: string): HTMLElement {
  if (mime === 'image/png') {
    return element('img', { class: 'output-figure', src: `data:image/png;base64,${data}`, alt: 'Figure drawn by this cell' });
  }
  if (mime === 'text/plain') return element('pre', { class: 'output-text', tabindex: '0' }, data);
  const holder = element('div', { class: 'output-rich' });
  holder.innerHTML = data; // made by the reader's own code, on the reader's own page
  return holder;
}

/** Returns an error for people: what happened first, where it happened on demand. */
export function errorBox(error: CellError): HTMLElement {
  const message = error.message ? `${error.kind}: ${error.message}` : error.kind;
  return element(
    'div',
    { class: 'output-error' },
    element('p', {}, message),
    element(
      'details',
      {},
      element('summary', {}, 'Traceback'),
      element('pre', { tabindex: '0' }, error.traceback),
    ),
  );
}
