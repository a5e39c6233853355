// On a phone: list and message take turns, the folders are in a drawer, the composer takes the whole screen. @phone

import type { Page } from '@playwright/test';

import { account, enter, expect, test } from '../fixtures.ts';

test.describe('on a phone @phone', () => {
  test('from the list to a message and back', async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'A long walk', from: 'Maximiliane Wolkenstein <maximiliane.wolkenstein@harbour-field-surveys.example>', text: 'Shall we? '.repeat(200) }, { subject: 'Another', html: '<table width="900"><tr><td>Wide</td></tr></table>' });
    const mail = await enter(page, erin);
    await expect(mail.list.row('A long walk')).toBeInViewport();
    await expect(mail.reader.region).not.toBeInViewport();
    await expectNoSideways(page);

    await mail.list.row('A long walk').tap();
    await expect(mail.reader.subject).toHaveText('A long walk');
    await expect(mail.list.grid).not.toBeInViewport();
    await expectNoSideways(page);
    await expect(mail.reader.sent, 'a long address leaves room for the time').toBeInViewport({ ratio: 1 });
    await page.getByRole('button', { name: 'Back to the list' }).tap();
    await expect(mail.list.row('A long walk')).toBeInViewport();
    await expect(mail.list.row(/^Unread, .*A long walk/)).toHaveCount(0);

    await mail.list.row('Another').tap();
    await expect(mail.reader.frame().getByText('Wide')).toBeVisible();
    await expectNoSideways(page);
    await page.goBack();
    await expect(mail.list.row('Another')).toBeInViewport();
  });

  test('the folders are in a drawer', async ({ page, newcomer }) => {
    const erin = await newcomer('mail03');
    const mail = await enter(page, erin);
    await expect(mail.folder('Sent')).not.toBeInViewport();
    await page.getByRole('button', { name: 'Show folders' }).tap();
    await expect(mail.folder('Sent')).toBeInViewport({ ratio: 1 });
    await mail.folder('Sent').tap();
    await expect(mail.list.heading('Sent')).toBeVisible();
    await expect(mail.folder('Sent')).not.toBeInViewport();
    await expectNoSideways(page);
  });

  test('a message is written on the whole screen and sent', async ({ page, newcomer }) => {
    const [erin, frank] = [await newcomer(), await newcomer()];
    const mail = await enter(page, erin);
    const letter = await mail.compose();
    const box = await letter.panel.boundingBox();
    expect(box).toMatchObject({ x: 0, width: 390 });
    expect(box!.height).toBeGreaterThan(800);
    await letter.write({ to: [frank.address], subject: 'On the way', text: 'Sent from a bus.' });
    await expectNoSideways(page);
    await letter.send();
    await expect(mail.notices).toContainText('Sent');
    await expect(mail.list.heading('Inbox')).toBeInViewport();
    await expect.poll(() => account(page).subjects('sent')).toEqual(['On the way']);
  });

  test('the less common things are in a menu, and what is archived leads back to the list', async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'Keep' }, { subject: 'File' });
    const mail = await enter(page, erin);
    await mail.list.row('File').tap();
    await expect(mail.reader.subject).toHaveText('File');
    await mail.reader.press('More actions');
    await page.getByRole('menuitem', { name: 'Star' }).tap();
    await expect.poll(() => account(page).keywords('inbox', 'File')).toContain('$flagged');
    await mail.reader.press('Archive');
    await expect(mail.list.row('Keep')).toBeInViewport();
    await expect(mail.list.row('File')).toHaveCount(0);
    await mail.undo();
    await expect(mail.list.row('File')).toBeInViewport();
  });
});

/** The page is as wide as the phone. */
async function expectNoSideways(page: Page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(screen!);
}
