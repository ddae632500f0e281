/** Handing an exercise in to the grader's service of the site, and what became of it. */

import { button, element } from './dom.ts';
import type { Notebook } from './notebook.ts';
import { contentRoot } from './page-data.ts';
import type { Receipt } from './page-state.ts';
import { keep, pageState } from './storage.ts';

/** What the page reads of the service's answers (grader/service/answers.py). */
type Here = { grader: false } | { grader: true; signed_in: boolean; local: boolean };

interface Taken {
  id: string;
  sha256: string;
  received: string;
  late: boolean;
}

interface Submission {
  state: 'received' | 'grading' | 'graded' | 'refused' | 'failed';
  message: string;
  grade: { score: number; max_score: number; by_hand: boolean } | null;
  feedback_page: string | null;
}

/** A sentence for the reader in place of what was asked for, and where it helps to go. */
class Refusal extends Error {
  readonly goTo: [string, string] | undefined;

  constructor(message: string, goTo?: [string, string]) {
    super(message);
    this.goTo = goTo;
  }
}

const ALONE = 'This site has no grader, so your notebook was downloaded: hand in the file.';
const unknown = () =>
  new Refusal('The grader does not know you here: sign in by the link that your teacher sent you, then press Submit again.', ['Sign in', 'sign-in']);

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const PATIENCE = 5 * 60_000;

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** The button Submit of an exercise, with the line that tells what came of it. */
export class Submit {
  readonly button = button('Submit', () => void this.#submit(), 'widget-button primary submit');
  readonly told = element('p', { class: 'exercise-submission', role: 'status' });
  #unit: string;
  #notebook: () => Promise<Notebook>;
  #download: (notebook: Notebook) => void;

  /** `notebook` gives the notebook with the reader's code in it; where there is no grader it is downloaded instead. */
  constructor(unit: string, notebook: () => Promise<Notebook>, download: (notebook: Notebook) => void) {
    this.#unit = unit;
    this.#notebook = notebook;
    this.#download = download;
    this.#tellOfEarlier();
  }

  async #submit(): Promise<void> {
    this.button.disabled = true;
    try {
      this.#tell('Handing in…');
      const notebook = await this.#notebook().catch((problem: unknown) => {
        throw new Refusal(`The notebook did not load (${String(problem)}): press Submit again.`);
      });
      try {
        await this.#handIn(notebook);
      } catch (problem) {
        this.#download(notebook);
        throw problem;
      }
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      this.#tell(problem.message, problem.goTo);
    } finally {
      this.button.disabled = false;
    }
  }

  async #handIn(notebook: Notebook): Promise<void> {
    const here = await ask<Here>('grader.json');
    if (!here.grader) throw new Refusal(ALONE);
    if (!here.signed_in) throw unknown();
    const { local } = here;
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify(notebook);
    const taken = await ask<Taken>(`units/${this.#unit}/submissions`, { method: 'POST', headers, body });
    const receipt: Receipt = { unit: this.#unit, sha256: taken.sha256, received: taken.received, late: taken.late, local };
    keep('receipts', taken.id, receipt);
    await this.#follow(taken.id, receipt);
  }

  #tellOfEarlier(): void {
    const own = Object.entries(pageState().receipts).filter(([, receipt]) => receipt.unit === this.#unit);
    const last = own.sort(([, a], [, b]) => a.received.localeCompare(b.received)).at(-1);
    if (!last) return;
    const { grade } = last[1];
    this.#tell(`${proofOf(...last)} ${grade ? `${gradeText(grade)}.` : ''}`);
  }

  /** Asks, less and less often, until the submission is graded. */
  async #follow(id: string, receipt: Receipt): Promise<void> {
    const proof = proofOf(id, receipt);
    const begun = Date.now();
    for (let wait = FIRST_WAIT; Date.now() - begun < PATIENCE; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
      this.#tell(`${proof} Waiting to be graded…`);
      await sleep(wait);
      // an answer that fails now may come at the next try: the submission itself is safe
      const seen = await ask<Submission>(`submissions/${encodeURIComponent(id)}`).catch(() => undefined);
      if (!seen || seen.state === 'received' || seen.state === 'grading') continue;
      if (seen.grade) {
        const { score, max_score, by_hand } = seen.grade;
        keep('receipts', id, { ...receipt, grade: { score, max_score, by_hand } });
      }
      const page = seen.feedback_page?.replace(/^\//, '');
      return this.#tell(`${proof} ${outcome(seen)}`, page ? ['Read the feedback', page] : undefined);
    }
    this.#tell(`${proof} It is not graded yet. It is safe with the grader; the page of your certificate asks for the grade later.`);
  }

  #tell(text: string, goTo?: [string, string]): void {
    const link = goTo ? [' ', element('a', { href: contentRoot() + goTo[1] }, goTo[0])] : [];
    this.told.replaceChildren(text, ...link);
  }
}

function proofOf(id: string, { received, sha256, late }: Receipt): string {
  return `Handed in on ${new Date(received).toLocaleString()}, receipt ${id}, SHA-256 ${sha256.slice(0, 12)}…${late ? ' (late)' : ''}.`;
}

const gradeText = ({ score, max_score }: { score: number; max_score: number }): string => `Graded: ${score} of ${max_score} points`;

function outcome({ state, grade, message }: Submission): string {
  if (grade) return `${gradeText(grade)}${grade.by_hand ? ', and a person has still to look at it' : ''}.`;
  if (state === 'graded') return 'It is graded; your teacher has not released the grades yet.';
  return message;
}

/** Asks the service. Throws a Refusal with a sentence when there is none, or when it refuses. */
async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  const answer = await fetch(`${contentRoot()}api/v1/${path}`, options).catch(() => {
    throw new Refusal('The grader cannot be reached: press Submit again when you are connected. Your notebook was downloaded.');
  });
  const isJson = answer.headers.get('Content-Type')?.includes('json');
  if (answer.ok && isJson) return (await answer.json()) as T;
  if (answer.status === 401) throw unknown();
  const { detail } = isJson ? ((await answer.json()) as { detail?: unknown }) : {};
  throw new Refusal(typeof detail === 'string' && answer.status !== 404 ? detail : ALONE);
}
