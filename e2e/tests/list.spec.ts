// The list: conversations or single messages, what is shown of them and in which order, and the folders beside it.

import { account, enter, expect, expectAccessible, test } from '../fixtures.ts';

const answering = (id: string) => [`In-Reply-To: <${id}>`, `References: <${id}>`];

test('a conversation is one row, with who takes part and how many messages, until one says otherwise', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(
    erin,
    { subject: 'Picnic', from: 'Frank Field <frank@field.test>', id: 'a@story.test' },
    { subject: 'Re: Picnic', from: 'Grace Green <grace@green.test>', id: 'b@story.test', headers: answering('a@story.test') },
    { subject: 'Alone' },
    { subject: 'Re: Picnic', from: 'Frank Field <frank@field.test>', headers: answering('b@story.test') },
  );
  const mail = await enter(page, erin);
  await expect(mail.list.rows).toHaveCount(2);
  await expect(mail.list.row('Picnic')).toHaveAccessibleName(/3 messages/);
  await expect(mail.list.row('Picnic')).toContainText('Grace, Frank');
  await expect(page.getByText('2 conversations, 4 unread')).toBeVisible();

  // What is done with the row is done with all of it, and undone with all of it.
  await mail.list.row('Picnic').hover();
  await mail.list.row('Picnic').getByRole('button', { name: 'Mark as read' }).click();
  await expect(mail.list.row(/^Unread, .*Picnic/)).toHaveCount(0);
  await expect.poll(async () => (await account(page).mailbox('inbox')).unreadEmails).toBe(1);
  await mail.list.row('Picnic').hover();
  await mail.list.row('Picnic').getByRole('button', { name: 'Archive' }).click();
  await expect(mail.notices).toContainText('3 messages archived');
  await expect.poll(async () => (await account(page).mailbox('archive')).totalEmails).toBe(3);
  await mail.undo();
  await expect(mail.list.row('Picnic')).toHaveAccessibleName(/3 messages/);
  await expectAccessible(page);

  // The switch, which is the same on every device.
  await page.getByRole('button', { name: 'Group into conversations' }).click();
  await expect(mail.list.rows).toHaveCount(4);
  await page.reload();
  await expect(mail.list.rows).toHaveCount(4);
  await page.getByRole('button', { name: 'Group into conversations' }).click();
  await expect(mail.list.rows).toHaveCount(2);
});

test('filters show less, the order is the one chosen', async ({ page, newcomer, post }) => {
  const erin = await newcomer('mail03');
  await post(
    erin,
    { subject: 'Banana', text: 'x'.repeat(9000) },
    { subject: 'Cherry', text: 'short', attachments: [{ name: 'a.txt', type: 'text/plain', bytes: Buffer.from('a') }] },
    { subject: 'Apple', text: 'short' },
  );
  const mail = await enter(page, erin);
  const subjects = mail.list.grid.locator('.message-subject');
  await expect(subjects).toHaveText(['Apple', 'Cherry', 'Banana']);
  const order = async (name: string) => {
    await page.getByRole('button', { name: 'Order' }).click();
    await page.getByRole('menuitemradio', { name }).click();
  };
  await order('By subject');
  await expect(subjects).toHaveText(['Apple', 'Banana', 'Cherry']);
  await order('Largest first');
  await expect(subjects.first()).toHaveText('Banana');
  await order('Newest first');
  await page.getByRole('button', { name: 'With files' }).click();
  await expect(subjects).toHaveText(['Cherry']);
  await page.getByRole('button', { name: 'Starred', exact: true }).click();
  await expect(page.getByText('Nothing here matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all messages' }).click();
  await expect(subjects).toHaveText(['Apple', 'Cherry', 'Banana']);
});

test('folders are made, renamed, filled, emptied and deleted', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'For the trip' });
  const mail = await enter(page, erin);
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('dialog', { name: 'New folder' }).getByLabel('Name').fill('Travel');
  await page.keyboard.press('Enter');
  await expect(mail.folder('Travel')).toBeVisible();
  await mail.list.row('For the trip').dragTo(mail.folder('Travel'));
  await expect(page.getByText('Your inbox is empty')).toBeVisible();

  const menu = async (folder: string, entry: string) => {
    await mail.folder(folder).click({ button: 'right' });
    await page.getByRole('menuitem', { name: entry }).click();
  };
  await menu('Travel', 'Rename or move folder');
  await page.getByRole('dialog', { name: 'Rename or move folder' }).getByLabel('Name').fill('Journeys');
  await page.keyboard.press('Enter');
  await mail.go('Journeys');
  await expect(mail.list.row('For the trip')).toBeVisible();
  await menu('Journeys', 'Mark all as read');
  await expect(mail.list.row(/^Unread/)).toHaveCount(0);

  await menu('Journeys', 'Delete folder');
  const question = page.getByRole('dialog', { name: 'Delete "Journeys"?' });
  await expect(question).toContainText('everything in it are deleted for ever');
  await question.getByRole('button', { name: 'Delete folder' }).click();
  await expect(mail.folder('Journeys')).toHaveCount(0);
  await expect(mail.list.heading('Inbox')).toBeVisible();
});

test('parents stay folded', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const make = async (button: () => Promise<void>, name: string) => {
    await button();
    await page.getByRole('dialog').getByLabel('Name').fill(name);
    await page.keyboard.press('Enter');
    await expect(mail.folder(name)).toBeVisible();
  };
  await make(() => page.getByRole('button', { name: 'New folder' }).click(), 'Outer');
  await make(async () => {
    await mail.folder('Outer').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'New folder inside' }).click();
  }, 'Inner');
  await mail.folder('Outer').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(mail.folder('Inner')).toHaveCount(0);
  await page.reload();
  await expect(mail.folder('Outer')).toHaveAttribute('aria-expanded', 'false');
  await expect(mail.folder('Inner')).toHaveCount(0);
});
