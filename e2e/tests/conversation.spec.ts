// A conversation: its messages one below the other, the read ones folded, wherever they lie.

import { account, enter, expect, expectAccessible, type Letter, test } from '../fixtures.ts';

/** Letters that refer to the same first one belong together. */
function conversation(...letters: Letter[]): Letter[] {
  const root = `<${crypto.randomUUID()}@elsewhere.test>`;
  return letters.map((letter) => ({ ...letter, headers: [`References: ${root}`, ...(letter.headers ?? [])] }));
}

const PLAN: Letter[] = conversation(
  { subject: 'The plan', from: 'Ada Example <ada@elsewhere.test>', text: 'First thoughts.' },
  { subject: 'Re: The plan', from: 'Ben Example <ben@elsewhere.test>', text: 'Second thoughts.\n\n> First thoughts.' },
  { subject: 'Re: The plan', from: 'Cleo Example <cleo@elsewhere.test>', text: 'The last word.' },
);

test('what is unread is unfolded, what is read is a line, and only what is unfolded is asked for', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  await account(page).signIn(erin);
  for (const { id, from } of await account(page).rows('inbox')) {
    if (!from[0]!.email.startsWith('cleo')) await account(page).mark(id, '$seen');
  }
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).click();
  await expect(mail.region('3 messages')).toBeVisible();
  await expect(mail.message('Cleo')).toContainText('The last word.');
  await expect(mail.message('Cleo')).toBeInViewport();
  const first = mail.message('Ada').getByRole('button');
  await expect(first).toHaveAttribute('aria-expanded', 'false');
  await expectAccessible(page);

  const { id } = (await account(page).rows('inbox')).find((row) => row.subject === 'The plan')!;
  expect(asked).not.toContain(`/api/v1/emails/${id}`);
  await first.click();
  await expect(mail.message('Ada')).toContainText('First thoughts.');
  expect(asked).toContain(`/api/v1/emails/${id}`);
});

test('what one has written oneself stands among the others, and a draft is marked', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Lunch', from: 'Ada Example <ada@elsewhere.test>', text: 'Shall we?' });
  const mail = await enter(page, erin);
  await mail.list.row('Lunch').click();
  await mail.reader.press('Reply');
  await mail.composer().write({ text: 'Yes, gladly.' });
  await mail.composer().send();
  await expect(mail.message(erin.name)).toContainText('Yes, gladly.', { timeout: 20_000 });
  await expect(mail.message('Ada')).toBeVisible();
});

test('answering is at the foot, and answers the last message', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).click();
  await expect(mail.region('3 messages')).toBeVisible();
  await mail.reader.region.locator('.answers').getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(mail.composer().recipients('To')).toHaveText([/Cleo/]);
});

test('a message is answered from its own menu', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).click();
  await mail.choose(mail.message('Ben'), 'Reply');
  await expect(mail.composer().recipients('To')).toHaveText([/Ben/]);
});

test('by keyboard from message to message: n, p, o', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).click();
  await expect(mail.region('3 messages')).toBeVisible();
  await mail.message('Cleo').focus();
  await page.keyboard.press('p');
  await expect(mail.message('Ben')).toBeFocused();
  await page.keyboard.press('p');
  await expect(mail.message('Ada')).toBeFocused();
  await page.keyboard.press('p');
  await expect(mail.message('Ada')).toBeFocused();
  await page.keyboard.press('o');
  await expect(mail.message('Ada').getByRole('button')).toHaveAttribute('aria-expanded', 'false');
  await expect(mail.message('Ada')).toBeFocused();
  await page.keyboard.press('n');
  await expect(mail.message('Ben')).toBeFocused();
  await page.keyboard.press('r');
  await expect(mail.composer().recipients('To')).toHaveText([/Ben/]);
});

test('all messages are folded and unfolded at once', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).click();
  await page.getByRole('button', { name: 'Fold all' }).click();
  await expect(mail.reader.region.locator('.folded-line:visible')).toHaveCount(2);
  await page.getByRole('button', { name: 'Unfold all' }).click();
  await expect(mail.reader.region.locator('.folded-line:visible')).toHaveCount(0);
});

test('a message can be put off: it and those below it are unread again', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).click();
  await expect(mail.region('3 messages')).toBeVisible();
  await expect.poll(async () => (await account(page).mailbox('inbox')).unreadEmails).toBe(0);
  await mail.choose(mail.message('Ben'), 'Mark unread from here');
  await expect.poll(async () => (await account(page).mailbox('inbox')).unreadEmails).toBe(2);
  await expect(mail.reader.region.getByText('No message is open')).toBeVisible();
});

test('a new answer comes into the conversation that is open', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN.slice(0, 2));
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).click();
  await expect(mail.region('2 messages')).toBeVisible();
  await post(erin, PLAN[2]!);
  await expect(mail.message('Cleo')).toContainText('The last word.', { timeout: 20_000 });
});

test('who wants single messages gets them', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  const mail = await enter(page, erin);
  await page.request.patch('/api/v1/settings', { data: { conversations: false } });
  await page.goto('/');
  await mail.list.rowAt(0).click();
  await expect(mail.message('Cleo')).toContainText('The last word.');
  await expect(mail.reader.region.getByRole('article')).toHaveCount(1);
});

test('the next message is there before it is opened, and nothing is asked for when it is', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  const body = (name: string) => `<h1>${name}</h1><p>${'Words. '.repeat(200)}</p>`;
  await post(erin, { subject: 'Older', html: body('Older') }, { subject: 'Newer', html: body('Newer') });
  const mail = await enter(page, erin);
  await mail.list.row('Newer').click();
  await expect(mail.reader.frame().getByRole('heading', { name: 'Newer' })).toBeVisible();
  const waiting = page.locator('.reader-stage-waiting iframe').contentFrame();
  await expect(waiting.getByText('Older')).toBeAttached();
  expect(await account(page).keywords('inbox', 'Older')).not.toContain('$seen');

  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await mail.reader.press('Next message');
  await expect(mail.reader.frame().getByRole('heading', { name: 'Older' })).toBeVisible();
  expect(asked.filter((path) => path.endsWith('/html'))).toEqual([]);
  await expect.poll(() => account(page).keywords('inbox', 'Older')).toContain('$seen');
});

test('on a phone the lines of a conversation fit @phone', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...PLAN);
  const mail = await enter(page, erin);
  await mail.list.rowAt(0).tap();
  await expect(mail.region('3 messages')).toBeVisible();
  await page.getByRole('button', { name: 'Fold all' }).tap();
  await mail.message('Ada').getByRole('button').tap();
  await expect(mail.message('Ada')).toContainText('First thoughts.');
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
});
