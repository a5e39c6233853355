// Before the tests: a farm, a node, and what the generators make of the node's description, in `generated/`.

import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import startFarmAndNode from '../global-setup.ts';
import { DESCRIPTION, GENERATED, python } from './tools.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const BIN = join(HERE, '../node_modules/.bin');

export default async function globalSetup() {
  const stop = await startFarmAndNode();
  try {
    await rm(GENERATED, { recursive: true, force: true });
    await mkdir(GENERATED, { recursive: true });
    const description = await fetch(`${process.env['GATEPOST_URL']}/api/v1/openapi.json`);
    await writeFile(DESCRIPTION, await description.text());
    await Promise.all([typescript(), generatePython()]);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Types, and the proof that what we write with them is right by them. */
async function typescript(): Promise<void> {
  await run(join(BIN, 'openapi-typescript'), [DESCRIPTION, '--output', join(GENERATED, 'schema.d.ts')]);
  await run(join(BIN, 'tsc'), ['--noEmit', '--project', HERE]).catch((error) => {
    throw new Error(`The generated types do not fit:\n${error.stdout}`);
  });
}

async function generatePython(): Promise<void> {
  const said = await python('openapi-python-client', [
    'generate', '--path', DESCRIPTION, '--meta', 'none', '--overwrite',
    '--output-path', join(GENERATED, 'gatepost_client'), '--config', join(HERE, 'openapi-python-client.yaml'),
  ]);
  // It leaves out what it cannot read, and says so. The lines of streams (NDJSON) are no business of its; all else is.
  const missing = [...said.matchAll(/WARNING parsing .*|\/components\/schemas\/\w+(?<!Line)$/gm)].map(([what]) => what);
  if (missing.length > 0) throw new Error(`Missing in the Python client: ${missing.join(', ')}\n${said}`);
}
