// Gatepost on a device: installed, there without a network, and renewed only when the person says so.

import { enter, expect, person, test } from '../fixtures.ts';

test('a browser is told how to install it, and finds every icon', async ({ page, request }) => {
  await page.goto('/');
  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const answer = await request.get(address!);
  expect(answer.headers()['content-type']).toBe('application/manifest+json');
  const manifest = await answer.json();
  expect(manifest).toMatchObject({ name: 'Gatepost', start_url: '/', display: 'standalone' });
  // Mail links and what is shared from other programs begin a message (compose.spec.ts).
  expect(manifest.protocol_handlers).toEqual([{ protocol: 'mailto', url: '/compose?mailto=%s' }]);
  expect(manifest.share_target).toEqual({ action: '/compose', method: 'GET', params: { title: 'title', text: 'text', url: 'url' } });
  for (const { src } of manifest.icons) expect((await request.get(src)).headers()['content-type']).toBe('image/png');
});

test.describe('with its files kept on the device', () => {
  test.use({ serviceWorkers: 'allow', expectedErrors: /Failed to load resource|net::ERR_INTERNET_DISCONNECTED/ });

  test('the program opens without a network, and says that the mail cannot be reached', async ({ page, context }) => {
    const mail = await enter(page, person('alice'));
    await page.evaluate(() => navigator.serviceWorker.ready);
    await context.setOffline(true);
    await page.reload();
    await expect(page.getByText('Your mail cannot be opened now')).toBeVisible();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(mail.list.heading('Inbox')).toBeVisible();
  });
});

test('a new version waits until the person wants it', async ({ page }) => {
  const mail = await enter(page, person('alice'));
  await page.evaluate(() => {
    document.dispatchEvent(new Event('gatepost-update'));
    document.addEventListener('gatepost-take-over', () => (document.title = 'taken over'));
  });
  await expect(mail.notices).toContainText('A new version of Gatepost is ready');
  await mail.notices.getByRole('button', { name: 'Reload the page' }).click();
  await expect(page).toHaveTitle('taken over');
});
