// Programs that others would write, against a node and a farm: clients generated from the description of the API, and
// the description itself held against what the node answers. No browser.

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../results/clients',
  globalSetup: './generate.ts',
  reporter: [['list'], ['../closing-line.ts']],
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 30_000 },
});
