// The service worker: keeps the program on this device, so that it opens at once and without a network. It knows nothing of mail,
// and never answers for the API.
//
// scripts/worker.mjs writes into it what the program is made of. Another release is another list, so another worker: it keeps its files beside
// the old ones, and waits until the person says that the page may be loaded again. Until then no page gets files of two releases.

const FILES = [];
const RELEASE = 'development';

const CACHE = `gatepost-${RELEASE}`;
const PAGE = '/';

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(begin());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  // An address within the application is the one page; a file of ours is what it is; all else is the network's.
  if (request.mode === 'navigate' && !url.pathname.startsWith('/api/') && !url.pathname.includes('.')) event.respondWith(kept(PAGE, request));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(url.pathname, request));
});

self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') self.skipWaiting();
});

/** All or nothing: half a release is none. What the page has loaded a moment ago comes from the browser's own cache. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(PAGE, { cache: 'no-cache' }), ...FILES]);
}

/** The releases before this one go. Pages that are open already have theirs, and get this one when they are loaded again. */
async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith('gatepost-') && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function kept(path, request) {
  // The browser may have thrown it away to make room.
  return (await caches.match(path, { cacheName: CACHE })) ?? fetch(request);
}
