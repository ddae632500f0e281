import type { LiveFile } from './page-data.ts';

/** An exception in a cell. */
export interface CellError {
  /** Name of the exception's class. */
  kind: string;
  message: string;
  /** Traceback without the kernel's own frames. */
  traceback: string;
}

/** Page to Python worker. */
export type ToWorker =
  | { type: 'start'; folder: string; files: LiveFile[]; packages: string }
  | { type: 'run'; id: number; code: string; scope: string; name: string };

/** Python worker to page. */
export type FromWorker =
  | { type: 'progress'; text: string; part?: number }
  | { type: 'stream'; id: number; text: string }
  | { type: 'display'; id: number; mime: string; data: string }
  | { type: 'done'; id: number; error: CellError | null; seconds: number }
  | { type: 'broken'; message: string };

/** What a running cell shows: a piece of text, a figure, a rich value. */
export type Shown = { kind: 'stream'; text: string } | { kind: 'display'; mime: string; data: string };
