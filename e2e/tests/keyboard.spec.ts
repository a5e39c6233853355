// By keyboard alone: everything can be done, and the keyboard is always somewhere.

import type { Page } from '@playwright/test';

import { account, enter, expect, MailPage, test } from '../fixtures.ts';

test('a morning without a mouse', async ({ page, newcomer, post, elsewhere }) => {
  test.setTimeout(90_000);
  const [erin, frank] = [await newcomer(), await newcomer('mail03')];
  await post(erin, { subject: 'Third' }, { subject: 'Second' }, { subject: 'First' });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  // Signing in.
  await page.goto('/');
  await expect(page.getByLabel('Email address')).toBeFocused();
  await page.keyboard.type(erin.address);
  await press('Tab');
  await page.keyboard.type(erin.password);
  await press('Enter');
  const mail = new MailPage(page);
  await expect(mail.list.row('First')).toBeVisible();

  // Along the list; nothing is opened by walking past it.
  await press('j');
  await expect(mail.list.rowAt(1)).toBeFocused();
  await press('j');
  await expect(mail.list.rowAt(2)).toBeFocused();
  await press('k', 'k');
  await expect(mail.list.rowAt(0)).toBeFocused();
  await expect(mail.reader.subject).toHaveCount(0);

  // A star, an opened message, an archived one.
  await press('s');
  await expect(mail.list.row(/Starred, .*First/)).toBeVisible();
  await press('Enter');
  await expect(mail.reader.subject).toHaveText('First');
  await expectFocus(page);
  await press('e');
  await expect(mail.list.row('First')).toHaveCount(0);
  await expect(mail.notices).toContainText('Message archived');
  await expectFocus(page);
  await expect.poll(() => account(page).subjects('archive')).toEqual(['First']);
  await expect(mail.reader.subject).toHaveText('Second');

  // Writing: the way in, through the fields, and out with Control and Enter.
  await press('c');
  const letter = mail.composer();
  await expect(letter.line('To')).toBeFocused();
  await page.keyboard.type(`${frank.address},`);
  await tabTo(page, 'Subject');
  await page.keyboard.type('By hand');
  await press('Tab');
  await expect(letter.body).toBeFocused();
  await page.keyboard.type('No mouse was hurt.');
  await press('Control+Enter');
  await expect(letter.panel).toHaveCount(0);
  await expect(mail.notices).toContainText('Sent');
  await expectFocus(page);

  // A message begun and closed again: the keyboard is where it was.
  await press('c');
  await expect(letter.line('To')).toBeFocused();
  await press('Escape');
  await expect(letter.panel).toHaveCount(0);
  await expectFocus(page);

  // Help.
  await press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toContainText('Archive');
  await press('Escape');
  await expect(help).toBeHidden();
  await expectFocus(page);

  // Places: the archive and back.
  await press('g', 'a');
  await expect(mail.list.row(/Starred, .*First/)).toBeVisible();
  await expectFocus(page);
  await press('g', 'i');
  await expect(mail.list.row('Second')).toBeVisible();

  // Moving by the name of a folder.
  await press('v');
  await page.keyboard.type('arch');
  await press('Enter');
  await expect(mail.list.row('Second')).toHaveCount(0);
  await expectFocus(page);
  await expect.poll(async () => (await account(page).subjects('archive')).sort()).toEqual(['First', 'Second']);

  const franks = await enter(await elsewhere(), frank);
  await expect(franks.list.row('By hand')).toBeVisible();
});

test('an afternoon without a mouse', async ({ page, newcomer, post }) => {
  test.setTimeout(90_000);
  const erin = await newcomer();
  const frank = 'Frank Field <frank@elsewhere.test>';
  await post(erin, { subject: 'Budget', from: frank, text: 'Here it is.' }, { subject: 'Lunch', from: frank }, { subject: 'Budget of others' });
  const mail = await enter(page, erin);
  await expect(mail.list.rows).toHaveCount(3);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  // Found by who wrote it and what it is about, opened, answered.
  await press('/');
  await expect(page.getByRole('combobox', { name: 'Search mail' })).toBeFocused();
  await page.keyboard.type('from:frank subject:budget');
  await press('Enter');
  await expect(mail.list.rows).toHaveCount(1);
  await expect(mail.list.rowAt(0)).toBeFocused();
  await press('Enter');
  await expect(mail.reader.text).toContainText('Here it is.');
  await press('r');
  const letter = mail.composer();
  await expect(letter.body).toBeFocused();
  await page.keyboard.type('Thank you.');
  await press('Control+Enter');
  await expect(mail.notices).toContainText('Sent');
  await expectFocus(page);

  // A tag that did not exist before.
  await press('l');
  await page.keyboard.type('Money');
  await expect(page.getByRole('dialog').getByRole('option')).toHaveText(['Make the tag “Money”']);
  await press('Enter');
  await press('g', 'i');
  await expect(mail.list.row('Budget').filter({ hasText: 'Money' })).toHaveCount(1);
  await expectFocus(page);

  // A setting, by way of the palette, and back to where one was.
  await press('Control+k');
  await page.keyboard.type('reading');
  await press('Enter');
  await expect(page.locator('#settings-title')).toHaveText('Reading');
  await tabTo(page, 'Show conversations');
  await press('Space');
  await expect(page.getByRole('switch', { name: 'Show conversations' })).not.toBeChecked();
  await press('Escape');
  await expect(mail.list.rows).toHaveCount(3);
  await expectFocus(page);

  // Out, by the menu of the account.
  await mail.accountButton.focus();
  await press('Enter');
  await expect(page.getByRole('menuitemradio').first()).toBeFocused();
  await press('End');
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
  await press('Enter');
  await expect(page.getByLabel('Email address')).toBeFocused();
});

test('several messages are ticked by keys', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two' }, { subject: 'Three' });
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('Shift+ArrowDown');
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected messages' });
  await expect(bar).toContainText('2 selected');
  await expect(mail.list.rowAt(1)).toHaveAttribute('aria-selected', 'true');
  await expect(mail.list.rowAt(2)).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('#');
  await expect(mail.list.rows).toHaveCount(1);
  await expectFocus(page);
  await expect.poll(async () => (await account(page).subjects('trash')).sort()).toEqual(['Three', 'Two']);
});

test('letters that are typed are letters, not commands', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Precious' });
  const mail = await enter(page, erin);
  await mail.list.row('Precious').click();
  const letter = await mail.compose();
  await letter.body.pressSequentially('edit # ! sea');
  await expect(letter.body).toHaveValue('edit # ! sea');
  await expect(mail.list.row('Precious')).toBeVisible();
  expect(await account(page).subjects('inbox')).toEqual(['Precious']);
});

test('the folders are a tree for the keyboard, too', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Only one' });
  const mail = await enter(page, erin);
  await mail.folder('Inbox').focus();
  await page.keyboard.press('End');
  const last = mail.folders.getByRole('treeitem').last();
  await expect(last).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(last).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(mail.folder('Inbox')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(mail.list.row('Only one')).toBeVisible();
});

/** The keyboard is somewhere: not at the page as a whole, which is where it falls when what had it is gone. */
async function expectFocus(page: Page) {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), { message: 'the keyboard is somewhere' }).not.toBe('BODY');
}

/** Presses Tab until the field with this name has the keyboard, a few times at most. */
async function tabTo(page: Page, name: string) {
  for (let presses = 0; presses < 4; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    if (at === name) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}
