/** Asks the grader's service what became of the notebooks that were handed in from this browser. */

import type { Receipt } from './page-state.ts';
import { allPages, keep } from './storage.ts';

/** What is read of the service's answer (grader/service/answers.py). */
interface Submission {
  grade: { score: number; max_score: number; by_hand: boolean } | null;
}

/** Returns whether a receipt's grade may still come or change. */
export const isOpen = ({ grade }: Receipt): boolean => !grade || grade.by_hand;

/** Keeps the grades released since; returns one sentence about what was found. */
export async function askForGrades(root: string): Promise<string> {
  let released = 0;
  for (const [page, { receipts }] of allPages()) {
    for (const [id, receipt] of Object.entries(receipts)) {
      if (!isOpen(receipt)) continue;
      const found = await ask(`${root}api/v1/submissions/${encodeURIComponent(id)}`);
      if (typeof found === 'string') return found;
      if (!found.grade) continue;
      const { score, max_score, by_hand } = found.grade;
      keep('receipts', id, { ...receipt, grade: { score, max_score, by_hand } }, page);
      released++;
    }
  }
  return released ? `Grades found: ${released}.` : 'No grade has been released yet: ask again when your instructor says so.';
}

async function ask(url: string): Promise<Submission | string> {
  try {
    const answer = await fetch(url);
    if (answer.ok) return (await answer.json()) as Submission;
    if (answer.status === 401) return 'The grader does not know you here: sign in on this site, then ask again.';
    return `The grader’s service does not answer for this notebook (${answer.status}): ask again from the site where you handed it in.`;
  } catch {
    return 'The grader’s service cannot be reached: ask again when you are connected.';
  }
}
