/** The page as a notebook for JupyterLab: its text as shown, its live cells with the reader's code, no outputs. */

import TurndownService from 'turndown';
import { element } from './dom.ts';
import type { Cell, Notebook } from './notebook.ts';
import { linesOf } from './notebook.ts';
import { pageData } from './page-data.ts';

const LEFT_OUT = 'script, style, nav, button, .headerlink, .term-tip, .live-page, .toolbar';
// what lives on the page only; the exercise is a notebook of its own
const WIDGETS = '.widget, .exercise, .budget';
// where one cell of the notebook ends: characters that no page uses, around the number of a live cell
const CUT = /\s*\uE000(\d*)\uE001\s*/;
const cut = (live = '') => element('p', {}, `\uE000${live}\uE001`);

/** @param codes The code of the page's live cells, as the reader left it. */
export function pageNotebook(codes: readonly string[]): Notebook {
  const article = document.querySelector('article')!.cloneNode(true) as HTMLElement;
  for (const [at, cell] of article.querySelectorAll('.cell.tag_live').entries()) cell.replaceWith(cut(String(at)));
  prepare(article);
  // splits into a text, the number of the live cell behind it or nothing, a text, and so on
  const parts = markdownOf(article).split(CUT);
  const cells = parts.map((part, at) => {
    if (at % 2) return part === '' ? undefined : code(`live-${Number(part) + 1}`, codes[Number(part)]!);
    return part.trim() ? text(`text-${at / 2}`, part.trim()) : undefined;
  });
  const url = document.URL.replace(/[?#].*/, '');
  return {
    cells: [
      text('source', `From [${document.title}](${url}), with your edits. Run the cells in order.`),
      ...(pageData().files.length ? [code('files', fetchFiles())] : []),
      ...cells.filter((cell) => cell !== undefined),
    ],
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Brings a copy of the article into a form that Markdown can say. */
function prepare(article: HTMLElement): void {
  for (const node of article.querySelectorAll(LEFT_OUT)) node.remove();
  for (const task of article.querySelectorAll('.task')) task.closest('section')!.remove();
  for (const widget of article.querySelectorAll<HTMLElement>(WIDGETS)) widget.replaceWith(pointer(widget, nameOf(widget)));
  for (const cell of article.querySelectorAll<HTMLElement>('.cell')) {
    if (cell.querySelector('img')) cell.replaceWith(pointer(cell, 'a figure'));
    else cell.remove();
  }
  for (const block of article.querySelectorAll('.highlight pre')) {
    const language = /highlight-(\w+)/.exec(block.closest('[class*="highlight-"]')?.className ?? '')?.[1] ?? 'text';
    block.replaceChildren(element('code', { class: `language-${language}` }, block.textContent));
  }
  for (const heading of article.querySelectorAll('h1, h2, h3')) heading.before(cut());
  for (const link of article.querySelectorAll('a')) link.setAttribute('href', link.href);
}

function nameOf(widget: HTMLElement): string {
  if (widget.matches('.exercise')) return 'the exercise, a notebook of its own';
  const label = widget.getAttribute('aria-label') ?? widget.querySelector('.widget-label, caption')?.textContent;
  return label ? `“${label.trim()}”` : 'something to try';
}

function pointer(from: HTMLElement, name: string): HTMLElement {
  const place = from.closest('section[id]')?.id ?? '';
  return element('p', {}, element('em', {}, 'On the page: ', element('a', { href: `#${place}` }, name)));
}

function markdownOf(article: HTMLElement): string {
  const service = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', emDelimiter: '*', bulletListMarker: '-' });
  service.keep(['table', 'sub', 'sup']); // Markdown of notebooks takes HTML where it has no words of its own
  service.addRule('formula', {
    filter: (node) => (node as HTMLElement).dataset?.tex !== undefined,
    replacement: (_, node) => {
      const formula = node as HTMLElement;
      const tex = formula.dataset.tex!.trim();
      return formula.localName === 'div' ? `\n\n$$\n${tex}\n$$\n\n` : `$${tex}$`;
    },
  });
  return service.turndown(article);
}

/** Returns the code that puts the files of the page where its cells look for them. */
function fetchFiles(): string {
  const { folder, files } = pageData();
  const urls = files.map(({ path, url }) => `    ${JSON.stringify(path)}: ${JSON.stringify(new URL(url, document.baseURI).href)},`);
  return `# the cells below open files of the book by their place in it: a folder beside this notebook gets a copy
import os
from pathlib import Path
from urllib.request import urlretrieve

FILES = {
${urls.join('\n')}
}
if "BOOK" not in globals():
    BOOK = Path("ai-from-scratch").resolve()
for name, url in FILES.items():
    if not (BOOK / name).exists():
        (BOOK / name).parent.mkdir(parents=True, exist_ok=True)
        urlretrieve(url, BOOK / name)
(BOOK / "${folder}").mkdir(parents=True, exist_ok=True)
os.chdir(BOOK / "${folder}")
`;
}

function text(id: string, source: string): Cell {
  return { id, cell_type: 'markdown', metadata: {}, source: linesOf(source) };
}

function code(id: string, source: string): Cell {
  return { id, cell_type: 'code', metadata: {}, source: linesOf(source), outputs: [], execution_count: null };
}
