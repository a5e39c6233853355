// Whom one can trust: who has sent a message, what it wants to know of its reader, and how to be rid of it.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { account, enter, expect, expectAccessible, test } from '../fixtures.ts';

test('the sender has a card, and goes into the address book from there', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Hello', from: 'Ada Example <ada@elsewhere.test>' });
  const mail = await enter(page, erin);
  await mail.list.row('Hello').click();
  await mail.reader.region.getByRole('button', { name: /^Ada Example/ }).click();
  const card = page.getByRole('dialog', { name: 'About Ada Example' });
  await expect(card).toContainText('ada@elsewhere.test');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Add to contacts' }).click();
  await expect(mail.notices).toContainText('Added to your contacts');
  const { list } = await (await page.request.get('/api/v1/contacts')).json();
  expect(list[0].emails[0].address).toBe('ada@elsewhere.test');
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
});

test('somebody who pretends to be somebody else is named', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(
    erin,
    { subject: 'Your account', from: '"service@bank.example" <thief@elsewhere.test>' },
    { subject: 'Answer there', from: 'Ada Example <ada@elsewhere.test>', headers: ['Reply-To: other@another.test'] },
  );
  const mail = await enter(page, erin);
  await mail.list.row('Your account').click();
  await expect(mail.reader.region.locator('.notice-danger')).toContainText('but writes from thief@elsewhere.test');
  await mail.list.row('Answer there').click();
  await expect(mail.reader.region.locator('.reader-stage:not(.reader-stage-waiting)').getByText('Answers to this message go to other@another.test')).toBeVisible();
});

test('a mailing list is named, and left only after a question', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, {
    subject: 'Weekly',
    headers: ['List-Id: The weekly letter <weekly.elsewhere.test>', 'List-Unsubscribe: <mailto:leave@elsewhere.test?subject=leave>'],
  });
  const mail = await enter(page, erin);
  await mail.list.row('Weekly').click();
  await expect(mail.reader.region.getByText('Mailing list: The weekly letter')).toBeVisible();
  await mail.reader.region.getByRole('button', { name: 'Unsubscribe' }).click();
  const dialog = page.getByRole('dialog', { name: 'Unsubscribe' });
  await expect(dialog).toContainText('Unsubscribe from The weekly letter?');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
});

test.describe('images from elsewhere', () => {
  const strangers: string[] = [];
  test.use({ knownStrangers: strangers });

  test('are loaded always from a sender of whom one has said so, but not before their mail is opened', async ({ page, newcomer, post }) => {
    const { asked, html, close } = await stranger();
    const erin = await newcomer();
    const from = 'Shop <shop@elsewhere.test>';
    await post(erin, { subject: 'Second', from, html: html('second') }, { subject: 'First', from, html: html('first') });
    const mail = await enter(page, erin);
    await mail.list.row('First').click();
    const notice = mail.reader.region.locator('.reader-stage:not(.reader-stage-waiting) .blocked');
    await expect(notice).toContainText('2 remote images were not loaded, to protect your privacy.');
    await expect(notice).toContainText('One of them is invisible');
    await notice.getByRole('button', { name: 'Always from Shop' }).click();
    await expect.poll(() => asked.includes('/first.gif')).toBe(true);
    // The next mail is built already, and has told nobody.
    await expect(page.locator('.reader-stage-waiting iframe')).toHaveCount(1);
    expect(asked.filter((path) => path.startsWith('/second'))).toEqual([]);
    await mail.reader.press('Next message');
    await expect.poll(() => asked.includes('/second.gif')).toBe(true);
    close();
  });

  test('are loaded from people in the address book, for whoever wants it so, and from nobody who pretends to be one', async ({ page, newcomer, post }) => {
    const { asked, html, close } = await stranger();
    const erin = await newcomer();
    await post(erin,
      { subject: 'Not known', from: 'Shop <shop@elsewhere.test>', html: html('shop') },
      { subject: 'From a friend', from: 'Nora Lind <nora@friends.test>', html: html('nora') },
    );
    const mail = await enter(page, erin, undefined, { images: 'contacts' });
    await account(page).addContact('Nora Lind', 'nora@friends.test');
    await mail.list.row('From a friend').click();
    await expect.poll(() => asked.includes('/nora.gif')).toBe(true);
    await mail.list.row('Not known').click();
    await expect(mail.reader.region.locator('.reader-stage:not(.reader-stage-waiting) .blocked')).toContainText('were not loaded');
    expect(asked.filter((path) => path.startsWith('/shop'))).toEqual([]);
    close();
  });

  /** A server elsewhere that notes what it is asked for, and the HTML of a mail with images from there. */
  async function stranger() {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      response.setHeader('content-type', 'image/gif');
      response.setHeader('cross-origin-resource-policy', 'cross-origin');
      response.end(Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64'));
    }).listen(0, '127.0.0.2');
    await once(server, 'listening');
    const host = `127.0.0.2:${(server.address() as { port: number }).port}`;
    strangers.push(host);
    const html = (name: string) => `<p>${name}</p><img src="http://${host}/${name}.gif" width="300" height="200" alt=""><img src="http://${host}/${name}-spy.gif" width="1" height="1" alt="">`;
    return { asked, html, close: () => server.close() };
  }
});

test('a receipt is a question, and no is an answer', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Did you read it', headers: ['Disposition-Notification-To: Erin <erin@elsewhere.test>'] });
  const mail = await enter(page, erin);
  await mail.list.row('Did you read it').click();
  await expect(mail.reader.region.getByText(/asks to be told/)).toBeVisible();
  await mail.reader.region.getByRole('button', { name: 'Do not tell' }).click();
  await expect(mail.reader.region.getByText(/asks to be told/)).toHaveCount(0);
  await expect.poll(() => account(page).keywords('inbox', 'Did you read it')).toContain('$mdnsent');
});

test('a receipt is given when the person says so', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Please confirm', headers: ['Disposition-Notification-To: Erin <erin@elsewhere.test>'] });
  const mail = await enter(page, erin);
  await mail.list.row('Please confirm').click();
  await mail.reader.region.getByRole('button', { name: 'Tell them' }).click();
  await expect(mail.notices).toContainText('The sender has been told');
});
