/** What the reader did, as one JSON file: written, read back with a reason when it cannot be, and merged. */

import { empty, flaw, isRecord, KINDS, repaired } from './page-state.ts';
import type { PageState } from './page-state.ts';

export type Pages = ReadonlyMap<string, PageState>;

const FORMAT = 'ai-from-scratch state';

export function toFile(pages: Pages, version: number, now: Date): string {
  return `${JSON.stringify({ format: FORMAT, version, saved: now.toISOString(), pages: Object.fromEntries(pages) }, null, 1)}\n`;
}

/** Returns the pages in a file, or one sentence that says why it is refused. */
export function fromFile(text: string, name: string, version: number): { pages: Pages; saved: string } | string {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return `${name} is not JSON, so nothing was changed: choose a file that “Save to a file” wrote.`;
  }
  if (!isRecord(file) || file.format !== FORMAT) return `${name} does not come from this book, so nothing was changed: choose a file that “Save to a file” wrote.`;
  if (typeof file.version !== 'number' || file.version > version) {
    return `${name} was saved by a newer edition of this book (version ${String(file.version)}, this one reads up to ${version}), so nothing was changed: read it where you saved it, or when this site is updated.`;
  }
  if (!isRecord(file.pages)) return `${name} has no pages in it, so nothing was changed: save it anew.`;
  for (const [page, state] of Object.entries(file.pages)) {
    const where = flaw(state);
    if (where) return `${name} is damaged at pages/${page}/${where}, so nothing was changed: correct it there, or save it anew.`;
  }
  const pages = new Map(Object.entries(file.pages).map(([page, state]) => [page, repaired(state)]));
  return { pages, saved: typeof file.saved === 'string' ? file.saved : '' };
}

/** Returns both together; where both have an entry, the further one, and of texts that of `mine`. */
export function merged(mine: Pages, theirs: Pages): Pages {
  const pages = [...new Set([...mine.keys(), ...theirs.keys()])];
  return new Map(pages.map((page) => [page, mergedPage(mine.get(page) ?? empty(), theirs.get(page) ?? empty())]));
}

function mergedPage(mine: PageState, theirs: PageState): PageState {
  const both = empty();
  for (const kind of KINDS) Object.assign(both[kind], theirs[kind], mine[kind]);
  const choose = <K extends keyof PageState>(kind: K, isFurther: (theirs: PageState[K][string], mine: PageState[K][string]) => boolean) => {
    for (const [id, entry] of Object.entries(theirs[kind]) as [string, PageState[K][string]][]) {
      const own = mine[kind][id] as PageState[K][string] | undefined;
      if (own !== undefined && isFurther(entry, own)) (both[kind] as Record<string, PageState[K][string]>)[id] = entry;
    }
  };
  choose('passed', (a, b) => (a.checks === b.checks ? a.points > b.points : (a.last ?? '') > (b.last ?? '')));
  choose('tries', (a, b) => a.length > b.length);
  choose('recall', (a, b) => a.answered > b.answered);
  choose('receipts', (a, b) => a.grade !== undefined && b.grade === undefined);
  choose('boards', (a, b) => a.when > b.when);
  return both;
}
