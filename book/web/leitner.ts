/** Spaced repetition after Leitner: each right answer moves a question to a box that waits longer. */

import type { Recalled } from './page-state.ts';

/** Days that a question rests in each box before it comes back. */
export const BOXES = [1, 3, 7, 21] as const;

const DAY = 24 * 60 * 60 * 1000;

/** Returns where a question goes when it is answered: into the first box when it is new or was wrong, else one on. */
export function moved(earlier: Recalled | undefined, right: boolean, now: Date): Recalled {
  const box = earlier && right ? Math.min(earlier.box + 1, BOXES.length - 1) : 0;
  return { box, answered: now.toISOString() };
}

/** Returns when a question comes back; a new one is due at once. */
export function dueAt(kept: Recalled | undefined): Date {
  if (!kept) return new Date(0);
  const box = Math.min(Math.max(kept.box, 0), BOXES.length - 1);
  return new Date(Date.parse(kept.answered) + BOXES[box]! * DAY);
}

/** Returns at most `most` questions that are due: first those that have been overdue longest, then those never asked. */
export function due<Q>(questions: readonly Q[], keptOf: (question: Q) => Recalled | undefined, now: Date, most = 3): Q[] {
  const asked = questions.filter((question) => keptOf(question) && dueAt(keptOf(question)) <= now);
  asked.sort((a, b) => dueAt(keptOf(a)).getTime() - dueAt(keptOf(b)).getTime());
  const fresh = questions.filter((question) => !keptOf(question));
  return [...asked, ...fresh].slice(0, most);
}

/** Returns when the next of the questions comes back, if any is waiting. */
export function nextDue<Q>(questions: readonly Q[], keptOf: (question: Q) => Recalled | undefined): Date | undefined {
  const waiting = questions.filter((question) => keptOf(question)).map((question) => dueAt(keptOf(question)).getTime());
  return waiting.length ? new Date(Math.min(...waiting)) : undefined;
}
