// What the client costs a person: `make bench-client`. The same browser and farm as the tests, one after the other, and no
// recording of any kind while it measures.

import { defineConfig } from '@playwright/test';

import tests from './playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: 'bench',
  reporter: [['list']],
  fullyParallel: false,
  workers: 1,
  timeout: 30 * 60_000,
  use: { ...tests.use, screenshot: 'off', trace: 'off' },
  projects: [{ name: 'desktop', use: { viewport: { width: 1440, height: 900 } } }],
});
