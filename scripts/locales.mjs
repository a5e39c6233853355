// Puts the languages into the built client: locales/<language>-<digest>.txt, a text each line in the order of frontend/build.rs, and
// their names and digest into the page, from where theme.js and boot.mjs read them. English is part of the program.
// Part of post-build.mjs.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCE = new URL('../frontend/locales/', import.meta.url);
const folder = process.env.TRUNK_STAGING_DIR;

const read = async (language) => JSON.parse(await readFile(new URL(`${language}.json`, SOURCE), 'utf8'));
const sorted = (object) => Object.keys(object).sort();
const line = (entry) =>
  typeof entry === 'string' ? entry : sorted(entry).map((form) => `${form}=${entry[form]}`).join('|');

const english = await read('en');
/** Every text of the catalogue; what a language lacks is English (a test finds it). */
const lines = (words) =>
  sorted(english).flatMap((area) => sorted(english[area]).map((name) => line(words[area]?.[name] ?? english[area][name])));

const languages = (await readdir(SOURCE)).map((file) => file.replace('.json', '')).filter((name) => name !== 'en').sort();
const texts = await Promise.all(languages.map(async (language) => lines(await read(language)).join('\n')));
const digest = createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);

await mkdir(join(folder, 'locales'), { recursive: true });
await Promise.all(languages.map((language, n) => writeFile(join(folder, 'locales', `${language}-${digest}.txt`), texts[n])));
const page = join(folder, 'index.html');
const html = await readFile(page, 'utf8');
await writeFile(page, html.replace('data-languages=""', `data-languages="${['en', ...languages].join(' ')}" data-texts="${digest}"`));
