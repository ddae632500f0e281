import { digest, keep, recall } from './storage.ts';

/** After so many tries that failed, a reader may see the solution. */
export const ENOUGH = 3;

/** The reader's honest tries at a task: code that is neither the page's nor that of an earlier try, and that failed. */
export class Tries {
  #task: string;
  #tried: Set<string>;

  /** @param original The code of the page. */
  constructor(task: string, original: string) {
    this.#task = task;
    this.#tried = new Set([markOf(original), ...(recall('tries', task) ?? [])]);
  }

  get count(): number {
    return this.#tried.size - 1;
  }

  get areEnough(): boolean {
    return this.count >= ENOUGH;
  }

  /** Counts code whose checks failed. */
  add(code: string): void {
    if (this.areEnough) return;
    this.#tried.add(markOf(code));
    keep('tries', this.#task, [...this.#tried].slice(1));
  }
}

/** Returns what tells two tries apart: other comments or empty lines do not make another try. */
export function markOf(code: string): string {
  const lines = code.split('\n').map((line) => line.replace(/#.*/, '').trimEnd());
  return digest(lines.filter(Boolean).join('\n'));
}
