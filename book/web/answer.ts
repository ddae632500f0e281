import { element } from './dom.ts';
import { contentRoot } from './page-data.ts';
import { stopAtScrolling } from './scroll-stops.ts';

const pages = new Map<string, Promise<Document>>();

/** Explanation and solution of a task, which come from the site when the reader opens them. */
export class Answer {
  readonly root = element('details', { class: 'answer' }, element('summary', {}, 'Explanation and solution'));
  #task: string;
  #page: string | undefined;
  #body = element('div', { class: 'answer-body', 'aria-live': 'polite' });

  /** @param page Where the site keeps the unit's answers; a site may have none. */
  constructor(task: string, page: string | undefined) {
    this.#task = task;
    this.#page = page;
    this.root.append(this.#body);
    this.root.hidden = true;
    this.root.addEventListener('toggle', () => this.root.open && void this.#fill());
  }

  get exists(): boolean {
    return this.#page !== undefined;
  }

  offer(): void {
    this.root.hidden = !this.exists;
  }

  show(): void {
    this.offer();
    this.root.open = this.exists;
  }

  withdraw(): void {
    this.root.open = false;
    this.root.hidden = true;
  }

  async #fill(): Promise<void> {
    if (this.#body.querySelector('section') || !this.#page) return;
    this.#body.replaceChildren('Loading…');
    try {
      const page = await load(this.#page);
      const answer = page.querySelector(`section[data-task="${this.#task}"]`);
      if (!answer) throw new Error('the site has none for this task');
      this.#body.replaceChildren(document.importNode(answer, true));
      stopAtScrolling(this.#body);
    } catch (problem) {
      const why = problem instanceof Error ? problem.message : String(problem);
      this.#body.replaceChildren(`The explanation did not load (${why}): fold this and open it again.`);
    }
  }
}

/** Returns the page with a unit's answers; a load that failed is tried again. */
function load(page: string): Promise<Document> {
  const known = pages.get(page);
  if (known) return known;
  const loading = fetchPage(page);
  pages.set(page, loading);
  loading.catch(() => pages.delete(page));
  return loading;
}

async function fetchPage(page: string): Promise<Document> {
  const response = await fetch(page);
  if (!response.ok) throw new Error(`the site answered ${response.status}`);
  const answers = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const style of answers.querySelectorAll('style')) {
    // the styles of its formulas name fonts as that page sees them
    document.head.append(element('style', {}, style.textContent.replaceAll(/(?:\.\.\/)+_assets\//g, `${contentRoot()}_assets/`)));
  }
  return answers;
}
