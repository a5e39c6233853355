// The figures for people and for programs: printed, in bench/results/client.json, and as a table in docs/PERFORMANCE.md.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Figure {
  what: string;
  /** How many times slower the processor was made. */
  slower: number;
  value: number;
  /** It is met by this much or less; only of an unthrottled browser. */
  goal?: number;
}

const ROOT = join(import.meta.dirname, '../..');
const BEGIN = '<!-- make bench-client writes from here -->';
const END = '<!-- to here, the client -->';

export function report(figures: Figure[], messages: number): void {
  const load = firstLoad();
  writeFileSync(join(ROOT, 'bench/results/client.json'), `${JSON.stringify({ messages, firstLoad: load, figures }, null, 2)}\n`);
  const rows = [...new Set(figures.map(({ what }) => what))].map((what) => row(what, figures));
  const size = `| first load, Brotli (bytes) | ${load.bytes.toLocaleString('en')} | | ≤ ${load.budget.toLocaleString('en')} | ${verdict(load.bytes, load.budget)} |`;
  const table = ['| what | | 4 × slower processor | goal | |', '|---|---:|---:|---:|---|', size, ...rows].join('\n');
  console.log(table);
  const page = join(ROOT, 'docs/PERFORMANCE.md');
  const [before, rest = ''] = readFileSync(page, 'utf8').split(BEGIN);
  const after = rest.split(END)[1];
  if (after === undefined) throw new Error('docs/PERFORMANCE.md has no place for the table of the client');
  writeFileSync(page, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
}

function row(what: string, figures: Figure[]): string {
  const of = (slower: number) => figures.find((figure) => figure.what === what && figure.slower === slower);
  const [plain, slow] = [of(1), of(4)];
  const goal = plain?.goal;
  const met = goal === undefined || !plain ? '' : verdict(plain.value, goal);
  return `| ${what} | ${shown(plain)} | ${shown(slow)} | ${goal === undefined ? '' : `≤ ${goal}`} | ${met} |`;
}

const verdict = (value: number, goal: number) => (value <= goal ? 'met' : '**missed**');

/** Three digits that mean something. */
function shown(figure: Figure | undefined): string {
  if (!figure) return '';
  const { value } = figure;
  return Number.isInteger(value) ? `${value}` : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** As scripts/size.mjs counts. It fails above the budget, and says so all the same. */
function firstLoad(): { bytes: number; budget: number } {
  try {
    return JSON.parse(execFileSync('node', [join(ROOT, 'scripts/size.mjs'), '--json'], { encoding: 'utf8' }));
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}
