import { element } from './dom.ts';

export interface Tab {
  readonly name: string;
  readonly content: HTMLElement;
  /** Called whenever the tab comes to the front. */
  readonly onShow?: () => void;
}

let made = 0;

/** Tabs as the ARIA pattern has them: one is in the tab order, arrow keys, Home and End go from one to the next. */
export function tabs(label: string, all: readonly Tab[]): HTMLElement {
  const id = `board-tabs-${made++}`;
  const list = element('div', { class: 'board-tabs', role: 'tablist', 'aria-label': label });
  const panels = all.map(({ content }, index) =>
    element('div', { class: 'board-tab-panel', role: 'tabpanel', id: `${id}-panel-${index}`, 'aria-labelledby': `${id}-${index}` }, content));
  const heads = all.map(({ name }, index) =>
    element('button', { type: 'button', role: 'tab', class: 'board-tab', id: `${id}-${index}`, 'aria-controls': `${id}-panel-${index}` }, name));
  const show = (shown: number): void => {
    for (const [index, head] of heads.entries()) {
      head.setAttribute('aria-selected', String(index === shown));
      head.tabIndex = index === shown ? 0 : -1;
      panels[index].hidden = index !== shown;
    }
    all[shown].onShow?.();
  };
  for (const [index, head] of heads.entries()) {
    head.addEventListener('click', () => show(index));
    head.addEventListener('keydown', (event) => {
      const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: heads.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const chosen = (next + heads.length) % heads.length;
      heads[chosen].focus();
      show(chosen);
    });
  }
  list.append(...heads);
  show(0);
  return element('div', { class: 'board-tabbed' }, list, ...panels);
}
