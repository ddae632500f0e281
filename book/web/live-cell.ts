import { CodeCell } from './code-cell.ts';
import { button, element, find } from './dom.ts';
import { kernel, reason } from './kernel.ts';
import type { Outcome } from './kernel.ts';
import { LivePage } from './live-page.ts';
import { Output } from './output.ts';
import { digest } from './storage.ts';
import { Toolbar } from './toolbar.ts';

const SCOPE = 'page';

/** The live cells of the page, in order; they share their variables. */
const cells: LiveCell[] = [];

export class LiveCell {
  readonly number: number;
  #root: HTMLElement;
  #code: CodeCell;
  #toolbar: Toolbar;
  #built: HTMLElement | null;
  #output: Output;
  /** The kernel's generation in which the cell last ran to its end. */
  #ranIn = -1;
  /** The code that it ran then. */
  #ranCode = '';

  constructor(root: HTMLElement, number: number) {
    this.number = number;
    this.#root = root;
    this.#code = new CodeCell(find(root, '.cell_input'), (original) => `live:${digest(original)}`, `Live cell ${number}`);
    this.#toolbar = new Toolbar(`Live cell ${number}`);
    this.#toolbar.add(
      button('Run', () => void this.run(), 'widget-button primary run'),
      this.#toolbar.stop,
      button('Edit', () => void this.#code.edit()),
      button('Reset', () => this.#reset()),
    );
    this.#code.onRun = () => void this.run();
    this.#code.onLeave = () => find(this.#toolbar.root, '.run').focus();
    this.#built = root.querySelector('.cell_output');
    this.#output = new Output(element('div', { class: 'live-output' }));
    find(root, '.cell_input').append(this.#toolbar.root);
    root.append(this.#output.root);
    root.classList.add('live');
    if (this.#code.edited) this.#toolbar.say('Your edit from last time; the output is still that of the original.');
  }

  /** Whether its variables are those of the code that stands in it. */
  get isCurrent(): boolean {
    return this.hasRun && this.#ranCode === this.#code.text;
  }

  /** Whether it stands before a place of the page or, if names are given, is tagged `name-` and one of them. */
  serves(place: Element, names?: string[]): boolean {
    if (names) return names.some((name) => this.#root.classList.contains(`tag_name-${name}`));
    return Boolean(this.#root.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  get text(): string {
    return this.#code.text;
  }

  get hasRun(): boolean {
    return this.#ranIn === kernel.generation;
  }

  /** Runs the cell, after the live cells above it whose variables it may need. */
  async run(): Promise<void> {
    const above = cells.slice(0, this.number - 1).filter((cell) => !cell.hasRun);
    for (const cell of above) {
      this.#toolbar.busy(`Running cell ${cell.number} above first…`);
      const outcome = await cell.execute();
      if (outcome.end !== 'ok') {
        this.#toolbar.idle(`Cell ${cell.number} above ${outcome.end === 'stopped' ? 'was stopped' : 'failed'}, so this one did not run.`);
        return;
      }
    }
    const note = above.length ? `, after ${above.length === 1 ? 'the cell' : `${above.length} cells`} above` : '';
    await this.execute(note);
  }

  /** Runs this cell alone. */
  async execute(note = ''): Promise<Outcome> {
    this.#toolbar.busy('Waiting for Python…');
    this.#output.clear();
    this.#built?.setAttribute('hidden', '');
    const code = this.#code.text;
    const outcome = await kernel.run({
      code,
      scope: SCOPE,
      name: `cell ${this.number}`,
      onShown: (shown) => this.#output.show(shown),
      onProgress: (text, part) => this.#toolbar.busy(text, part),
    });
    if (outcome.end === 'ok') {
      this.#ranIn = kernel.generation;
      this.#ranCode = code;
      document.dispatchEvent(new Event('live-cell-ran')); // what is drawn from its variables is drawn anew
    }
    if (outcome.end === 'error') this.#output.fail(outcome.error);
    this.#toolbar.finish(outcome, note);
    return outcome;
  }

  /** Restores the code and the output of the page; returns how to take back the former. */
  reset(): () => void {
    const undo = this.#code.reset();
    this.#output.clear();
    this.#built?.removeAttribute('hidden');
    this.#ranIn = -1;
    this.#toolbar.say('');
    return undo;
  }

  #reset(): void {
    const { edited } = this.#code;
    const undo = this.reset();
    const run = find(this.#root, '.run');
    run.focus();
    if (!edited) return this.#toolbar.say('Back to the original.');
    this.#toolbar.offerUndo('Back to the original.', () => {
      undo();
      this.#toolbar.say('Your edit is back.');
      run.focus();
    });
  }
}

export function mountLiveCells(roots: Iterable<HTMLElement>): void {
  for (const root of roots) cells.push(new LiveCell(root, cells.length + 1));
  document.querySelector('.cell.live')?.before(new LivePage(cells).root);
}

/** Runs the cells that a place of the page needs and that have not run as they stand; returns why it could not. */
export async function runCellsFor(place: Element, names?: string[]): Promise<string | undefined> {
  for (const cell of cells.filter((candidate) => candidate.serves(place, names) && !candidate.isCurrent)) {
    const outcome = await cell.execute();
    if (outcome.end !== 'ok') return `Live cell ${cell.number}, which this needs: ${reason(outcome)}`;
  }
  return undefined;
}
