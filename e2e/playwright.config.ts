// The browser tests: Debian's Chromium, a node of Gatepost, and a farm of real servers (global-setup.ts).

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  globalSetup: './global-setup.ts',
  reporter: [['list'], ['./closing-line.ts']],
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    // What the page asks for is what a test means by it. A story about the service worker lets it in.
    serviceWorkers: 'block',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    // Without snapshots of the page: they run a script in every frame, and in frames with mail none may run.
    trace: { mode: 'retain-on-failure', snapshots: false },
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        // Chromium's own sandbox refuses to work for root, and the farm needs root.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        // The browser's own errands: they would be the only connections that leave this machine.
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } }, grepInvert: /@phone/ },
    {
      name: 'phone',
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
      grep: /@phone/,
    },
  ],
});
