// Commands: the palette, keys of one's own, the help that reads the same table. By keyboard alone.

import { account, enter, expect, expectAccessible, test } from '../fixtures.ts';

test('the palette does what is typed, from the list and from the settings', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two' });
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('arch');
  await expect(palette.getByRole('option', { selected: true })).toContainText('Archive');
  await page.keyboard.press('Enter');
  await expect(mail.list.row('Two')).toHaveCount(0);
  await expect.poll(() => account(page).subjects('archive')).toEqual(['Two']);

  // A folder, by some of its letters.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('drft');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(mail.list.heading('Drafts')).toBeVisible();

  // A section of the settings, and from there back to mail.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('tags');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Tags' })).toBeFocused();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(mail.list.row('One')).toBeVisible();

  // What fits nothing says so; Escape leaves.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zzzz');
  await expect(palette).toContainText('Nothing fits');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});

test('a command gets another key, a conflict is refused, and a reset brings the first one back', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Filed by another key' });
  const mail = await enter(page, erin);
  await page.goto('/settings/shortcuts');
  const row = page.getByRole('listitem').filter({ hasText: /^Archive/ });
  const change = page.getByRole('button', { name: 'Change the key of "Archive"' });
  await change.focus();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Press a key');
  await page.keyboard.press('r');
  await expect(row.getByRole('alert')).toContainText('already means "Reply"');
  await page.keyboard.press('y');
  await expect(row.getByRole('alert')).toHaveCount(0);
  await expect(row).toContainText('Y');

  // A sequence, for another.
  await page.getByRole('button', { name: 'Change the key of "Star"' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  await expect(page.getByRole('listitem').filter({ hasText: /^Star/ })).toContainText('then');

  // The help reads the same table.
  await page.getByRole('heading', { level: 2 }).focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.locator('.help-row').filter({ hasText: 'Archive' }).first()).toContainText('Y');
  await page.keyboard.press('Escape');

  // The new key works, the old one does not.
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('e');
  await expect(mail.list.row('Filed by another key')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  await expect(mail.list.row(/Starred/)).toBeVisible();
  await page.keyboard.press('y');
  await expect(mail.list.row('Filed by another key')).toHaveCount(0);

  await page.goto('/settings/shortcuts');
  await page.getByRole('button', { name: 'Reset all' }).click();
  await expect(row).toContainText('E');
});

test('a click on a command shows its key', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Clicked' });
  const mail = await enter(page, erin);
  await mail.list.row('Clicked').click();
  await mail.reader.press('Archive');
  await expect(page.locator('.key-flash')).toContainText('E');
  await expect(page.locator('.key-flash')).toHaveCount(0);
});

test('folders are made, renamed and deleted by keyboard', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const give = async (command: string) => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')).toBeFocused();
    await page.keyboard.type(command);
    await page.keyboard.press('Enter');
  };
  await give('new folder');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('A folder needs a name.')).toBeVisible();
  await page.keyboard.type('Travel');
  await page.keyboard.press('Enter');
  await expect(mail.notices).toContainText('Folder "Travel" created');
  await mail.go('Travel');
  await give('rename or move');
  await page.getByRole('textbox', { name: 'Name' }).fill('Journeys');
  await page.keyboard.press('Enter');
  await expect(mail.folder('Journeys')).toBeVisible();
  await expect(mail.list.heading('Journeys')).toBeVisible();
  await give('delete folder');
  const dialog = page.getByRole('dialog', { name: 'Delete "Journeys"?' });
  await expect(dialog.getByRole('button', { name: 'Delete folder' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(mail.folder('Journeys')).toHaveCount(0);
  await expect(mail.list.heading('Inbox')).toBeVisible();
});
