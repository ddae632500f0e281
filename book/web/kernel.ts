import { pageData } from './page-data.ts';
import type { CellError, FromWorker, Shown, ToWorker } from './protocol.ts';

/** How a run ended. */
export type Outcome =
  | { end: 'ok'; seconds: number }
  | { end: 'error'; error: CellError; seconds: number }
  | { end: 'stopped' }
  | { end: 'broken'; message: string };

/** What to run, and who hears about it. */
export interface Job {
  code: string;
  /** Cells of one scope share their variables. */
  scope: string;
  /** What a traceback calls the cell. */
  name: string;
  onShown(shown: Shown): void;
  /** @param part How much of it is done, from 0 to 1, where that is known. */
  onProgress(text: string, part?: number): void;
}

/** Says why there is no result. */
export function reason(outcome: Exclude<Outcome, { end: 'ok' }>): string {
  if (outcome.end === 'error') return `The code of this page failed with ${outcome.error.kind}: ${outcome.error.message}`;
  if (outcome.end === 'stopped') return 'Stopped. Python was ended with all its variables; what you do next starts it anew.';
  return `Python did not start: ${outcome.message}`;
}

/** The page's Python: a worker that starts with the first cell and dies with Stop. */
class Kernel {
  /** Counts restarts, so that a cell can tell whether its variables are still there. */
  generation = 0;
  #worker: Worker | undefined;
  #jobs = new Map<number, { job: Job; end: (outcome: Outcome) => void }>();
  #lastId = 0;

  /** Runs a cell after those already waiting. */
  run(job: Job): Promise<Outcome> {
    const worker = this.#start();
    const id = ++this.#lastId;
    return new Promise((end) => {
      this.#jobs.set(id, { job, end });
      this.#send(worker, { type: 'run', id, code: job.code, scope: job.scope, name: job.name });
    });
  }

  /**
   * Returns the value of code's last expression: numbers, words, lists; arrays come as nested lists.
   *
   * @param values What the code may use by name beside the variables of the scope.
   * @throws Error with a sentence for the reader when Python raised, was stopped or did not start.
   */
  async evaluate(code: string, scope: string, values: Record<string, unknown> = {}): Promise<unknown> {
    let json = 'null';
    const outcome = await this.run({
      // a JSON string is a Python string too
      code: `import kernel; kernel.evaluate(${[code, scope, JSON.stringify(values)].map((text) => JSON.stringify(text)).join()})`,
      scope: 'evaluate',
      name: 'widget',
      onShown: (shown) => {
        if (shown.kind === 'display' && shown.mime === 'application/json') json = shown.data;
      },
      onProgress: () => {},
    });
    if (outcome.end !== 'ok') throw new Error(reason(outcome));
    return JSON.parse(json);
  }

  /** Ends whatever runs; all variables are gone and the next run starts Python anew. */
  stop(): void {
    this.#discard({ end: 'stopped' });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./python-worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    worker.onerror = (event) => this.#discard({ end: 'broken', message: event.message || 'the worker did not load' });
    const { folder, files, packages } = pageData();
    // the worker has another base URL than the page
    const absolute = files.map(({ path, url }) => ({ path, url: new URL(url, document.baseURI).href }));
    this.#send(worker, { type: 'start', folder, files: absolute, packages });
    this.#worker = worker;
    return worker;
  }

  #send(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.type === 'broken') return this.#discard({ end: 'broken', message: message.message });
    if (message.type === 'progress') return this.#jobs.values().next().value?.job.onProgress(message.text, message.part);
    const entry = this.#jobs.get(message.id);
    if (!entry) return;
    if (message.type === 'stream') entry.job.onShown({ kind: 'stream', text: message.text });
    if (message.type === 'display') entry.job.onShown({ kind: 'display', mime: message.mime, data: message.data });
    if (message.type === 'done') {
      this.#jobs.delete(message.id);
      const { error, seconds } = message;
      entry.end(error ? { end: 'error', error, seconds } : { end: 'ok', seconds });
    }
  }

  #discard(outcome: Outcome): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.generation++;
    const ended = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const { end } of ended) end(outcome);
  }
}

export const kernel = new Kernel();
