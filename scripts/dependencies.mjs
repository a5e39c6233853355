// Two promises about dependencies, checked: each one that we name has its reason in docs/DEPENDENCIES.md, and each
// one that we build with, however deep, has a licence that lets Gatepost stay MIT OR Apache-2.0.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ALLOWED = new Set([
  '0BSD', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception', 'BSD-2-Clause', 'BSD-3-Clause', 'BSL-1.0', 'CC0-1.0',
  'CDLA-Permissive-2.0', 'ISC', 'MIT', 'Python-2.0', 'Unicode-3.0', 'Unlicense', 'Zlib',
  // Weak copyleft, file by file: used as published, never changed here.
  'MPL-2.0',
]);

/** Whether one of the ways to read an SPDX expression is allowed. The old `MIT/Apache-2.0` means `OR`. */
function allows(expression) {
  const tokens = expression.replaceAll('/', ' OR ').replace(/ WITH /g, '_WITH_').match(/[()]|[^\s()]+/g) ?? [];
  const term = () => {
    if (tokens[0] !== '(') return ALLOWED.has(tokens.shift()?.replaceAll('_WITH_', ' WITH '));
    tokens.shift();
    const inner = either();
    tokens.shift();
    return inner;
  };
  const both = () => {
    let all = term();
    while (tokens[0] === 'AND') tokens.shift(), (all = term() && all);
    return all;
  };
  const either = () => {
    let any = both();
    while (tokens[0] === 'OR') tokens.shift(), (any = both() || any);
    return any;
  };
  return either();
}

const metadata = JSON.parse(
  execFileSync('cargo', ['metadata', '--locked', '--format-version', '1'], { encoding: 'utf8', maxBuffer: 1 << 28 }),
);
const npm = JSON.parse(readFileSync('e2e/package-lock.json', 'utf8')).packages;
const used = [
  ...metadata.packages.map(({ name, version, license }) => ({ name, version, license })),
  ...Object.entries(npm).map(([path, { name, version, license }]) => ({ name: name ?? path, version, license })),
];

const cargoTable = readFileSync('Cargo.toml', 'utf8').split('[workspace.dependencies]')[1].split('\n[')[0];
const named = [
  ...[...cargoTable.matchAll(/^([a-z][\w-]*)\s*=(?!.*\bpath\b)/gm)].map(([, name]) => name),
  ...Object.keys(npm[''].devDependencies),
];
const reasons = readFileSync('docs/DEPENDENCIES.md', 'utf8');

const problems = [
  ...used
    .filter(({ license }) => !license || !allows(license))
    .map(({ name, version, license }) => `${name} ${version}: its licence, ${license ?? 'none'}, is not one of ours`),
  ...named.filter((name) => !reasons.includes(`| ${name} |`)).map((name) => `${name}: docs/DEPENDENCIES.md gives no reason for it`),
  ...[...reasons.matchAll(/^\| ([a-z@][\w@/-]*) \| /gm)]
    .map(([, name]) => name)
    .filter((name) => !named.includes(name) && name !== 'crate' && name !== 'package')
    .map((name) => `${name}: docs/DEPENDENCIES.md gives a reason, but nothing names it`),
];
for (const problem of problems) console.error(problem);
console.log(`${named.length} dependencies named, ${used.length} built with, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
