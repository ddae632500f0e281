/** Runs of compilers, kept from one test run to the next. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const CACHE = join(import.meta.dirname, '../../build/simulator-tests');

/** @param getIt What to do where the program is missing. */
export function findProgram(name: string, getIt: string): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error(`${name} is missing: ${getIt}.`);
}

/** A file in the cache with this content. */
export function writeSource(content: string | Uint8Array, extension: string): string {
  return written(`${digest(content)}${extension}`, (own) => writeFileSync(own, content));
}

/** A file in the cache that `make` has written from these sources, by these flags. */
export function cached(sources: readonly string[], flags: readonly string[], extension: string, make: (own: string) => void): string {
  const inputs = [...flags, ...sources.map((source) => readFileSync(source, 'utf8'))];
  return written(`${digest(inputs.join('\0'))}${extension}`, make);
}

function written(name: string, make: (own: string) => void): string {
  const path = join(CACHE, name);
  if (!existsSync(path)) {
    mkdirSync(CACHE, { recursive: true });
    const own = `${path}-${process.pid}`; // test files run side by side
    make(own);
    renameSync(own, path);
  }
  return path;
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
