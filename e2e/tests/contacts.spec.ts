// The address book: people and groups, how they come in and go out, and that no tab loses what another has done.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

import { enter, expect, expectAccessible, type Person, test } from '../fixtures.ts';
import { ContactsPage } from '../pages/contacts.ts';

// A contact that another tab has changed is answered with 412, which the browser notes as an error of ours.
test.use({ expectedErrors: /status of 412/ });

async function open(page: Page, who: Person, path = ''): Promise<ContactsPage> {
  await enter(page, who);
  if (path) await page.goto(`/contacts${path}`);
  else await page.getByRole('button', { name: 'Contacts' }).click();
  return new ContactsPage(page);
}

/** A file of this many people. */
function crowd(count: number): Buffer {
  const cards = Array.from({ length: count }, (_, n) => {
    const name = `${String.fromCharCode(65 + (n % 26))}person ${String(n).padStart(4, '0')}`;
    return `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:crowd-${n}\r\nFN:${name}\r\nEMAIL:p${n}@crowd.test\r\nEND:VCARD\r\n`;
  });
  return Buffer.from(cards.join(''));
}

async function importFile(contacts: ContactsPage, buffer: Buffer): Promise<void> {
  const { page } = contacts;
  await contacts.choose('More for all contacts', 'Import contacts');
  const dialog = page.getByRole('dialog', { name: 'Import contacts' });
  await dialog.getByLabel('File of vCards').setInputFiles({ name: 'people.vcf', mimeType: '', buffer });
}

test('somebody is added, changed, deleted and brought back', async ({ page, newcomer }) => {
  test.setTimeout(90_000);
  const contacts = await open(page, await newcomer());
  await expect(page.getByText('No contacts yet')).toBeVisible();
  await contacts.add({ 'First name': 'Ada', 'Last name': 'Lovelace', Email: 'ada@engine.test', Phone: '+44 20 1234', Organisation: 'Analytical Society', Note: 'Writes programs' });
  await expect(contacts.name('Ada Lovelace')).toBeVisible();
  await expect(contacts.row('Ada Lovelace')).toHaveAttribute('aria-selected', 'true');
  await expect(contacts.card).toContainText('Analytical Society');
  await expect(page).toHaveTitle('Contacts - Gatepost');

  await contacts.card.getByRole('button', { name: 'Edit contact' }).click();
  await contacts.form.getByLabel('Birthday').fill('1815-12-10');
  await contacts.fill({ 'Job title': 'Countess' });
  await contacts.save();
  await expect(contacts.card).toContainText('10 December 1815');
  await expect(contacts.card).toContainText('Countess');

  await contacts.choose('More actions', 'Delete contact');
  await expect(contacts.notices).toContainText('Ada Lovelace deleted');
  await expect(page.getByText('No contacts yet')).toBeVisible();
  await contacts.notices.getByRole('button', { name: 'Undo' }).click();
  await expect(contacts.name('Ada Lovelace')).toBeVisible();
  await expect(contacts.card).toContainText('10 December 1815');

  await page.reload();
  await expect(contacts.name('Ada Lovelace')).toBeVisible();
});

test('people come from a file, are found by what is typed, and go into a file', async ({ page, newcomer }) => {
  const contacts = await open(page, await newcomer());
  const odd = 'BEGIN:VCARD\r\nVERSION:4.0\r\nUID:odd\r\nN:;;;;\r\nEND:VCARD\r\n';
  await importFile(contacts, Buffer.concat([crowd(1200), Buffer.from(odd)]));
  const dialog = page.getByRole('dialog', { name: 'Import contacts' });
  await expect(dialog).toContainText('1,200 new contacts');
  await expect(dialog).toContainText('1 card was not taken');
  await expect(dialog).toContainText('A contact needs a name');
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await expect(contacts.row('Aperson 0000')).toBeVisible();
  await expect(contacts.rows.first()).toHaveAttribute('aria-setsize', '1200');
  expect(await contacts.rows.count(), 'only what is near the view exists').toBeLessThan(60);
  await contacts.row('Aperson 0000').focus();
  await page.keyboard.press('End');
  await expect(contacts.row('Zperson 1195')).toBeFocused();
  await page.keyboard.press('m');
  await expect(contacts.row('Mperson 0012')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(contacts.name('Mperson 0012')).toBeVisible();

  await contacts.search.fill('p77@');
  await expect(contacts.rows).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(contacts.rows.first()).toBeFocused();
  await contacts.search.fill('nobody at all');
  await expect(page.getByText('Nobody fits this search')).toBeVisible();
  await contacts.search.press('Escape');

  const download = page.waitForEvent('download');
  await contacts.choose('More for all contacts', 'Export all contacts');
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file.match(/BEGIN:VCARD/g)).toHaveLength(1200);

  await importFile(contacts, crowd(3));
  await expect(dialog).toContainText('3 contacts were there already');
});

