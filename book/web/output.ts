import { element } from './dom.ts';
import type { CellError, Shown } from './protocol.ts';

// libraries write HTML for a white ground, where figures stand as well
const STYLE = `
  html { background: #fff; color: #1b1b1b; font: 0.9rem/1.5 system-ui, sans-serif; }
  body { display: flow-root; margin: 0; padding: 0.5rem 0.75rem; overflow-x: auto; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { padding: 0.25rem 0.6rem; text-align: right; border-bottom: 1px solid #ddd; }
`;

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
  if (mime === 'image/svg+xml') return figure(`data:${mime},${encodeURIComponent(withNamespace(data))}`);
  if (mime.startsWith('image/')) return figure(`data:${mime};base64,${data}`);
  if (mime === 'text/html') return frame(data);
  return element('pre', { class: 'output-text', tabindex: '0' }, data);
}

/** A picture in a file of its own has to name its language; inside of HTML it need not. */
function withNamespace(svg: string): string {
  return svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
}

function figure(src: string): HTMLElement {
  return element('img', { class: 'output-figure', src, alt: 'Figure drawn by this cell' });
}

/** Returns HTML in a frame of its own, as high as it needs: none of its scripts run, none of its styles reach the page. */
function frame(html: string): HTMLElement {
  const made = element('iframe', { class: 'output-rich', title: 'Output of this cell', sandbox: 'allow-same-origin', srcdoc: quiet(html) });
  made.addEventListener('load', () => {
    const { body } = made.contentDocument!;
    const fit = () => made.style.setProperty('height', `${body.getBoundingClientRect().height}px`);
    new ResizeObserver(fit).observe(body);
  });
  return made;
}

/** Leaves out scripts, which the frame would not run but complain about. */
function quiet(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const script of page.querySelectorAll('script')) script.remove();
  for (const node of page.querySelectorAll('*')) {
    for (const name of node.getAttributeNames()) if (name.startsWith('on')) node.removeAttribute(name);
  }
  page.head.prepend(element('style', {}, STYLE));
  return `<!doctype html>${page.documentElement.outerHTML}`;
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
