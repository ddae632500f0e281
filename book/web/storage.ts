/** What the reader did, kept in this browser and nowhere else: one entry of localStorage a page. */

import { pageData } from './page-data.ts';
import { dated, empty, repaired } from './page-state.ts';
import type { PageState } from './page-state.ts';

/**
 * Goes up when a state of before can no longer be read as it is; `repaired` then learns to turn one into the other.
 * A new kind needs no new version: older states have none of it.
 */
export const VERSION = 1;

const BOOK = 'ai-from-scratch/';
const PREFIX = `${BOOK}${VERSION}/`;

/** Sent to the window when all of the state was replaced or deleted. */
export const STATE_CHANGED = 'state-changed';

/** Returns what the reader did on a page, on this one unless told otherwise. */
export function pageState(page = pageData().page): PageState {
  try {
    return repaired(JSON.parse(localStorage.getItem(PREFIX + page) ?? '{}'));
  } catch {
    return empty(); // storage is switched off, or not ours
  }
}

/** Replaces what is kept of a page; false when the browser keeps nothing. */
export function writePage(page: string, state: PageState): boolean {
  try {
    localStorage.setItem(PREFIX + page, JSON.stringify(state));
    return true;
  } catch {
    return false; // storage is full or switched off: the page works on, it only forgets
  }
}

export function recall<K extends keyof PageState>(kind: K, id: string): PageState[K][string] | undefined {
  return pageState()[kind][id] as PageState[K][string] | undefined;
}

/** Keeps a value, or forgets it when it is undefined. */
export function keep<K extends keyof PageState>(kind: K, id: string, value: PageState[K][string] | undefined, page = pageData().page): void {
  const state = pageState(page);
  const entries = state[kind] as Record<string, unknown>;
  if (value === undefined) delete entries[id];
  else entries[id] = kind === 'passed' ? dated(state.passed[id], value as PageState['passed'][string], new Date().toISOString()) : value;
  writePage(page, state);
}

/** Returns what is kept of every page, by page. */
export function allPages(): Map<string, PageState> {
  return new Map(pagesKept().map((page) => [page, pageState(page)]));
}

/** Replaces all that is kept; false, and nothing changed, when the browser has no room for it. */
export function replaceAll(pages: ReadonlyMap<string, PageState>): boolean {
  const before = allPages();
  forgetPages();
  if ([...pages].every(([page, state]) => writePage(page, state))) return true;
  forgetPages();
  for (const [page, state] of before) writePage(page, state);
  return false;
}

/** Forgets all that this book keeps in the browser, states of older editions and the reader's name too. */
export function forgetAll(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(BOOK)) localStorage.removeItem(key);
}

function forgetPages(): void {
  for (const page of pagesKept()) localStorage.removeItem(PREFIX + page);
}

/** Returns the name that the reader put on the certificate. */
export function readerName(): string {
  try {
    return localStorage.getItem(`${BOOK}name`) ?? '';
  } catch {
    return '';
  }
}

export function keepReaderName(name: string): void {
  try {
    localStorage.setItem(`${BOOK}name`, name);
  } catch {
    // the name is typed again next time
  }
}

function pagesKept(): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length))
      .sort();
  } catch {
    return [];
  }
}

/** Returns a short digest of a text (FNV-1a), to tell versions of a cell apart. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
