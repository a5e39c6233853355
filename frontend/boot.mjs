// Starts the client, and says in a sentence why when it cannot start. It knows nothing of mail.
//
// Trunk writes two links into the page, one to the JavaScript glue and one to the WebAssembly (Trunk.toml);
// it would rather write an inline script, which our Content-Security-Policy forbids.

const TRIED = 'gatepost.reloaded';

/** What went wrong, as a sentence for the person, with what to do about it. */
class StartError extends Error {}

async function start() {
  if (typeof WebAssembly !== 'object' || !HTMLScriptElement.supports?.('module')) {
    throw new StartError(
      'This browser cannot run Gatepost: WebAssembly is missing or turned off. ' +
        'Use a current version of Firefox, Chrome, Edge or Safari.',
    );
  }
  const [client, wasm] = await Promise.all([loadGlue(), loadWasm(), loadTexts()]);
  await client.default({ module_or_path: wasm });
  sessionStorageSafely((storage) => storage.removeItem(TRIED));
  document.getElementById('boot')?.remove();
}

const address = (part) => document.querySelector(`link[data-client="${part}"]`).href;

async function loadGlue() {
  try {
    return await import(address('js'));
  } catch (error) {
    // A module's import does not say why it failed; asking for the same file does.
    await fetchFile(address('js'));
    throw error;
  }
}

const loadWasm = () => fetchFile(address('wasm'));

/** The texts of the page's language, for the client to find (i18n/mod.rs). English is in the client, and serves when this fails. */
async function loadTexts() {
  const { lang, dataset } = document.documentElement;
  const language = lang.split('-')[0];
  if (language === 'en' || !dataset.texts) return;
  try {
    const response = await fetch(`/locales/${language}-${dataset.texts}.txt`);
    if (response.ok) globalThis.gatepostTexts = await response.text();
  } catch {
    // The other two files will say that the server does not answer.
  }
}

async function fetchFile(url) {
  let response;
  try {
    response = await fetch(url);
  } catch {
    throw new StartError('Gatepost could not be loaded: the server does not answer. Check your connection, then try again.');
  }
  if (response.ok) return response;
  // The page names files of one release, and the node that was asked has another: a farm in the middle of an
  // upgrade. The page is asked for once more, and once only.
  if (response.status === 404 && reloadOnce()) return new Promise(() => {});
  throw new StartError(`Gatepost could not be loaded: the server answered ${response.status}. Try again in a minute.`);
}

function reloadOnce() {
  return sessionStorageSafely((storage) => {
    if (storage.getItem(TRIED)) return false;
    storage.setItem(TRIED, 'yes');
    location.reload();
    return true;
  });
}

/** Storage may be forbidden; then nothing is remembered, and nothing is retried. */
function sessionStorageSafely(use) {
  try {
    return use(sessionStorage);
  } catch {
    return false;
  }
}

/** Puts a sentence and a way out in the place of the page. */
function show(sentence, detail) {
  const box = document.createElement('div');
  box.id = 'boot-failure';
  box.setAttribute('role', 'alert');
  const text = document.createElement('p');
  text.className = 'boot-sentence';
  text.textContent = sentence;
  const again = document.createElement('button');
  again.type = 'button';
  again.className = 'boot-again';
  again.textContent = 'Try again';
  again.addEventListener('click', () => location.reload());
  box.append(text, again);
  if (detail) {
    const small = document.createElement('p');
    small.className = 'boot-detail';
    small.textContent = detail;
    box.append(small);
  }
  document.getElementById('boot')?.remove();
  document.getElementById('boot-failure')?.remove();
  document.body.append(box);
}

// A panic in the client ends it: nothing on the page would answer any more. Better said than left to be found out.
function watchForTheEnd() {
  const ended = (error) => {
    if (error instanceof WebAssembly.RuntimeError) {
      show('Gatepost has stopped because of an error in the program. What you wrote was saved as a draft while you typed.', error.message);
    }
  };
  addEventListener('error', (event) => ended(event.error));
  addEventListener('unhandledrejection', (event) => ended(event.reason));
}

// The service worker keeps the program on this device (worker.js). The client reads from the page that another release is ready
// (dom/update.rs), and says when it may take over: what is being written has to be safe first.
const QUIET = 3000;

async function keepProgram() {
  // `trunk serve` puts a script into the page that loads it again at every change: nothing may keep an old one.
  if (!navigator.serviceWorker || [...document.scripts].some((script) => !script.src)) return;
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  const registration = await navigator.serviceWorker.register('/sw.js');
  // Where a test has blocked workers, nothing comes back.
  if (!registration) return;
  const offer = () => {
    // The first worker of all has nothing to replace.
    if (!registration.waiting || !registration.active) return;
    document.documentElement.dataset.update = 'ready';
    document.dispatchEvent(new Event('gatepost-update'));
  };
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
  document.addEventListener('gatepost-take-over', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    registration.waiting?.postMessage('take-over');
  });
  // A tab that stays open for weeks asks when it is looked at again.
  document.addEventListener('visibilitychange', () => document.hidden || registration.update().catch(() => {}));
  offer();
}

try {
  await start();
  watchForTheEnd();
  // Without it all works as well, as long as there is a network.
  keepProgram().catch(console.warn);
} catch (error) {
  console.error(error);
  if (error instanceof StartError) show(error.message);
  else show('Gatepost could not start in this browser. Update the browser, or try another one.', String(error));
}
