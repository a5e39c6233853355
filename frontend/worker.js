// The service worker: keeps the program on this device, so that it opens at once and without a network, and takes a click on a
// notification to the page. It knows nothing of mail, and never answers for the API.
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

// On phones only a worker may show notifications; what they are about is a path of ours (dom/notify.rs).
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
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

/** Brings a page to the front and leads it there. A window that is for one message alone is none. */
async function show(path) {
  // A page that was opened before there was a worker is one, too.
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname !== '/compose');
  if (!page) return clients.openWindow(path);
  page.postMessage({ open: path });
  await page.focus();
}
