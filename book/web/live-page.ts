import { button, element } from './dom.ts';
import type { LiveCell } from './live-cell.ts';
import { saveNotebook } from './save.ts';
import { Toolbar } from './toolbar.ts';

/** The row above the first live cell, for all of them together. */
export class LivePage {
  readonly root: HTMLElement;
  #cells: readonly LiveCell[];
  #toolbar = new Toolbar('All live cells of this page');
  #runAll = button('Run all', () => void this.#run());

  constructor(cells: readonly LiveCell[]) {
    this.#cells = cells;
    this.#toolbar.add(
      this.#runAll,
      this.#toolbar.stop,
      button('Reset all', () => this.#reset()),
      button('Download this page as a notebook', () => void this.#download()),
    );
    const label = element('p', { class: 'widget-label' }, 'Live cells: Python in your browser, yours to change');
    this.root = element('div', { class: 'live-page' }, label, this.#toolbar.root);
  }

  async #run(): Promise<void> {
    for (const cell of this.#cells) {
      this.#toolbar.busy(`Running cell ${cell.number} of ${this.#cells.length}…`);
      const outcome = await cell.execute();
      if (outcome.end !== 'ok') return this.#toolbar.finish(outcome, ` in cell ${cell.number}`);
    }
    this.#toolbar.idle('All cells ran.');
  }

  #reset(): void {
    const undos = this.#cells.map((cell) => cell.reset());
    this.#toolbar.offerUndo('All cells are back to the original.', () => {
      for (const undo of undos) undo();
      this.#toolbar.say('Your edits are back.');
      this.#runAll.focus();
    });
  }

  async #download(): Promise<void> {
    const { pageNotebook } = await import('./page-notebook.ts');
    const codes = this.#cells.map((cell) => cell.text);
    const name = location.pathname.split('/').at(-1)!.replace(/\.html$/, '');
    saveNotebook(`${name}-page.ipynb`, pageNotebook(codes));
  }
}
