// Looking for mail: what is typed is completed, what is found is shown as it is found, and Back finds it again.

import type { Locator } from '@playwright/test';

import { account, enter, expect, expectAccessible, MailPage, test } from '../fixtures.ts';

const box = (mail: MailPage) => mail.page.getByRole('combobox', { name: 'Search mail' });

async function search(mail: MailPage, query: string): Promise<void> {
  await box(mail).fill(query);
  await box(mail).press('Enter');
}

test('hits are marked, opened beside the results, and Back leads to them again', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(
    erin,
    { subject: 'Plan of the harbour', text: 'The quay is green.' },
    { subject: 'Lunch', text: 'Bring the harbour plan along, please.' },
    { subject: 'Something else', text: 'Nothing of it.' },
  );
  const mail = await enter(page, erin);
  await page.keyboard.press('/');
  await expect(box(mail)).toBeFocused();
  await search(mail, 'harbour');
  await expect(page.getByRole('heading', { level: 1, name: 'Results for “harbour”' })).toBeVisible();
  await expect(page.getByText('2 results')).toBeVisible();
  await expect(mail.list.rows).toHaveCount(2);
  await expect(mail.list.row('Plan of the harbour').locator('mark')).toHaveText('harbour');
  await expect(mail.list.row('Lunch')).toContainText('Inbox');
  await expect(mail.list.rowAt(0), 'the keyboard goes on to the results').toBeFocused();
  await expect(page).toHaveURL(/\/search\?q=harbour$/);
  await expectAccessible(page);

  await mail.list.row('Lunch').click();
  await expect(mail.reader.subject).toHaveText('Lunch');
  await expect(mail.list.rows, 'the results stay').toHaveCount(2);
  await page.reload();
  await expect(mail.reader.subject).toHaveText('Lunch');
  await expect(mail.list.rows).toHaveCount(2);
  await mail.go('Inbox');
  await expect(mail.list.rows).toHaveCount(3);
  await page.goBack();
  await page.goBack();
  await expect(page.getByText('2 results')).toBeVisible();
  await expect(box(mail)).toHaveValue('harbour');
});

test('what was found is marked in the open mail as well, written as text or as HTML', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(
    erin,
    { subject: 'As text', text: 'Harbour first, the harbour last.' },
    { subject: 'As HTML', html: '<p>At the <b>har</b>vest, by the <i>Harbour</i>.</p>' },
  );
  const marked = (document: Locator) =>
    document.evaluate(() => [...(CSS.highlights.get('hit') ?? [])].map((range) => (range as Range).toString()));
  const mail = await enter(page, erin);
  await search(mail, 'harbour');
  await mail.list.row('As text').click();
  await expect(mail.reader.text).toContainText('the harbour last');
  await expect.poll(() => marked(page.locator('html'))).toEqual(['Harbour', 'harbour']);
  await mail.list.row('As HTML').click();
  await expect.poll(() => marked(mail.reader.frame().locator('html'))).toEqual(['Harbour']);
  await mail.go('Inbox');
  await mail.list.row('As text').click();
  await expect(mail.reader.text).toContainText('the harbour last');
  await expect.poll(() => marked(page.locator('html'))).toEqual([]);
});

test('what is typed is completed, by keys alone', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'From Frank', from: 'Frank Field <frank@field.test>' }, { subject: 'Another' });
  const mail = await enter(page, erin);
  await box(mail).focus();
  await page.keyboard.type('fro');
  const suggestions = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(suggestions.getByRole('option')).toHaveText([/from:/]);
  await page.keyboard.press('ArrowDown');
  await expect(suggestions.getByRole('option', { selected: true })).toContainText('from:');
  await page.keyboard.press('Enter');
  await expect(box(mail)).toHaveValue('from:');
  await page.keyboard.type('fran');
  await expect(suggestions.getByRole('option')).toHaveText([/Frank Field/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box(mail)).toHaveValue('from:frank@field.test ');
  await page.keyboard.type('is:unr');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(mail.list.rows).toHaveCount(1);
  await expect(mail.list.row('From Frank')).toBeVisible();

  // A term is taken away by its chip.
  await page.getByRole('button', { name: 'Remove from:frank@field.test' }).click();
  await expect(mail.list.rows).toHaveCount(2);
  await expect(box(mail)).toHaveValue('is:unread');

  // What was looked for is offered again, until one signs out.
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(mail.list.heading('Inbox')).toBeVisible();
  await box(mail).focus();
  await expect(suggestions.getByRole('option').first()).toContainText('from:frank@field.test is:unread');
  await page.keyboard.press('Escape');
  await mail.account('Sign out');
  await expect(page.getByLabel('Email address')).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('search')))).toEqual([]);
});

test('where is searched is said, and can be one folder', async ({ page, newcomer, post }) => {
  const erin = await newcomer('mail03');
  await post(erin, { subject: 'Report of May' }, { subject: 'Report of June' });
  const mail = await enter(page, erin);
  await mail.list.row('Report of May').hover();
  await mail.list.row('Report of May').getByRole('button', { name: 'Archive' }).click();
  await expect.poll(() => account(page).subjects('archive')).toEqual(['Report of May']);
  await search(mail, 'report');
  await expect(mail.list.rows).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Where to search' }).selectOption('Only Inbox');
  await expect(mail.list.rows).toHaveCount(1);
  await expect(mail.list.row('Report of June')).toBeVisible();
  await search(mail, 'nowhere to be found');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByRole('button', { name: 'Search all mail' }).click();
  await expect(page.getByText('Nothing found')).toBeVisible();
  await expectAccessible(page);
});

test.describe('a search that cannot be', () => {
  test.use({ expectedErrors: /status of 422 / });

  test('says why', async ({ page, newcomer }) => {
    const mail = await enter(page, await newcomer());
    await search(mail, 'before:christmas');
    await expect(page.getByText('The search could not be done')).toBeVisible();
    await expect(page.getByText(/this is not a day/)).toBeVisible();
  });
});

test('a search is kept and stands among the folders', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Invoice 1' }, { subject: 'Hello' });
  const mail = await enter(page, erin);
  await search(mail, 'subject:invoice');
  await expect(mail.list.rows).toHaveCount(1);
  await page.getByRole('button', { name: 'Save search' }).click();
  await page.getByRole('dialog', { name: 'Save search' }).getByLabel('Name').fill('Invoices');
  await page.keyboard.press('Enter');
  const kept = page.getByRole('region', { name: 'Saved searches' }).getByRole('link', { name: 'Invoices' });
  await expect(kept).toBeVisible();
  await mail.go('Inbox');
  await expect(mail.list.rows).toHaveCount(2);
  await kept.click();
  await expect(mail.list.rows).toHaveCount(1);
  await page.reload();
  await expect(kept).toBeVisible();
  await kept.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove saved search' }).click();
  await expect(kept).toHaveCount(0);
  await mail.undo();
  await expect(kept).toBeVisible();
});

test.describe('on a phone @phone', () => {
  test('searching, and back', async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'Tickets for Friday' }, { subject: 'Other' });
    const mail = await enter(page, erin);
    await search(mail, 'tickets');
    await expect(mail.list.rows).toHaveCount(1);
    await mail.list.row('Tickets').tap();
    await expect(mail.reader.subject).toHaveText('Tickets for Friday');
    await page.getByRole('button', { name: 'Back to the list' }).tap();
    await expect(mail.list.row('Tickets')).toBeInViewport();
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(content).toBeLessThanOrEqual(screen!);
  });
});
