/** Python in a worker: loads Pyodide on `start`, runs one cell after the other. */
import type { PyodideAPI } from 'pyodide';
import kernelSource from './kernel.py';
import { PackageProgress, watchingWheels } from './package-progress.ts';
import figuresSource from './page_figures.py';
import type { CellError, FromWorker, ToWorker } from './protocol.ts';

type Start = Extract<ToWorker, { type: 'start' }>;
type Run = Extract<ToWorker, { type: 'run' }>;

/** The kernel's function of kernel.py: null, or class name, message and traceback. */
type RunCell = (code: string, scope: string, name: string) => Promise<{ toJs(): [string, string, string] } | undefined>;

const HOME = '/home/reader';
const FLUSH_AFTER_MS = 40;
const MOST_TEXT = 200_000; // characters a cell may print: a loop that prints for ever must not fill the page's memory

const post = (message: FromWorker): void => self.postMessage(message);

let python: PyodideAPI;
let runCell: RunCell;
let running = 0;

const packages = new PackageProgress((text, part) => post({ type: 'progress', text, part }));
self.fetch = watchingWheels(self.fetch, (url) => packages.arrived(url));

async function start({ folder, files, packages: elsewhere }: Start): Promise<void> {
  post({ type: 'progress', text: 'Loading Python (13 MB, once)…' });
  const base = new URL('./pyodide/', import.meta.url).href;
  const { loadPyodide } = (await import(`${base}pyodide.mjs`)) as typeof import('pyodide');
  python = await loadPyodide({
    indexURL: base,
    ...(elsewhere && { packageBaseUrl: elsewhere }), // checked against the hashes of this site's own list
    env: { HOME, MPLBACKEND: 'module://page_figures' },
  });
  const modules = `${HOME}/.page`;
  python.FS.mkdirTree(modules);
  python.FS.writeFile(`${modules}/kernel.py`, kernelSource);
  python.FS.writeFile(`${modules}/page_figures.py`, figuresSource);
  python.FS.mkdirTree(`${HOME}/${folder}`);
  await Promise.all(files.map(mount));
  python.runPython(`import os, sys; sys.path.append(${JSON.stringify(modules)}); os.chdir("${HOME}/${folder}")`);
  const kernel = python.pyimport('kernel');
  kernel.emit = (mime: string, data: string) => {
    output.flush();
    post({ type: 'display', id: running, mime, data });
  };
  runCell = kernel.run_cell as RunCell;
  python.setStdout({ write: (bytes: Uint8Array) => output.write(bytes) });
  python.setStderr({ write: (bytes: Uint8Array) => output.write(bytes) });
}

/** Puts a file of the site where the same relative path finds it as at build. */
async function mount({ path, url }: Start['files'][number]): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${path} is not on this site (${answer.status}).`);
  const target = `${HOME}/${path}`;
  python.FS.mkdirTree(target.slice(0, target.lastIndexOf('/')));
  python.FS.writeFile(target, new Uint8Array(await answer.arrayBuffer()));
}

/** Text on its way to the page, gathered so that a chatty loop sends few messages. */
const output = {
  decoder: new TextDecoder(),
  text: '',
  taken: 0,
  flushed: 0,
  begin(): void {
    this.text = '';
    this.taken = 0;
  },
  write(bytes: Uint8Array): number {
    if (this.taken <= MOST_TEXT) {
      const text = this.decoder.decode(bytes, { stream: true });
      this.taken += text.length;
      this.text += this.taken <= MOST_TEXT ? text : '\n… the rest of the output is left out\n';
    }
    if (performance.now() - this.flushed > FLUSH_AFTER_MS) this.flush();
    return bytes.length;
  },
  flush(): void {
    this.flushed = performance.now();
    if (this.text) post({ type: 'stream', id: running, text: this.text });
    this.text = '';
  },
};

async function run({ id, code, scope, name }: Run): Promise<void> {
  running = id;
  output.begin();
  await loadPackages(code);
  const started = performance.now();
  const failure = await runCell(code, scope, name);
  output.flush();
  let error: CellError | null = null;
  if (failure) {
    const [kind, message, traceback] = failure.toJs();
    error = { kind, message, traceback };
  }
  post({ type: 'done', id, error, seconds: (performance.now() - started) / 1000 });
}

/** Loads the packages that the code imports; an import that can't be found raises in Python, where it is read. */
async function loadPackages(code: string): Promise<void> {
  try {
    await python.loadPackagesFromImports(code, { messageCallback: (text) => packages.begin(text) });
  } catch (problem) {
    if (!String(problem).includes('SyntaxError')) throw problem;
  }
  post({ type: 'progress', text: 'Running…' });
}

let queue: Promise<void> = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  queue = queue
    .then(() => (data.type === 'start' ? start(data) : run(data)))
    .catch((problem: unknown) => post({ type: 'broken', message: problem instanceof Error ? problem.message : String(problem) }));
};
