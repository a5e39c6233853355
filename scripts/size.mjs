// What a first visit loads, as the node sends it, against the budget. Fails above it.
// To raise the budget is a decision: change it in a commit that says what the bytes buy.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { biggest } from './wasm-names.mjs';

/** Bytes over the wire, Brotli-compressed, of everything that index.html pulls in. */
const BUDGET = 250_000;
/** The parts that the client is cut into, and the editor. */
const LATER = /\.(?:wasm|mjs)$/;
const DIST = new URL('../dist/', import.meta.url).pathname;

/** How each kind of file names the files that the browser loads with it. */
const REFERENCES = {
  html: /<(?:link|script)\b[^>]*?\b(?:href|src)="([^"#]+)"/g,
  css: /url\(["']?(?!data:)([^"')]+)["']?\)/g,
  js: /\b(?:import|from)\s*["']([^"']+)["']/g,
  mjs: /\b(?:import|from)\s*["']([^"']+)["']/g,
};

function firstLoad(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(join(DIST, file))) return seen;
  seen.add(file);
  const pattern = REFERENCES[file.split('.').pop()];
  if (!pattern) return seen;
  for (const [, target] of readFileSync(join(DIST, file), 'utf8').matchAll(pattern)) {
    // A touch icon is for who puts the page on a home screen.
    if (target.includes('apple-touch-icon')) continue;
    firstLoad(target.startsWith('/') ? target.slice(1) : normalize(join(dirname(file), target)), seen);
  }
  return seen;
}

function sent(file) {
  const path = join(DIST, file);
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

if (!existsSync(join(DIST, 'index.html'))) {
  console.error('There is no dist/index.html: build the client first (scripts/build-client).');
  process.exit(1);
}
const files = [...firstLoad('index.html')].map((file) => ({ file, bytes: sent(file) }));
const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ bytes: total, budget: BUDGET }));
  process.exit(0);
}
print(files);
console.log(line(total, `first load, of ${BUDGET.toLocaleString('en')} bytes allowed`));
if (!files.some(({ file }) => file.endsWith('.wasm'))) {
  console.error('The page names no WebAssembly: this is not a build of the client.');
  process.exit(1);
}
const named = new Set(files.map(({ file }) => file));
const later = readdirSync(DIST).filter((file) => LATER.test(file) && !named.has(file));
console.log('Loaded when they are first needed:');
print(later.map((file) => ({ file, bytes: sent(file) })));
if (total > BUDGET) {
  explain();
  process.exit(1);
}

function line(bytes, what) {
  return `${bytes.toLocaleString('en').padStart(9)}  ${what}`;
}

function print(files) {
  for (const { file, bytes } of files.sort((a, b) => b.bytes - a.bytes)) console.log(line(bytes, file));
}

/** What the first load is made of. wasm-opt has taken the names away: the file before it still has them. */
function explain() {
  const target = process.env.CARGO_TARGET_DIR ?? new URL('../target', import.meta.url).pathname;
  const file = join(target, 'wasm-bindgen/release/gatepost-web_bg.wasm');
  console.error(`\nThe first load is ${(total - BUDGET).toLocaleString('en')} bytes too large. What one screen alone needs can be a part (frontend/src/ui/lazy.rs).`);
  if (existsSync(file)) console.error(biggest(file));
}
