/** What one reader did on one page: what is kept, and what a value of each kind must look like. */

/** What the checks of one task said. */
export interface Passed {
  /** Digest of the checks: points of other checks do not count. */
  checks: string;
  points: number;
  /** When these points were first reached, and when the checks last gave them (ISO 8601). */
  first?: string;
  last?: string;
}

/** A recall question's place in the Leitner system. */
export interface Recalled {
  box: number;
  /** When it was last answered (ISO 8601). */
  answered: string;
}

/** What the grader's service said of a notebook that was handed in. */
export interface Receipt {
  unit: string;
  sha256: string;
  received: string;
  late: boolean;
  /** Graded on the reader's own machine, so by nobody else. */
  local: boolean;
  /** Released grade. */
  grade?: { score: number; max_score: number; by_hand: boolean };
}

/** What a run of the unit's board measured. */
export interface BoardRun {
  unit: string;
  board: string;
  when: string;
  figures: { label: string; value: number; unit: string; provenance: 'simulated' | 'measured' }[];
}

export interface PageState {
  /** Edited code by cell. */
  edits: Record<string, string>;
  /** Committed predictions by id: a number as typed, or the text of a choice or of words. */
  predictions: Record<string, number | string>;
  /** Chosen answers by quiz. */
  quiz: Record<string, number>;
  passed: Record<string, Passed>;
  /** Honest tries by task: a digest of each code that failed its checks. */
  tries: Record<string, string[]>;
  recall: Record<string, Recalled>;
  /** By the receipt's id. */
  receipts: Record<string, Receipt>;
  /** By board. */
  boards: Record<string, BoardRun>;
}

export const empty = (): PageState => ({ edits: {}, predictions: {}, quiz: {}, passed: {}, tries: {}, recall: {}, receipts: {}, boards: {} });

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isDate = (value: unknown): boolean => isText(value) && !Number.isNaN(Date.parse(value));
const orMissing = (check: (value: unknown) => boolean) => (value: unknown) => value === undefined || check(value);
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Shape = Record<string, (value: unknown) => boolean>;
const has = (shape: Shape) => (value: unknown) => isRecord(value) && Object.entries(shape).every(([name, check]) => check(value[name]));

const isFlag = (value: unknown) => typeof value === 'boolean';
const isGrade = has({ score: (value) => typeof value === 'number', max_score: isCount, by_hand: isFlag });
const isFigure = has({
  label: isText,
  value: (value) => typeof value === 'number',
  unit: isText,
  provenance: (value) => value === 'simulated' || value === 'measured',
});

const CHECKS: { [K in keyof PageState]: (value: unknown) => boolean } = {
  edits: isText,
  predictions: (value) => isText(value) || typeof value === 'number',
  quiz: isCount,
  passed: has({ checks: isText, points: isCount, first: orMissing(isDate), last: orMissing(isDate) }),
  tries: (value) => Array.isArray(value) && value.every(isText),
  recall: has({ box: (value) => isCount(value) && Number.isInteger(value), answered: isDate }),
  receipts: has({ unit: isText, sha256: isText, received: isDate, late: isFlag, local: isFlag, grade: orMissing(isGrade) }),
  boards: has({ unit: isText, board: isText, when: isDate, figures: (value) => Array.isArray(value) && value.every(isFigure) }),
};

export const KINDS = Object.keys(CHECKS) as (keyof PageState)[];

/** Returns where a value is not a page's state, such as `quiz/why-shift`; nothing when it is one. */
export function flaw(value: unknown): string | undefined {
  if (!isRecord(value)) return 'the whole of it';
  for (const [kind, entries] of Object.entries(value)) {
    const check = CHECKS[kind as keyof PageState] as ((value: unknown) => boolean) | undefined;
    if (!check || !isRecord(entries)) return kind;
    const wrong = Object.keys(entries).find((id) => !check(entries[id]));
    if (wrong !== undefined) return `${kind}/${wrong}`;
  }
  return undefined;
}

/** Returns a stored state with every kind there is; what is not of its kind is left out, the rest is kept. */
export function repaired(value: unknown): PageState {
  const state = empty();
  if (!isRecord(value)) return state;
  for (const kind of KINDS) {
    const entries = Object.entries(isRecord(value[kind]) ? value[kind] : {});
    Object.assign(state[kind], Object.fromEntries(entries.filter(([, entry]) => CHECKS[kind](entry))));
  }
  return state;
}

/** Dates the result of a task's checks; the same points again keep the day they were first reached. */
export function dated(earlier: Passed | undefined, { checks, points }: Passed, now: string): Passed {
  const same = earlier?.checks === checks && earlier.points === points;
  return { checks, points, first: (same && earlier.first) || now, last: now };
}

/** Says whether the reader has done anything on the page. */
export function isBegun(state: PageState): boolean {
  return KINDS.some((kind) => kind !== 'recall' && Object.keys(state[kind]).length > 0);
}
