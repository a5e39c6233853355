// Bundles the rich text editor (frontend/js/editor.ts) into one file, editor-<digest>.js, and names it in the page: the client
// loads it at the first message with formatting (dom/editor.rs). Part of post-build.mjs.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;

const code = execFileSync('esbuild', [
  'frontend/js/editor.ts',
  '--bundle',
  '--minify',
  '--format=iife',
  // As dom/editor.rs calls it.
  '--global-name=gatepostEditor',
  '--target=es2022',
  // The npm packages of the build are with the browser tests' (docs/DEPENDENCIES.md).
  '--alias:squire-rte=./e2e/node_modules/squire-rte',
  '--alias:dompurify=./e2e/node_modules/dompurify',
  '--log-level=warning',
]);
const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
const name = `editor-${digest}.js`;

await writeFile(join(folder, name), code);
const page = join(folder, 'index.html');
const html = await readFile(page, 'utf8');
await writeFile(page, html.replace('data-editor=""', `data-editor="/${name}"`));
