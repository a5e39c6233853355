// The service worker: keeps the program on this device, so that it opens at once and without a network; and what was read lately, which
// answers for the API only where the network cannot. It takes a click on a notification to the page, too.
//
// scripts/worker.mjs writes into it what the program is made of. Another release is another list, so another worker: it keeps its files beside
// the old ones, and waits until the person says that the page may be loaded again. Until then no page gets files of two releases.

const FILES = [];
const RELEASE = 'development';

const CACHE = `gatepost-${RELEASE}`;
const PAGE = '/';

/** The mail of one person: it goes when they leave, when somebody else comes, and when the node says that their session has ended. */
const MAIL = 'mail';
/** At most so many answers, and each no longer than so many bytes: those that were asked for longest ago go first. */
const MOST = 500;
const LONGEST = 512 * 1024;
/** What of the API shows mail as it is: no streams, no searches, no files to download. */
const READABLE = /^\/api\/v1\/(?:session|settings|mailboxes(?:\/[^/]+\/emails)?|emails\/[^/]+(?:\/(?:html|thread))?|blobs\/[^/]+)$/;

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(begin());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === '/api/v1/session' && request.method !== 'GET') return event.respondWith(comeOrLeave(event));
  if (request.method !== 'GET') return;
  if (READABLE.test(url.pathname) && !url.searchParams.has('download')) return event.respondWith(latest(event));
  // An address within the application is the one page; a file of ours is what it is; all else is the network's.
  if (request.mode === 'navigate' && !url.pathname.startsWith('/api/') && !url.pathname.includes('.')) event.respondWith(kept(PAGE, request));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(url.pathname, request));
});

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') self.skipWaiting();
  // What cannot be had now is asked for again the next time.
  if (event.data.keep) event.waitUntil(keepRecent(event.data.keep).catch(() => {}));
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
  // The first worker of all serves the page that has brought it, which has the same release.
  if (old.length === 0) await clients.claim();
}

async function kept(path, request) {
  // The browser may have thrown it away to make room.
  return (await caches.match(path, { cacheName: CACHE })) ?? fetch(request);
}

/** Counts who has come and gone: what was asked for somebody who has left is not kept. */
let person = 0;

/** Signing in and out. What is kept is one person's; the answer to a sign-in is the first thing of the next. */
async function comeOrLeave({ request }) {
  const { url, method } = request;
  const answer = await fetch(request);
  if (!answer.ok) return answer;
  person += 1;
  await caches.delete(MAIL);
  if (method === 'POST') await keep(url, answer.clone(), person);
  return answer;
}

/** The node's answer; where it cannot be reached, the one that it gave last. */
async function latest(event) {
  const { request } = event;
  const whose = person;
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    const before = await caches.match(request.url, { cacheName: MAIL });
    if (!before) throw error;
    return asKept(before);
  }
  if (answer.status === 200) event.waitUntil(keep(request.url, answer.clone(), whose));
  if (answer.status === 401) event.waitUntil(caches.delete(MAIL));
  return answer;
}

/** The page can tell it from an answer of the node, and when that was. */
function asKept(answer) {
  const headers = new Headers(answer.headers);
  headers.set('gatepost-kept', answer.headers.get('date') ?? 'before');
  return new Response(answer.body, { status: answer.status, headers });
}

async function keep(url, answer, whose) {
  const body = await answer.blob();
  if (body.size > LONGEST || whose !== person) return;
  const cache = await caches.open(MAIL);
  await cache.put(url, new Response(body, { headers: answer.headers }));
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((one) => cache.delete(one)));
}

/** Gets what nobody has opened yet, one after the other: the page says what the newest mail is. Ends when the node does not answer. */
async function keepRecent(newest) {
  for (const { email, thread, html } of newest) {
    const mail = await had(email);
    if (thread) await had(thread);
    const { htmlBody = [] } = await mail.json();
    if (htmlBody.some(({ type }) => type === 'text/html')) await had(html);
  }
}

/** An answer that is kept, or will be from now on. */
async function had(url) {
  const before = await caches.match(url, { cacheName: MAIL });
  if (before) return before;
  const whose = person;
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
  await keep(url, answer.clone(), whose);
  return answer;
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
