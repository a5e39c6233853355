// Gatepost on a device: installed, there without a network, and renewed only when the person says so.

import type { Page } from '@playwright/test';

import { account, enter, expect, person, test } from '../fixtures.ts';

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
  test.use({ serviceWorkers: 'allow', expectedErrors: /Failed to load resource|net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED/ });

  test('without a network the newest mail is there to read, and what is done to it is done when there is one', async ({ page, context, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'Not opened before', text: 'Read on the train.' }, { subject: 'To be filed' }, { subject: 'Read before', text: 'At home.' });
    const mail = await enter(page, erin);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await page.reload();
    await mail.list.row('Read before').click();
    await expect(mail.reader.text).toContainText('At home.');
    await expect.poll(() => mailOnDevice(page, '/thread'), 'the newest mail is kept, opened or not').toBe(3);

    await context.setOffline(true);
    await page.reload();
    await expect(mail.list.rows).toHaveCount(3);
    await expect(mail.connection).toContainText('You are offline.');
    await mail.list.row('Not opened before').click();
    await expect(mail.reader.text).toContainText('Read on the train.');
    await mail.reader.press('Star');
    await mail.list.row('To be filed').click();
    await mail.reader.press('Archive');
    await expect(mail.notices).toContainText('Message archived');
    await expect(mail.list.row('To be filed')).toHaveCount(0);
    await expect(mail.connection).toContainText('changes wait for the network.');

    await context.setOffline(false);
    await expect(mail.notices).toContainText('Back online');
    await expect(mail.connection).toBeEmpty();
    await expect.poll(() => account(page).subjects('archive')).toEqual(['To be filed']);
    expect(await account(page).keywords('inbox', 'Not opened before')).toContain('$flagged');
  });

  test('what was done without a network can be taken back, and is then never done', async ({ page, context, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'Stays' }, { subject: 'Other' });
    const mail = await enter(page, erin);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await mail.list.row('Stays').click();
    await expect(mail.reader.text).toContainText('Hello.');
    await expect(mail.list.row(/Unread, .*Stays/)).toHaveCount(0);
    await context.setOffline(true);
    await mail.reader.press('Archive');
    await expect(mail.list.row('Stays')).toHaveCount(0);
    await mail.undo();
    await expect(mail.list.row('Stays')).toBeVisible();
    await context.setOffline(false);
    await expect(mail.connection).toBeEmpty();
    expect(await account(page).subjects('archive')).toEqual([]);
  });

  test('the mail that is kept on the device goes with whoever leaves', async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'Nobody else’s' });
    const mail = await enter(page, erin);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await mail.list.row('Nobody else’s').click();
    await expect.poll(() => mailOnDevice(page, '/thread')).toBeGreaterThanOrEqual(1);
    await mail.account('Sign out');
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await expect.poll(() => mailOnDevice(page, '')).toBe(0);
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

/** How many of the API's answers, of those with addresses that end so, the service worker has kept. */
function mailOnDevice(page: Page, ending: string): Promise<number> {
  return page.evaluate(async (ending) => {
    if (!(await caches.has('mail'))) return 0;
    const kept = await (await caches.open('mail')).keys();
    return kept.filter(({ url }) => url.endsWith(ending)).length;
  }, ending);
}
