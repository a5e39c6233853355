// The pictures of the README and docs, taken by `make screenshots`: no test, and no part of `make test`.

import type { Page } from '@playwright/test';

import { enter, expect, MailPage, person, test } from '../fixtures.ts';
import { ContactsPage } from '../pages/contacts.ts';
import { SignInPage } from '../pages/sign-in.ts';

const FOLDER = new URL('../../docs/screenshots/', import.meta.url).pathname;

const THREAD = { headers: ['References: <concert@elsewhere.test>'] };

const TALK = [
  { ...THREAD, from: 'Nora Lind <nora@elsewhere.test>', subject: 'Autumn concert', text: 'Dear all,\n\nthe hall is ours on the 12th. Who can help with the chairs?\n\nNora' },
  { ...THREAD, from: 'Paul Weber <paul@elsewhere.test>', subject: 'Re: Autumn concert', text: 'I can, from five o’clock.\n\n> Who can help with the chairs?' },
  { ...THREAD, from: 'Nora Lind <nora@elsewhere.test>', subject: 'Re: Autumn concert', text: 'Wonderful, thank you. The caterer brings soup and bread at half past eight.\n\nSee you there,\nNora' },
];

const PEOPLE: Record<string, string>[] = [
  { 'First name': 'Grace', 'Last name': 'Hopper', Email: 'grace@harbour.test', Organisation: 'Navy' },
  { 'First name': 'Emmy', 'Last name': 'Noether', Email: 'emmy@rings.test', Organisation: 'Göttingen' },
  { 'First name': 'Ada', 'Last name': 'Lovelace', Email: 'ada@engine.test', Phone: '+44 20 1234', Organisation: 'Analytical Society', Note: 'Writes programs' },
];

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

      test('with a password that is wrong', async ({ page }) => {
        const signIn = new SignInPage(page);
        await signIn.open();
        await signIn.signIn({ address: 'alice@example.org', password: 'not hers' });
        await expect(page.getByRole('alert')).toBeVisible();
        await take(page, 'sign-in-refused');
      });

      test('in a conversation', async ({ page, newcomer, post }) => {
        const erin = await newcomer();
        await post(erin, ...TALK);
        const mail = await enter(page, erin);
        await mail.list.rowAt(0).click();
        await expect(mail.reader.text).toContainText('See you there');
        await settled(mail);
        await take(page, 'conversation');
        if (device) {
          await page.goBack();
          await page.getByRole('button', { name: 'Show folders' }).click();
        }
        await mail.go('Trash');
        await expect(mail.list.heading('Trash')).toBeVisible();
        await settled(mail);
        await take(page, 'empty');
      });

      test('among results', async ({ page }) => {
        const mail = await enter(page, person('alice'));
        await page.goto('/search?q=has%3Aattachment');
        await expect(mail.list.rows.first()).toBeVisible();
        await settled(mail);
        await take(page, 'search');
      });

      test('in the settings and among contacts', async ({ page, newcomer }) => {
        await enter(page, await newcomer());
        await page.goto('/settings/appearance');
        await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
        await take(page, 'settings');
        await page.goto('/contacts');
        const contacts = new ContactsPage(page);
        for (const fields of PEOPLE) {
          await contacts.add(fields);
          await expect(contacts.card).toContainText(fields['Last name']!);
          if (device) await page.goBack();
        }
        if (device) await contacts.row('Ada Lovelace').click();
        await expect(contacts.card).toContainText('Lovelace');
        await take(page, 'contacts');
      });

      test('at the desk of alice', async ({ page }) => {
        const mail = await enter(page, person('alice'));
        if (!device) await expect(page.getByText('No message is open')).toBeVisible();
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
