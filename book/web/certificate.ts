import { day } from './dates.ts';
import { button, element } from './dom.ts';
import { askForGrades, isOpen } from './grades.ts';
import type { PageState } from './page-state.ts';
import { resultOf, standing } from './standing.ts';
import type { UnitFacts } from './standing.ts';
import { keepReaderName, pageState, readerName, STATE_CHANGED } from './storage.ts';

/** Writes the sheet of what was measured; the reader adds a name and prints it. */
export function mountCertificate(root: HTMLElement): void {
  const units = JSON.parse(root.dataset.units!) as UnitFacts[];
  const input = element('input', { type: 'text', id: 'certificate-name', autocomplete: 'name', maxlength: '80' });
  const print = button('Print or save as PDF', () => window.print(), 'widget-button primary');
  const status = element('span', { role: 'status' });
  const ask = button('Ask for grades', () => {
    status.textContent = 'Asking…';
    void askForGrades(root.dataset.root!).then((sentence) => {
      update();
      status.textContent = sentence;
    });
  });
  const form = element('div', { class: 'certificate-form' }, element('label', { for: input.id }, 'Your name'), input, print, ask, status);
  const sheet = element('div', { class: 'certificate-sheet' });

  function update(): void {
    const measured = units.map((unit) => ({ unit, state: pageState(unit.page) })).filter(({ unit, state }) => isMeasured(unit, state));
    print.disabled = measured.length === 0;
    ask.hidden = !measured.some(({ state }) => Object.values(state.receipts).some(isOpen));
    sheet.replaceChildren(...(measured.length ? filledIn(input.value.trim(), measured) : [element('p', {}, 'Nothing has been measured in this browser yet: pass the checks of a task, or run a board.')]));
  }

  input.value = readerName();
  input.addEventListener('input', () => {
    keepReaderName(input.value);
    update();
  });
  window.addEventListener(STATE_CHANGED, () => {
    input.value = readerName();
    update();
  });
  window.addEventListener('pageshow', update);
  root.replaceChildren(form, sheet);
  update();
}

interface Measured {
  unit: UnitFacts;
  state: PageState;
}

function isMeasured(unit: UnitFacts, state: PageState): boolean {
  const kinds = [state.receipts, state.boards];
  return standing(unit, state).points > 0 || kinds.some((kind) => Object.keys(kind).length > 0);
}

function filledIn(name: string, measured: Measured[]): HTMLElement[] {
  const graded = measured.some(({ state }) => Object.values(state.receipts).some(({ local, grade }) => grade && !local));
  const claim = graded
    ? 'Points of the checks and figures of the boards were measured in the reader’s own browser, with nobody watching. What is listed as graded was graded by a service; its keeper can compare the hash of what was handed in.'
    : 'All of it was measured in the reader’s own browser, with nobody watching, and graded by no one else.';
  return [
    element('p', { class: 'certificate-title' }, 'Measured results'),
    element('p', { class: 'certificate-name' }, name || 'Name not given'),
    element('p', {}, `AI from scratch, ${location.host}, ${day(new Date())}`),
    ...measured.flatMap(section),
    element('p', { class: 'certificate-claim' }, claim),
  ];
}

function section({ unit, state }: Measured): HTMLElement[] {
  const { points, of } = standing(unit, state);
  const tasks = unit.tasks.map((task) => {
    const result = resultOf(task, state);
    return row(task.title, `${result?.points ?? 0} of ${task.points} points`, dates(result));
  });
  return [
    element('h2', {}, `${unit.title}: ${points} of ${of} points`),
    ...table('Checks, run in this browser', ['Task', 'Points', 'Reached'], tasks),
    ...table('Board', ['Measured', 'Value', 'When and how'], boardRows(state)),
    ...table('Handed in', ['Receipt', 'Grade', 'Received, and SHA-256 of what was handed in'], receiptRows(state)),
  ];
}

function boardRows(state: PageState): HTMLElement[] {
  return Object.values(state.boards).flatMap(({ board, when, figures }) => {
    const measured = figures.map(({ label, value, unit, provenance }) => row(`${board}: ${label}`, `${value.toLocaleString('en')} ${unit}`, `${day(when)}, ${provenance}`));
    return measured.length ? measured : [row(`${board}: run`, '', `${day(when)}, simulated`)];
  });
}

function receiptRows(state: PageState): HTMLElement[] {
  return Object.entries(state.receipts).map(([id, { received, sha256, late, local, grade }]) => {
    const score = grade ? `${grade.score} of ${grade.max_score}${grade.by_hand ? ', not final' : ''}` : 'not released';
    const where = local ? ', on the reader’s own machine' : '';
    return row(id, `${score}${where}`, `${day(received)}${late ? ' (late)' : ''}, ${sha256}`);
  });
}

function table(caption: string, titles: string[], rows: HTMLElement[]): HTMLElement[] {
  if (!rows.length) return [];
  const head = element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title))));
  return [element('table', { class: 'table certificate-table' }, element('caption', {}, caption), head, element('tbody', {}, ...rows))];
}

function row(title: string, ...cells: string[]): HTMLElement {
  return element('tr', {}, element('th', { scope: 'row' }, title), ...cells.map((text) => element('td', {}, text)));
}

function dates(result: { points: number; first?: string; last?: string } | undefined): string {
  if (!result?.points) return '';
  if (!result.first || !result.last) return 'before dates were kept';
  const [first, last] = [day(result.first), day(result.last)];
  return first === last ? first : `${first}, again on ${last}`;
}
