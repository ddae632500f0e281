// Keeps the published book readable without a network: every page from the first visit on, Python once it has run.
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';

declare const self: { skipWaiting(): Promise<void> };
// both are written in by book/offline.py
declare const PAGES_AND_FILES: { url: string; revision: string }[];
declare const PYTHON_REVISION: string;

const PYTHON = `python-${PYTHON_REVISION}`;

void self.skipWaiting();
clientsClaim();
cleanupOutdatedCaches();
// the theme adds ?digest= to what it loads, which the revision says already
precacheAndRoute(PAGES_AND_FILES, { ignoreURLParametersMatching: [/.*/] });

// 44 MB, and so only from the moment at which the reader runs something
registerRoute(({ url }) => url.pathname.includes('/_assets/pyodide/'), new CacheFirst({ cacheName: PYTHON }));
addEventListener('activate', () => {
  void caches.keys().then((names) =>
    names.filter((name) => name.startsWith('python-') && name !== PYTHON).forEach((name) => void caches.delete(name)),
  );
});
