// Every screen, in light and in dark, on a desk and on a phone: axe finds nothing, and the outline is as meant.

import type { Page } from '@playwright/test';

import { enter, expect, expectAccessible, type Letter, type Person, person, test } from '../fixtures.ts';

const LETTERS: Letter[] = [
  {
    subject: 'With everything',
    from: 'Grace Green <grace@elsewhere.test>',
    html: '<p>Hello</p><img src="http://tracker.test/x.gif" alt="">',
    attachments: [
      { name: 'a.pdf', type: 'application/pdf', bytes: Buffer.from('a') },
      { name: 'b.txt', type: 'text/plain', bytes: Buffer.from('b') },
    ],
  },
  { subject: 'Plain', from: 'Frank Field <frank@elsewhere.test>', text: 'Hello\n\n> quoted\n\nhttps://elsewhere.test/' },
];

for (const colours of ['light', 'dark'] as const) {
  test.describe(`in ${colours} colours`, () => {
    test.use({ colorScheme: colours });

    test('every screen on a desk', async ({ page, newcomer, post }) => {
      test.setTimeout(90_000);
      await tour(page, await somebody(newcomer, post));
    });

    test('every screen on a phone @phone', async ({ page, newcomer, post }) => {
      test.setTimeout(90_000);
      await tour(page, await somebody(newcomer, post));
    });
  });
}

test('every screen in high contrast', async ({ page, newcomer, post }) => {
  test.setTimeout(90_000);
  await tour(page, await somebody(newcomer, post), { theme: 'contrast' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
});

test('every screen in the colours of the system', async ({ page, newcomer, post }) => {
  test.setTimeout(90_000);
  await page.emulateMedia({ forcedColors: 'active' });
  await tour(page, await somebody(newcomer, post));
});

async function somebody(newcomer: () => Promise<Person>, post: (to: Person, ...letters: Letter[]) => Promise<void>): Promise<Person> {
  const erin = await newcomer();
  await post(erin, ...LETTERS);
  return erin;
}

/** Goes through all screens and has each looked at. */
async function tour(page: Page, erin: Person, settings?: Record<string, unknown>) {
  const look = (screen: string) => test.step(screen, () => expectAccessible(page));
  await page.goto('/');
  await expect(page.getByLabel('Email address')).toBeFocused();
  await look('the sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await look('the sign-in with a complaint');

  const mail = await enter(page, erin, undefined, settings);
  await expect(mail.list.row('Plain')).toBeVisible();
  await look('the inbox');
  await mail.list.star(mail.list.row('Plain')).click();
  await mail.list.tick(mail.list.row('Plain')).click();
  await expect(page.getByRole('toolbar', { name: 'Actions for the selected messages' })).toBeVisible();
  await look('the inbox with a selection');
  await page.getByRole('toolbar').getByRole('button', { name: 'Clear the selection' }).click();

  await mail.list.row('With everything').click();
  await expect(mail.reader.frame().getByText('Hello')).toBeVisible();
  await expect(mail.reader.region.getByText(/remote image/)).toBeVisible();
  await look('an HTML mail');
  await mail.reader.text.locator('summary').click();
  await mail.reader.press('More actions');
  await expect(page.getByRole('menu')).toBeVisible();
  await look('a menu');
  await page.keyboard.press('Escape');
  await mail.reader.press('Move to a folder');
  await expect(page.getByRole('dialog', { name: 'Move' })).toBeVisible();
  await look('a dialog');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await look('the help');
  await page.keyboard.press('Escape');
  await mail.reader.press('Archive');
  await expect(mail.notices.getByRole('button', { name: 'Undo' })).toBeVisible();
  await look('a notice');

  if (page.viewportSize()!.width > 900) {
    await expect(mail.reader.subject).toHaveText('Plain');
  } else {
    await mail.list.row('Plain').click();
  }
  await expect(mail.reader.text).toContainText('Hello');
  await look('a text mail');

  await page.keyboard.press('c');
  const letter = mail.composer();
  await letter.write({ to: ['frank@elsewhere.test', 'nonsense'], cc: ['grace@elsewhere.test'], subject: 'Hello', text: 'Hello' });
  await letter.attach({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') });
  await expect(letter.files).toContainText('notes.txt');
  await expect(letter.files.getByRole('progressbar')).toHaveCount(0);
  await letter.send();
  await expect(letter.complaint.last()).not.toBeEmpty();
  await look('the composer with a complaint');
  await letter.press('Discard draft');
  await expect(page.getByRole('dialog', { name: 'Discard this draft?' })).toBeVisible();
  await look('a question');
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
}

test('the outline of the mail client', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...LETTERS);
  const mail = await enter(page, erin);
  await mail.list.row('Plain').click();
  await expect(mail.reader.subject).toHaveText('Plain');
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - banner:
      - button /Account of/
    - navigation "Folders":
      - button "New message"
      - tree "Folders":
        - treeitem /Inbox/ [selected]
        - treeitem /Drafts/
        - treeitem /Sent/
        - treeitem /Archive/
        - treeitem /Junk/
        - treeitem /Trash/
    - main:
      - region "Inbox":
        - heading "Inbox" [level=1]
        - grid "Messages in Inbox":
          - rowgroup:
            - row /Frank Field, Plain/
            - row /Unread, Has an attachment, Grace Green, With everything/
      - region "Message":
        - toolbar "Actions for this message"
        - heading "Plain" [level=2]
        - article /Message from Frank Field/
  `);
});

test('folders within folders are told as such', async ({ page }) => {
  const mail = await enter(page, person('alice'));
  await expect(mail.folder('Inbox')).toHaveAttribute('aria-level', '1');
  await expect(mail.folder('Projects')).toHaveAttribute('aria-expanded', 'true');
  await expect(mail.folder('Atlas')).toHaveAttribute('aria-level', '2');
  await mail.folder('Projects').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(mail.folder('Projects')).toHaveAttribute('aria-expanded', 'false');
  await expect(mail.folder('Atlas')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(mail.folder('Atlas')).toBeVisible();
});
