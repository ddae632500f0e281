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
  onProgress(text: string): void;
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

  /** Ends whatever runs; all variables are gone and the next run starts Python anew. */
  stop(): void {
    this.#discard({ end: 'stopped' });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./python-worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    worker.onerror = (event) => this.#discard({ end: 'broken', message: event.message || 'the worker did not load' });
    const { folder, files } = pageData();
    // the worker has another base URL than the page
    const absolute = files.map(({ path, url }) => ({ path, url: new URL(url, document.baseURI).href }));
    this.#send(worker, { type: 'start', folder, files: absolute });
    this.#worker = worker;
    return worker;
  }

  #send(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.type === 'broken') return this.#discard({ end: 'broken', message: message.message });
    if (message.type === 'progress') return this.#jobs.values().next().value?.job.onProgress(message.text);
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
