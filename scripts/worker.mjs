// Writes the service worker with the list of what the program is made of (frontend/worker.js). Other languages than the page's are
// many and small: they are asked for when they are wanted. Part of post-build.mjs.

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCE = new URL('../frontend/worker.js', import.meta.url);
const folder = process.env.TRUNK_STAGING_DIR;
/** The page is kept as the address `/`; the icons and the manifest are the browser's own business. */
const OTHER = /^index\.html$|^sw\.js$|\.(?:br|gz|png|webmanifest)$/;

const entries = await readdir(folder, { withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && !OTHER.test(entry.name)).map(({ name }) => `/${name}`).sort();
const page = await readFile(join(folder, 'index.html'));
const release = createHash('sha256').update(files.join('\n')).update(page).digest('hex').slice(0, 16);
const worker = (await readFile(SOURCE, 'utf8'))
  .replace('const FILES = [];', `const FILES = ${JSON.stringify(files)};`)
  .replace("'development'", `'${release}'`);
await writeFile(join(folder, 'sw.js'), worker);
