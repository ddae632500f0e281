/** How far a reader is with a unit, from what the build knows of it and what the browser has kept. */

import { isBegun } from './page-state.ts';
import type { PageState, Passed } from './page-state.ts';

/** What the build tells of a unit (book/_ext/units.py). */
export interface UnitFacts {
  id: string;
  page: string;
  title: string;
  url: string;
  minutes: number;
  /** What it needs: ids of units, and other words. */
  before: string[];
  tasks: { id: string; title: string; points: number; checks: string }[];
  quizzes: { id: string; right: number }[];
  board: boolean;
}

export interface Standing {
  points: number;
  of: number;
  tasksDone: number;
  quizzesRight: number;
  boardRun: boolean;
  status: 'new' | 'begun' | 'done';
}

/** Returns the result of a task that counts for today's checks. */
export function resultOf(task: UnitFacts['tasks'][number], state: PageState): Passed | undefined {
  const kept = state.passed[task.id];
  // a digest of another length is of an older edition of the book, which only the unit's own page can compare
  const counts = kept && (kept.checks === task.checks || kept.checks.length !== task.checks.length);
  return counts ? { ...kept, points: Math.min(kept.points, task.points) } : undefined;
}

export function standing(unit: UnitFacts, state: PageState): Standing {
  const passed = unit.tasks.map((task) => resultOf(task, state)?.points ?? 0);
  const tasksDone = unit.tasks.filter((task, at) => passed[at] === task.points).length;
  const quizzesRight = unit.quizzes.filter(({ id, right }) => state.quiz[id] === right).length;
  const boardRun = unit.board && Object.keys(state.boards).length > 0;
  const whole = tasksDone === unit.tasks.length && quizzesRight === unit.quizzes.length && boardRun === unit.board;
  const begun = isBegun(state);
  return {
    points: sum(passed),
    of: sum(unit.tasks.map((task) => task.points)),
    tasksDone,
    quizzesRight,
    boardRun,
    status: begun && whole ? 'done' : begun ? 'begun' : 'new',
  };
}

/** Returns the unit to go on with: one that is begun, else the first that is ready, which is one whose units before are done. */
export function next(units: readonly UnitFacts[], statusOf: (unit: UnitFacts) => Standing['status']): UnitFacts | undefined {
  const open = units.filter((unit) => statusOf(unit) !== 'done');
  const waits = ({ before }: UnitFacts) => open.some(({ id }) => before.includes(id));
  return open.find((unit) => statusOf(unit) === 'begun') ?? open.find((unit) => !waits(unit));
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
