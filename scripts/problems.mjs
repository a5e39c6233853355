// Writes the table of problems at the end of docs/API.md anew from the description that the node gives of itself:
// `cargo run -p gatepost -- openapi | node scripts/problems.mjs`. A test says when that is due.

import { readFileSync, writeFileSync } from 'node:fs';

const HEAD = '| problem | status |';
const GUIDE = 'docs/API.md';

const { description } = JSON.parse(readFileSync(0, 'utf8')).info;
const table = `${description.slice(description.indexOf(HEAD)).trimEnd()}\n`;
const guide = readFileSync(GUIDE, 'utf8');
writeFileSync(GUIDE, guide.slice(0, guide.indexOf(HEAD)) + table);
