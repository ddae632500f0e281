import { element } from './dom.ts';
import type { Notebook } from './notebook.ts';

/** Hands the reader a file. */
export function saveAs(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // some browsers read it after the click
}

export function saveNotebook(name: string, notebook: Notebook): void {
  saveAs(name, 'application/x-ipynb+json', `${JSON.stringify(notebook, null, 1)}\n`);
}
