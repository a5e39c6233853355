// The page starts, or says in a sentence why it cannot.

import { expect, expectAccessible, test } from '../fixtures.ts';

test('the page opens at the sign-in', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(page.locator('#boot')).toHaveCount(0);
  await expectAccessible(page);
});

test('the page opens at the sign-in on a phone @phone', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page);
});

test.describe('when it cannot start', () => {
  test.use({ expectedErrors: /StartError|Failed to load resource|net::ERR_FAILED|preloaded using link preload/ });

  test('a browser without WebAssembly is told what to use', async ({ page }) => {
    await page.addInitScript('delete globalThis.WebAssembly');
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('WebAssembly is missing or turned off');
    await expectAccessible(page);
  });

  test('a lost connection is named, and trying again helps', async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('the server does not answer');
    await page.unroute('**/*.wasm');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  });

  test('a page of another release than its files is asked for once more', async ({ page }) => {
    let pages = 0;
    page.on('request', (request) => (pages += request.isNavigationRequest() ? 1 : 0));
    await page.route('**/*.wasm', (route) => (pages < 2 ? route.fulfill({ status: 404 }) : route.fallback()));
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  });

  test('files that stay away end in a sentence, not in a loop', async ({ page }) => {
    let pages = 0;
    page.on('request', (request) => (pages += request.isNavigationRequest() ? 1 : 0));
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 404 }));
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('the server answered 404');
    expect(pages).toBe(2);
  });
});

test('a theme that was chosen is there with the first paint', async ({ page }) => {
  await page.addInitScript("localStorage.setItem('gatepost.theme', 'dark')");
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
