import { element, find } from '../dom.ts';
import { kernel, reason } from '../kernel.ts';
import { runCellsFor } from '../live-cell.ts';
import type { Toolbar } from '../toolbar.ts';
import pageAccess from './explore.py';

/** Builds an explorable on its stage and returns how to draw it anew from what the page's code says now. */
export type Build = (stage: Stage) => Promise<Draw>;
type Draw = () => Promise<void>;

const SLOW_MS = 400;
let stages = 0;

/** What every explorable stands on: the page's code, a place to draw, and a line that tells what is seen. */
export class Stage {
  /** What the directive says. */
  readonly options: Record<string, string>;
  /** Python functions of the explorable, loaded before the first `ask`. */
  python = '';
  #root: HTMLElement;
  #toolbar: Toolbar;
  #area = element('div', { class: 'explore-area' });
  #line = element('p', { class: 'explore-line', role: 'status' });
  #scope = `explore ${++stages}`;
  #loadedIn = -1;
  #draw: Draw | undefined;
  #wanted = false;
  #drawing: Promise<void> | undefined;

  constructor(root: HTMLElement, toolbar: Toolbar) {
    this.#root = root;
    this.#toolbar = toolbar;
    this.options = JSON.parse(root.dataset.options!) as Record<string, string>;
    document.addEventListener('live-cell-ran', () => void (this.#draw && this.refresh()));
  }

  /** Shows the explorable in place of what stood there for readers without it; says whether it could. */
  async open(build: Build): Promise<boolean> {
    await this.attempt(async () => {
      this.#area.replaceChildren();
      this.#draw = undefined;
      find(this.#root, '.explore-fallback').after(this.#area, this.#line);
      const draw = await build(this);
      await draw();
      this.#draw = draw;
    });
    const shown = this.#draw !== undefined;
    find(this.#root, '.explore-fallback').hidden = shown;
    if (!shown) this.#area.replaceChildren();
    return shown;
  }

  /** Pixels that a picture may be wide. */
  get width(): number {
    return Math.max(240, this.#area.clientWidth);
  }

  /** Puts controls and pictures on the stage. */
  add(...nodes: Node[]): void {
    this.#area.append(...nodes);
  }

  /** Says what is seen, for everyone and aloud for who does not see it. */
  tell(text: string): void {
    this.#line.textContent = text;
  }

  /** Numbers that an option gives, or others. */
  numbers(option: string, otherwise: number[]): number[] {
    return option in this.options ? (JSON.parse(this.options[option]) as number[]) : otherwise;
  }

  /** Words that an option gives with commas between them, or others. */
  words(option: string, otherwise: string[]): string[] {
    return this.options[option]?.split(',').map((word) => word.trim()) ?? otherwise;
  }

  /** Evaluates a call of the explorable's Python; `values` are names it may use, beside the directive's options. */
  async ask<T>(call: string, values: Record<string, unknown> = {}): Promise<T> {
    if (this.#loadedIn !== kernel.generation) await this.#prepare();
    return (await kernel.evaluate(call, this.#scope, { option: this.options, ...values })) as T;
  }

  /** Draws anew; while a drawing is under way, however many ask, one more follows it. */
  refresh(): Promise<void> {
    this.#wanted = true;
    this.#drawing ??= this.#drawWhileWanted().finally(() => (this.#drawing = undefined));
    return this.#drawing;
  }

  /** Does something that asks the page's code; what it fails with is said below the picture. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    const slow = setTimeout(() => this.#busy('Computing…'), this.#draw ? SLOW_MS : 0);
    try {
      await action();
      this.#idle('');
    } catch (problem) {
      this.#idle(problem instanceof Error ? problem.message : String(problem));
    } finally {
      clearTimeout(slow);
    }
  }

  async #drawWhileWanted(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false;
      await this.attempt(this.#draw!);
    }
  }

  /** Runs the live cells that the functions come from, then loads the explorable's own. */
  async #prepare(): Promise<void> {
    this.#busy('Running the code of this page…');
    const names = this.options.cells ? this.words('cells', []) : undefined;
    const problem = await runCellsFor(this.#root, names);
    if (problem) throw new Error(problem);
    const outcome = await kernel.run({
      code: `${pageAccess}\n${this.python}`,
      scope: this.#scope,
      name: 'explorable',
      onShown: () => {},
      onProgress: (text, part) => this.#busy(text, part),
    });
    if (outcome.end !== 'ok') throw new Error(reason(outcome));
    this.#loadedIn = kernel.generation;
  }

  #busy(text: string, part?: number): void {
    this.#toolbar.stop.hidden = false;
    this.#toolbar.busy(text, part);
  }

  #idle(text: string): void {
    this.#toolbar.stop.hidden = true;
    this.#toolbar.idle(text);
  }
}
