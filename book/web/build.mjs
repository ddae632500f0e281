// Bundles the page's scripts with esbuild: node book/web/build.mjs <output folder>
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [outdir] = process.argv.slice(2);

mkdirSync(outdir, { recursive: true });
for (const name of readdirSync(outdir)) {
  if (name.endsWith('.js') || name.endsWith('.txt')) rmSync(join(outdir, name)); // of an earlier build
}
await build({
  entryPoints: {
    page: here('page.ts'),
    'python-worker': here('python-worker.ts'),
    'board-worker': here('../../hardware_labs/simulator/page-worker.ts'),
  },
  outdir,
  bundle: true,
  format: 'esm',
  splitting: true, // what a page does not use is not loaded: editor, board pictures
  chunkNames: '[name]-[hash]', // beside the workers, which chunks find relative to themselves
  target: 'es2022',
  minify: true,
  sourcemap: false,
  legalComments: 'linked',
  loader: { '.py': 'text' },
  logLevel: 'warning',
});
// a service worker is a classic script; book/offline.py writes its list of files in front
await build({
  entryPoints: [here('service-worker.ts')],
  outdir,
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
});
