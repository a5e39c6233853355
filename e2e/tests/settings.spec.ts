// The settings: what the person chooses shows at once, is kept, and is the same on every device.

import { enter, expect, expectAccessible, type Person, test } from '../fixtures.ts';
import { SettingsPage } from '../pages/settings.ts';

test('a choice shows at once, is kept, and follows the person to another device', async ({ page, newcomer, elsewhere }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const settings = new SettingsPage(page);
  await settings.open('Appearance');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'Compact' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await settings.saved();

  // Kept: before the first paint of the next visit, too.
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeChecked();

  // Another device has it from the server, and what it changes comes back when this page is looked at again.
  const other = await elsewhere();
  await enter(other, erin);
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
  const others = new SettingsPage(other);
  await others.open('Writing');
  await other.getByLabel('Time to undo sending').selectOption('30 seconds');
  await others.saved();
  await page.reload();
  await settings.open('Writing');
  await expect(page.getByLabel('Time to undo sending')).toHaveValue('30');

  // Back leads to the mail as it was.
  await settings.leave();
  await expect(mail.list.heading('Inbox')).toBeVisible();
});

test('two tabs of one browser agree', async ({ page, newcomer }) => {
  await enter(page, await newcomer());
  const second = await page.context().newPage();
  await second.goto('/settings/reading');
  const settings = new SettingsPage(page);
  await settings.open('Reading');
  await settings.switch('Show conversations').uncheck();
  await settings.saved();
  await expect(new SettingsPage(second).switch('Show conversations')).not.toBeChecked();
});

test.describe('while the node is away', () => {
  test.use({ expectedErrors: /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_SOCKET|ERR_FAILED/ });

  test('a choice is kept here, and saved as soon as it is back', async ({ page, newcomer, ownNode, elsewhere }) => {
    const erin = await newcomer();
    await enter(page, erin, ownNode.url);
    const settings = new SettingsPage(page);
    await settings.open('Appearance');
    await expect(settings.title).toHaveText('Appearance');
    await page.route('**/api/v1/settings', (route) => route.abort());
    await page.getByRole('radio', { name: 'High contrast' }).check();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
    await expect(settings.note).toContainText('Kept on this device');
    await page.unroute('**/api/v1/settings');
    await settings.saved();
    const other = await elsewhere();
    await enter(other, erin);
    await expect(other.locator('html')).toHaveAttribute('data-theme', 'contrast');
  });
});

test('the open mail stands beside, under, or in place of the list', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Where am I' });
  const mail = await enter(page, erin);
  const settings = new SettingsPage(page);
  const choose = async (layout: string) => {
    await settings.open('Appearance');
    await page.getByRole('radio', { name: layout, exact: true }).check();
    await settings.leave();
  };
  const places = async () => {
    await mail.list.row('Where am I').click();
    await expect(mail.reader.subject).toHaveText('Where am I');
    return [(await mail.list.grid.boundingBox())!, (await mail.reader.region.boundingBox())!] as const;
  };
  const [list, reader] = await places();
  expect(reader.x).toBeGreaterThan(list.x + 100);

  await choose('Under the list');
  const [above, below] = await places();
  expect(below.y).toBeGreaterThan(above.y + 100);
  expect(Math.abs(below.x - above.x)).toBeLessThan(20);

  await choose('In place of the list');
  await expect(mail.reader.subject).toBeVisible();
  await expect(mail.list.grid).toBeHidden();
  await page.keyboard.press('u');
  await expect(mail.list.grid).toBeVisible();
});

test('tags are made, renamed and taken away', async ({ page, newcomer }) => {
  await enter(page, await newcomer());
  const settings = new SettingsPage(page);
  await settings.open('Tags');
  await page.getByLabel('New tag').fill('Travel');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Travel');
  await page.getByLabel('New tag').fill('travel');
  await page.keyboard.press('Enter');
  await expect(page.getByText('There is a tag with this name already.')).toBeVisible();
  await page.getByLabel('New tag').fill('');
  await page.getByRole('textbox', { name: 'Name' }).fill('Journeys');
  await expect(settings.note).toHaveText('Saved');
  await page.getByLabel('Colour').selectOption('Purple');
  await settings.saved();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Journeys');
  await expect(page.getByLabel('Colour')).toHaveValue('purple');
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('You have no tags yet.')).toBeVisible();
});

