// Before all tests: one farm and one node for the run, in a folder of their own. After them: neither.
// While tests are written, `GATEPOST_FARM_DIR` may name the folder of a farm that runs already and goes on running.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startFarm, stop } from './farm.ts';
import { Node } from './node.ts';

export default async function globalSetup() {
  const running = process.env['GATEPOST_FARM_DIR'];
  const dir = running ?? (await mkdtemp(join(tmpdir(), 'gatepost-e2e-')));
  const farm = running ? undefined : await startFarm(dir);
  const node = await Node.start(dir, 'node').catch(async (error) => {
    if (farm) await stop(farm);
    throw error;
  });
  // The workers inherit it.
  process.env['GATEPOST_FARM_DIR'] = dir;
  process.env['GATEPOST_URL'] = node.url;

  return async () => {
    await node.stop();
    if (!farm) return;
    await stop(farm);
    await rm(dir, { recursive: true, force: true });
  };
}
