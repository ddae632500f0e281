import { pageData } from './page-data.ts';

/** What one reader did on one page. */
interface PageState {
  /** Edited code by cell. */
  edits: Record<string, string>;
  /** Committed predictions by id, as typed. */
  predictions: Record<string, number>;
  /** Chosen answers by quiz. */
  quiz: Record<string, number>;
  /** Points of the checks passed, by task, with a digest of the checks they were passed on. */
  passed: Record<string, { checks: string; points: number }>;
}

/** Change it when the shape of PageState changes; older states are then left alone, not misread. */
const VERSION = 1;

const empty = (): PageState => ({ edits: {}, predictions: {}, quiz: {}, passed: {} });
const key = (): string => `ai-from-scratch/${VERSION}/${pageData().page}`;

function read(): PageState {
  try {
    return { ...empty(), ...(JSON.parse(localStorage.getItem(key()) ?? '{}') as Partial<PageState>) };
  } catch {
    return empty(); // storage is switched off, or not ours
  }
}

export function recall<K extends keyof PageState>(kind: K, id: string): PageState[K][string] | undefined {
  return read()[kind][id] as PageState[K][string] | undefined;
}

/** Keeps a value, or forgets it when it is undefined. */
export function keep<K extends keyof PageState>(kind: K, id: string, value: PageState[K][string] | undefined): void {
  const state = read();
  const entries = state[kind] as Record<string, unknown>;
  if (value === undefined) delete entries[id];
  else entries[id] = value;
  try {
    localStorage.setItem(key(), JSON.stringify(state));
  } catch {
    // storage is full or switched off: the page works on, it only forgets
  }
}

/** Returns a short digest of a text (FNV-1a), to tell versions of a cell apart. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