test('a template is written, changed, and brought back', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const settings = new SettingsPage(page);
  await settings.open('Templates');
  await page.getByRole('button', { name: 'New template' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Thanks');
  await page.getByLabel('Text', { exact: true }).fill('Thank you very much.');
  await page.getByRole('button', { name: 'Save' }).click();
  await settings.saved();
  await expect(page.getByRole('listitem').filter({ hasText: 'Thank you very much.' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('You have no templates yet.')).toBeVisible();
  await mail.undo();
  await expect(page.getByRole('listitem').filter({ hasText: 'Thanks' })).toBeVisible();
});

test('a name and a signature are saved while they are typed', async ({ page, newcomer }) => {
  const erin = await newcomer();
  await enter(page, erin);
  const settings = new SettingsPage(page);
  await settings.open('Senders and signatures');
  await page.getByRole('button', { name: 'Edit' }).first().click();
  await page.getByLabel('Display name').fill('Erin of the Gate');
  await page.getByRole('textbox', { name: 'Signature' }).fill('Erin\nKeeper of the gate');
  await page.getByLabel('Answers go to').fill('nowhere');
  await expect(page.getByText('Please give a whole address')).toBeVisible();
  await page.getByLabel('Answers go to').fill('answers@example.org');
  await settings.saved();
  await expect.poll(async () => (await identity(page)).textSignature).toBe('Erin\nKeeper of the gate');
  await expect.poll(async () => (await identity(page)).replyTo?.[0]?.email).toBe('answers@example.org');
  expect((await identity(page)).name).toBe('Erin of the Gate');
});

test('a program gets a token, which is shown once and can be taken back', async ({ page, newcomer, playwright, baseURL }) => {
  await enter(page, await newcomer());
  const settings = new SettingsPage(page);
  await settings.open('Security and programs');
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('button', { name: 'Make token' }).click();
  await expect(page.getByText('Give the token a name.')).toBeVisible();
  await page.getByLabel('What is it for').fill('The door bell');
  await page.getByRole('button', { name: 'Make token' }).click();
  const token = await page.locator('.settings-token').innerText();
  const program = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  expect((await program.get('/api/v1/mailboxes')).status()).toBe(200);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole('listitem').filter({ hasText: 'The door bell' }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No program has a token.')).toBeVisible();
  await expect.poll(async () => (await program.get('/api/v1/mailboxes')).status()).toBe(401);
  await program.dispose();
});

test('dates are written as the person wants them', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Dated' });
  const mail = await enter(page, erin);
  const settings = new SettingsPage(page);
  await settings.open('Language and dates');
  await page.getByLabel('In the list').selectOption('2026-11-23 09:30');
  await settings.leave();
  await expect(mail.list.row('Dated').getByRole('time')).toHaveText(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);
});

for (const colours of ['light', 'dark'] as const) {
  for (const where of ['on a desk', 'on a phone @phone']) {
    test(`every section can be used by everybody, in ${colours} colours ${where}`, async ({ page, newcomer }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme: colours });
      await tour(page, await newcomer());
    });
  }
}

async function tour(page: import('@playwright/test').Page, erin: Person) {
  await enter(page, erin);
  await page.goto('/settings');
  const sections = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await expect(sections).toHaveCount(13);
  const names = await sections.allInnerTexts();
  const isNarrow = page.viewportSize()!.width < 900;
  if (isNarrow) await expectAccessible(page);
  for (const name of names) {
    await test.step(name, async () => {
      const { title } = new SettingsPage(page);
      // Beside the list the first section is open already.
      if (isNarrow || (await title.innerText()) !== name) {
        await page.getByRole('link', { name, exact: true }).click();
        await expect(title).toBeFocused();
      }
      await expect(title).toHaveText(name);
      await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toHaveCount(1);
      await expect(page.getByRole('progressbar', { name: 'Loading' })).toHaveCount(0);
      await expectAccessible(page);
      if (isNarrow) await page.getByRole('button', { name: 'All settings' }).click();
    });
  }
}

async function identity(page: import('@playwright/test').Page) {
  return (await (await page.request.get('/api/v1/identities')).json()).list[0];
}

test('a rule is built, explained, switched off, and brought back; the script shows it', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const settings = new SettingsPage(page);
  await settings.open('Rules');
  await expect(page.getByText('You have no rules yet.')).toBeVisible();
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Invoices');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('Say what is looked for.');
  await page.getByLabel('What is looked at').selectOption('Subject');
  await page.getByRole('textbox', { name: 'Value' }).fill('invoice');
  await page.getByLabel('Folder', { exact: true }).selectOption('Archive');
  await page.getByRole('button', { name: 'Save' }).click();
  const rule = page.getByRole('listitem').filter({ hasText: 'Invoices' });
  await expect(rule).toContainText('Subject contains invoice → Move to a folder: Archive');
  await settings.saved();
  await page.reload();
  await expect(rule.getByRole('switch')).toBeChecked();
  await page.getByRole('button', { name: 'Show as script' }).click();
  await expect(page.locator('.settings-script')).toContainText('fileinto');
  await rule.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('You have no rules yet.')).toBeVisible();
  await mail.undo();
  await expect(rule).toBeVisible();
});

test('an answer for the days away is kept by the mail server', async ({ page, newcomer }) => {
  await enter(page, await newcomer());
  const settings = new SettingsPage(page);
  await settings.open('Out of office');
  await settings.switch('Answer while I am away').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('Write what shall be answered.');
  await page.getByRole('textbox', { name: 'Answer' }).fill('I am back on Monday.');
  await page.getByLabel('First day').fill('2030-05-01');
  await page.getByLabel('Last day').fill('2030-05-09');
  await page.getByRole('button', { name: 'Save' }).click();
  await settings.saved();
  await page.reload();
  await expect(settings.switch('Answer while I am away')).toBeChecked();
  await expect(page.getByLabel('Last day')).toHaveValue('2030-05-09');
  await expect(page.getByRole('textbox', { name: 'Answer' })).toHaveValue('I am back on Monday.');
});
