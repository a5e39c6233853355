// Before all tests: one farm and one node for the run, in a folder of their own. After them: neither.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startFarm, stop } from './farm.ts';
import { Node } from './node.ts';

export default async function globalSetup() {
  const dir = await mkdtemp(join(tmpdir(), 'gatepost-e2e-'));
  const farm = await startFarm(dir);
  const keys = [randomBytes(32).toString('base64')];
  const node = await Node.start(dir, 'node', keys).catch(async (error) => {
    await stop(farm);
    throw error;
  });
  // The workers inherit it.
  process.env['GATEPOST_FARM_DIR'] = dir;
  process.env['GATEPOST_URL'] = node.url;
  process.env['GATEPOST_KEYS'] = keys.join(',');

  return async () => {
    await node.stop();
    await stop(farm);
    await rm(dir, { recursive: true, force: true });
  };
}
