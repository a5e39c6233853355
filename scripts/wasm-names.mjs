// Whose functions a WebAssembly file is made of: the biggest crates and functions, for whoever must make it smaller.
// `node scripts/wasm-names.mjs FILE`; the file needs its names, so it is the one that wasm-opt has not seen yet.

import { readFileSync } from 'node:fs';

/** The size of each function that the file defines, by its mangled name. */
function functions(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = number();
    return bytes.toString('utf8', at, (at += length));
  };
  const [sizes, names] = [[], new Map()];
  let imported = 0;
  while (at < bytes.length) {
    const [id, length] = [bytes[at++], number()];
    const end = at + length;
    // What is imported is numbered first, and has no code.
    if (id === 2) imported = importedFunctions(bytes, at, number, text, (to) => (at = to ?? at));
    if (id === 10) for (let count = number(); count > 0; count -= 1) (sizes.push(number()), (at += sizes.at(-1)));
    if (id === 0 && text() === 'name') {
      while (at < end) {
        const [kind, size] = [bytes[at++], number()];
        const next = at + size;
        if (kind === 1) for (let count = number(); count > 0; count -= 1) names.set(number(), text());
        at = next;
      }
    }
    at = end;
  }
  return sizes.map((size, n) => ({ size, name: names.get(n + imported) ?? '?' }));
}

function importedFunctions(bytes, _start, number, text, move) {
  let functions = 0;
  for (let count = number(); count > 0; count -= 1) {
    text();
    text();
    const kind = number();
    if (kind === 0) (functions += 1), number();
    else if (kind === 3) (number(), number());
    else {
      // A table has the type of what is in it before its limits.
      if (kind === 1) number();
      const limits = number();
      number();
      if (limits & 1) number();
    }
  }
  return functions;
}

/** What a function is called, and of what of ours it is a copy, where it is generic. */
function label(name) {
  const own = path(name).join('::');
  const ours = /C(?:s[0-9A-Za-z]*_)?\d+gatepost_/.exec(name);
  if (!ours || own.startsWith('gatepost')) return own;
  return `${own} … ${path(name, ours.index).join('::')}`;
}

/** The names in a mangled name (Rust's v0), as far as they tell whose code it is: the crate, and where in it. */
function path(name, from = 0) {
  const pattern = /C(?:s[0-9A-Za-z]*_)?(\d+)/g;
  pattern.lastIndex = from;
  const crate = pattern.exec(name);
  if (!name.startsWith('_R') || !crate) return [name];
  const parts = [];
  let at = crate.index + crate[0].length;
  let length = Number(crate[1]);
  for (;;) {
    if (name[at] === '_') at += 1;
    parts.push(name.slice(at, at + length));
    at += length;
    const next = /^(?:s[0-9A-Za-z]*_)?(\d+)/.exec(name.slice(at));
    if (!next) return parts.filter(Boolean);
    at += next[0].length;
    length = Number(next[1]);
  }
}

/** A table in words: the crates, and the functions, biggest first. */
export function biggest(file, count = 15) {
  const [crates, all] = [new Map(), functions(readFileSync(file))];
  for (const { size, name } of all) crates.set(path(name)[0], (crates.get(path(name)[0]) ?? 0) + size);
  const lines = (entries) =>
    entries
      .sort(([, a], [, b]) => b - a)
      .slice(0, count)
      .map(([name, size]) => `${size.toLocaleString('en').padStart(11)}  ${name}`);
  return [
    'The biggest crates (bytes before wasm-opt and compression; what is generic counts where it is used):',
    ...lines([...crates]),
    'The biggest functions:',
    ...lines(all.map(({ size, name }) => [label(name), size])),
  ].join('\n');
}

if (process.argv[1] === new URL(import.meta.url).pathname) console.log(biggest(process.argv[2], 30));
