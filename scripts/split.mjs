// Cuts the compiled client into the part that a first visit needs and the parts that are loaded later (`lazy!` in
// frontend/src/ui/lazy.rs), in the place of wasm-bindgen: Trunk has no step between the compiler and wasm-bindgen, and
// the cut must be made there. Takes what Trunk gives wasm-bindgen, and leaves what Trunk expects of it.
//
// GATEPOST_WASM_BINDGEN is the real one; into GATEPOST_PARTS go the parts, which scripts/parts.mjs puts into dist.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { withShortImports } from './wasm-imports.mjs';

const LINK = '__wasm_split.js';
/** What Rust's compiler for WebAssembly uses. The main file says so itself; a part has lost the section. */
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'];

const run = (command, args) => execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const args = process.argv.slice(2);
const bindgen = process.env.GATEPOST_WASM_BINDGEN;

if (args.includes('--version')) run(bindgen, args);
else split();

function split() {
  const value = (flag) => args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  const [outDir, name] = [value('out-dir'), value('out-name')];
  const whole = args.find((arg) => arg.endsWith('.wasm'));
  const work = mkdtempSync(join(tmpdir(), 'gatepost-split-'));

  run('wasm-split-cli', [whole, work, `--out-name=${name}`]);
  // What the parts share with the main file they find among its exports, which wasm-bindgen would take for leftovers.
  const rest = args.filter((arg) => arg !== whole);
  run(bindgen, [...rest, '--keep-lld-exports', '--no-demangle', join(work, `${name}.wasm`)]);

  const parts = readdirSync(work).filter((file) => file.endsWith('.wasm') && file !== `${name}.wasm`);
  const named = nameParts(parts, whole);
  rmSync(process.env.GATEPOST_PARTS, { recursive: true, force: true });
  mkdirSync(process.env.GATEPOST_PARTS, { recursive: true });
  for (const part of parts) optimise(join(work, part), join(process.env.GATEPOST_PARTS, named.get(part)));
  shorten(join(outDir, `${name}_bg.wasm`), join(outDir, `${name}.js`));
  bundle(outDir, name, link(work, named));
  rmSync(work, { recursive: true });
}

/** A part fits the one program that it was cut from, so its name has the digest of the whole, not of itself. */
function nameParts(parts, whole) {
  const digest = createHash('sha256').update(readFileSync(whole)).digest('hex').slice(0, 16);
  return new Map(parts.map((part) => [part, `${basename(part, '.wasm').replace('_', '-')}-${digest}.wasm`]));
}

function optimise(from, to) {
  const features = FEATURES.map((feature) => `--enable-${feature}`);
  run('wasm-opt', ['-Os', '--low-memory-unused', '--one-caller-inline-max-function-size=30', ...features, '--strip-debug', from, '-o', to]);
}

/** Gives short names to what the program imports from wasm-bindgen's script: the real ones hold digests, which do not compress. */
function shorten(program, glue) {
  const { bytes, names } = withShortImports(readFileSync(program), /_bg\.js$/);
  writeFileSync(program, bytes);
  const script = readFileSync(glue, 'utf8').replace(/\b__wb[\w$]+/g, (name) => names.get(name) ?? name);
  writeFileSync(glue, script);
}

/** The script that loads the parts, with the names that they have now. */
function link(work, named) {
  let script = readFileSync(join(work, LINK), 'utf8');
  for (const [part, name] of named) script = script.replaceAll(`"./${part}"`, `"./${name}"`);
  return script;
}

/** One script from wasm-bindgen's and the loader's, which import each other. */
function bundle(outDir, name, script) {
  writeFileSync(join(outDir, LINK), script);
  const glue = join(outDir, `${name}.js`);
  run('esbuild', [glue, '--bundle', '--minify', '--format=esm', `--outfile=${glue}`, '--allow-overwrite', '--log-override:duplicate-object-key=silent', '--log-level=warning']);
}
