import { element, find } from './dom.ts';
import { next, standing, sum } from './standing.ts';
import type { Standing, UnitFacts } from './standing.ts';
import { pageState, STATE_CHANGED } from './storage.ts';
import { drawLines } from './unit-lines.ts';

const WORDS = { new: 'Not begun', begun: 'Begun', done: 'Done' } as const;

/** Shows on the map of the units what the reader has done. */
export function mountUnitMap(root: HTMLElement): void {
  const units = JSON.parse(root.dataset.units!) as UnitFacts[];
  const summary = element('p', { class: 'unit-summary' });
  const bars = new Map(units.map((unit) => [unit.id, new Bar(root, unit)]));
  find(root, '.unit-total').after(summary);

  function update(): void {
    const standings = units.map((unit) => standing(unit, pageState(unit.page)));
    units.forEach((unit, at) => bars.get(unit.id)!.show(standings[at]!));
    summary.replaceChildren(summarized(units, standings));
    const on = next(units, (unit) => standings[units.indexOf(unit)]!.status);
    const verb = standings.every(isNew) ? 'Begin' : 'Go on';
    if (on) summary.append(` ${verb} with `, element('a', { href: on.url }, on.title), '.');
  }

  window.addEventListener(STATE_CHANGED, update);
  window.addEventListener('storage', update); // done on another page, in another tab
  window.addEventListener('pageshow', update); // back from a page
  update();
  const rows = root.querySelector<HTMLElement>('.unit-rows');
  if (rows) drawLines(rows);
}

/** One unit's state under its link. */
class Bar {
  #card: HTMLElement;
  #bar = element('progress', { max: '1', value: '0' });
  #word = element('strong', { class: 'unit-word' });
  #details = element('span');
  #unit: UnitFacts;

  constructor(root: HTMLElement, unit: UnitFacts) {
    this.#unit = unit;
    this.#card = find(root, `[data-unit="${CSS.escape(unit.id)}"]`);
    this.#bar.setAttribute('aria-label', `Points of ${unit.title}`);
    find(this.#card, '.unit-extent').after(element('p', { class: 'unit-standing' }, this.#bar, this.#word, this.#details));
  }

  show(now: Standing): void {
    this.#card.classList.toggle('done', now.status === 'done');
    this.#card.classList.toggle('begun', now.status === 'begun');
    this.#bar.hidden = now.status === 'new' || now.of === 0;
    this.#bar.max = Math.max(now.of, 1);
    this.#bar.value = now.points;
    this.#word.textContent = WORDS[now.status];
    this.#details.textContent = now.status === 'new' ? '' : `: ${whatIsDone(this.#unit, now)}`;
  }
}

function whatIsDone(unit: UnitFacts, now: Standing): string {
  const parts = [`${now.points} of ${now.of} points`];
  if (unit.quizzes.length) parts.push(`${now.quizzesRight} of ${unit.quizzes.length} quizzes right`);
  if (unit.board) parts.push(now.boardRun ? 'board run' : 'board not run yet');
  return parts.join(', ');
}

const isNew = ({ status }: Standing): boolean => status === 'new';

function summarized(units: UnitFacts[], standings: Standing[]): string {
  if (standings.every(isNew)) return 'Nothing begun yet in this browser.';
  const done = units.filter((_, at) => standings[at]!.status === 'done');
  const points = `${sum(standings.map((one) => one.points))} of ${sum(standings.map((one) => one.of))} points`;
  const left = sum(units.map(({ minutes }) => minutes)) - sum(done.map(({ minutes }) => minutes));
  return `You: ${done.length} of ${units.length} ${units.length === 1 ? 'unit' : 'units'} done, ${points}, ${left} minutes of units to go.`;
}
