// Tags: made while they are given, coloured, renamed, and kept on the server as keywords.

import { account, enter, expect, expectAccessible, test } from '../fixtures.ts';

test('a tag is made, given, found, renamed, coloured and taken away', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two' });
  const mail = await enter(page, erin);
  const dialog = page.getByRole('dialog', { name: /^Tag/ });

  // Made by its name, with the keyboard alone.
  await mail.list.row('Two').focus();
  await page.keyboard.press('l');
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('Travel');
  await expect(dialog.getByRole('option')).toHaveText(['Make the tag “Travel”']);
  await page.keyboard.press('Enter');
  await expect(mail.list.row('Two')).toContainText('Travel');
  await expect.poll(() => account(page).keywords('inbox', 'Two')).toContain('travel');

  // Given to several, and undone.
  await mail.list.tick(mail.list.row('One')).click();
  await mail.list.tick(mail.list.row('Two')).click();
  await page.getByRole('toolbar', { name: 'Actions for the selected messages' }).getByRole('button', { name: 'Tag' }).click();
  await expect(dialog.getByRole('option', { name: 'Travel' })).toHaveAttribute('aria-checked', 'mixed');
  await expectAccessible(page, 'dialog[open]');
  await dialog.getByRole('option', { name: 'Travel' }).click();
  await expect(mail.list.row('One')).toContainText('Travel');
  await expect.poll(() => account(page).keywords('inbox', 'One')).toContain('travel');
  await mail.undo();
  await expect.poll(() => account(page).keywords('inbox', 'One')).not.toContain('travel');
  await expect.poll(() => account(page).keywords('inbox', 'Two')).toContain('travel');
  await page.keyboard.press('Escape');

  // Another name and another colour: nothing on the server is marked anew.
  const tags = page.getByRole('region', { name: 'Tags' });
  await tags.getByRole('link', { name: 'Travel' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Change tag' }).click();
  const change = page.getByRole('dialog', { name: 'Change tag' });
  await change.getByLabel('Name').fill('Journeys');
  await change.getByRole('radio', { name: 'Red' }).check({ force: true });
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(mail.list.row('Two')).toContainText('Journeys');
  await expect(mail.list.row('Two').getByText('Journeys')).toHaveAttribute('data-tag', 'red');

  // It is a place to go to, on any device.
  await page.reload();
  await tags.getByRole('link', { name: 'Journeys' }).click();
  await expect(mail.list.rows).toHaveCount(1);
  await expect(mail.list.row('Two')).toBeVisible();

  // Taken away from the message.
  await mail.go('Inbox');
  await mail.list.row('Two').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Tag' }).click();
  await dialog.getByRole('option', { name: 'Journeys' }).click();
  await expect(mail.list.row('Two')).not.toContainText('Journeys');
  await expect.poll(() => account(page).keywords('inbox', 'Two')).not.toContain('travel');
});
