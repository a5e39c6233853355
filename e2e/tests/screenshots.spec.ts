// The pictures of the README and docs, taken by `make screenshots`: no test, and no part of `make test`.

import type { Page } from '@playwright/test';

import { enter, expect, MailPage, person, test } from '../fixtures.ts';
import { SignInPage } from '../pages/sign-in.ts';

const FOLDER = new URL('../../docs/screenshots/', import.meta.url).pathname;

for (const colours of ['light', 'dark'] as const) {
  for (const [device, tag] of [['', ''], ['-phone', ' @phone']] as const) {
    test.describe(`in ${colours} @screenshots${tag}`, () => {
      test.use({ colorScheme: colours });

      const take = (page: Page, screen: string) => page.screenshot({ path: `${FOLDER}${screen}-${colours}${device}.png`, animations: 'disabled' });

      test('before signing in', async ({ page }) => {
        const signIn = new SignInPage(page);
        await signIn.open();
        await expect(signIn.address).toBeFocused();
        await take(page, 'sign-in');
      });

      test('at the desk of alice', async ({ page }) => {
        const mail = await enter(page, person('alice'));
        await settled(mail);
        await take(page, 'inbox');

        await mail.list.row(/Has an attachment/).first().click();
        await settled(mail);
        await take(page, 'message');

        await page.keyboard.press('r');
        const letter = mail.composer();
        await expect(letter.body).toBeFocused();
        await page.keyboard.insertText('Thank you, that is just what I needed. I will read it on the train tomorrow.\n\nAlice');
        await expect(letter.saved).toContainText('Saved');
        await take(page, 'compose');
        await letter.press('Discard draft');
        await page.getByRole('button', { name: 'Discard', exact: true }).click();
        await expect(mail.notices).toContainText('Draft discarded');
        await mail.notices.getByRole('button', { name: 'Dismiss' }).click();

        await page.keyboard.press('?');
        await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
        await take(page, 'shortcuts');
      });
    });
  }
}

/** All that is in view has arrived: rows, the message, the pictures in it. */
async function settled(mail: MailPage) {
  if (await mail.list.grid.isVisible()) {
    await expect(mail.list.grid).toHaveAttribute('aria-busy', 'false');
    await expect(mail.list.grid.getByLabel('Loading messages')).toHaveCount(0);
  }
  await expect(mail.reader.region.getByText('Loading the message')).toHaveCount(0);
  for (const frame of await mail.page.locator('iframe').all()) await expect(frame).toHaveClass(/html-body-shown/);
  await mail.page.evaluate(() => document.fonts.ready);
  // Where it points at nothing.
  await mail.page.mouse.move(700, 20);
}