test('a group is made, filled, renamed and written to', async ({ page, newcomer }) => {
  const contacts = await open(page, await newcomer());
  await importFile(contacts, crowd(3));
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  await contacts.groups.getByRole('button', { name: 'New group' }).click();
  const question = page.getByRole('dialog', { name: 'New group' });
  await question.getByLabel('Name of the group').fill('Joggers');
  await question.getByRole('button', { name: 'Save' }).click();
  await expect(contacts.name('Joggers')).toBeVisible();
  await expect(page.getByText('Nobody is in this group yet')).toBeVisible();

  await contacts.card.getByRole('button', { name: 'Members' }).click();
  const members = page.getByRole('dialog', { name: 'Members of Joggers' });
  await members.getByRole('checkbox', { name: /Aperson/ }).check();
  await members.getByRole('checkbox', { name: /Cperson/ }).check();
  await members.getByRole('button', { name: 'Save' }).click();
  await expect(contacts.card).toContainText('2 members');
  await expect(contacts.rows).toHaveCount(2);

  await contacts.choose('More actions', 'Rename group');
  const name = page.getByRole('dialog', { name: 'Rename group' });
  await name.getByLabel('Name of the group').fill('Runners');
  await name.getByRole('button', { name: 'Save' }).click();
  await expect(contacts.name('Runners')).toBeVisible();
  await expect(contacts.groups.getByRole('button', { name: /Runners/ })).toContainText('2');

  await contacts.card.getByRole('button', { name: 'Write to all' }).click();
  const composer = page.getByRole('dialog', { name: 'New message' }).or(page.locator('.compose'));
  await expect(composer.first()).toContainText('Aperson 0000');
  await expect(composer.first()).toContainText('Cperson 0002');
});

test('two tabs change the same contact, and nothing is lost', async ({ page, context, newcomer }) => {
  test.setTimeout(90_000);
  const erin = await newcomer();
  const here = await open(page, erin);
  await here.add({ 'First name': 'Grace', 'Last name': 'Hopper' });
  await expect(here.name('Grace Hopper')).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  const there = new ContactsPage(other);

  // Different fields: both stand.
  await here.card.getByRole('button', { name: 'Edit contact' }).click();
  await there.card.getByRole('button', { name: 'Edit contact' }).click();
  await there.fill({ 'Job title': 'Rear admiral' });
  await there.save();
  await expect(there.card).toContainText('Rear admiral');
  await here.fill({ Note: 'Found the first bug' });
  await here.save();
  await expect(here.card).toContainText('Found the first bug');
  await expect(here.card).toContainText('Rear admiral');

  // The same field: the person decides.
  await other.reload();
  await here.card.getByRole('button', { name: 'Edit contact' }).click();
  await there.card.getByRole('button', { name: 'Edit contact' }).click();
  await there.fill({ Nickname: 'Amazing Grace' });
  await there.save();
  await expect(there.card).toContainText('Amazing Grace');
  await here.fill({ Nickname: 'Grandma COBOL' });
  await here.save();
  await expect(here.form.getByRole('alert')).toContainText('was changed elsewhere');
  await here.form.getByRole('button', { name: 'Save mine' }).click();
  await expect(here.card).toContainText('Grandma COBOL');
});

test('what was typed into the form and left is not lost', async ({ page, newcomer }) => {
  const contacts = await open(page, await newcomer());
  await page.getByRole('button', { name: 'New contact' }).first().click();
  await contacts.fill({ 'First name': 'Hedy', 'Last name': 'Lamarr' });
  await page.goBack();
  await contacts.notices.getByRole('button', { name: 'Go on editing' }).click();
  await expect(contacts.form.getByLabel('Last name')).toHaveValue('Lamarr');
  await contacts.save();
  await expect(contacts.name('Hedy Lamarr')).toBeVisible();
});

test('a link adds somebody who has written, and the directory stands beside', async ({ page, newcomer }) => {
  const contacts = await open(page, await newcomer(), '/new?name=J%C3%B6rg%20M%C3%BCller&email=joerg%40elsewhere.test');
  await expect(contacts.form.getByLabel('First name')).toHaveValue('Jörg');
  await expect(contacts.form.getByRole('textbox', { name: 'Email' })).toHaveValue('joerg@elsewhere.test');
  await contacts.save();
  await expect(contacts.name('Jörg Müller')).toBeVisible();

  await contacts.search.fill('alice');
  const alice = contacts.row('alice@example.org').filter({ hasText: 'Directory' });
  await alice.click();
  await expect(contacts.card).toContainText('From the directory of your organisation');
  await expect(contacts.card.getByRole('button', { name: 'Edit contact' })).toHaveCount(0);
  await contacts.card.getByRole('button', { name: 'Add to contacts' }).click();
  await contacts.save();
  await expect(contacts.card.getByRole('button', { name: 'Edit contact' })).toBeVisible();
  await expect(contacts.row('alice@example.org').filter({ hasText: 'Directory' })).toHaveCount(0);
});

test('list and card take turns on a phone @phone', async ({ page, newcomer }) => {
  const contacts = await open(page, await newcomer());
  await contacts.add({ 'First name': 'Ada', 'Last name': 'Lovelace', Email: 'ada@engine.test' });
  await expect(contacts.name('Ada Lovelace')).toBeInViewport();
  await expect(contacts.search).not.toBeInViewport();
  await expect(contacts.card.getByRole('button', { name: 'More actions' }), 'nothing is pushed off the screen').toBeInViewport({ ratio: 1 });
  await expectAccessible(page);
  await contacts.card.getByRole('button', { name: 'Back to the contacts' }).tap();
  await expect(contacts.row('Ada Lovelace')).toBeInViewport();
  await expectAccessible(page);
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(screen!);
  await page.getByRole('button', { name: 'Back to mail' }).tap();
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeInViewport();
});
