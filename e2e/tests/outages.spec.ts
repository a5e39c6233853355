// Nodes stop, sessions end, the network goes away. The person is told, loses nothing, and goes on.

import type { Page } from '@playwright/test';

import { account, enter, expect, MailPage, test } from '../fixtures.ts';
import { SignInPage } from '../pages/sign-in.ts';

/** What a browser says about requests that a node did not answer, and about a session that has ended. */
const NO_ANSWER = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_INTERNET_DISCONNECTED|status of 401|status of 503|Failed to fetch|could not be read anew/;
test.use({ expectedErrors: NO_ANSWER });

test('the session outlives the node, and so does a message being written', async ({ page, newcomer, post, ownNode }) => {
  const [erin, frank] = [await newcomer(), await newcomer('mail03')];
  await post(erin, { subject: 'Before' });
  const mail = await enter(page, erin, ownNode.url);
  const letter = await mail.compose();
  await letter.write({ to: [frank.address], subject: 'In the storm', text: 'Written before' });
  await expect(letter.saved).toContainText('Saved');

  await ownNode.stop();
  await letter.body.fill('Written before, during');
  await expect(letter.saved).toContainText('Your text is kept in this browser.');
  await letter.send();
  await expect(letter.panel).toHaveCount(0);
  await expect(mail.notices).toContainText('The message will be sent as soon as there is one.');
  await mail.notices.getByRole('button', { name: 'Open again' }).click();
  await expect(letter.body).toHaveValue('Written before, during');
  await letter.body.fill('Written before, during and after');
  await letter.send();
  await expect(mail.notices).toContainText('The message will be sent as soon as there is one.');

  // Nobody has to do anything for it to go out.
  await ownNode.start();
  await expect(mail.notices).toContainText('Sent');
  await expect(letter.panel).toHaveCount(0);
  await mail.list.row('Before').click();
  await expect(mail.reader.text).toContainText('Hello.');
  expect((await account(page).email('sent', 'In the storm')).subject).toBe('In the storm');
});

test('while the node is away the page says so; when it is back, new mail is there', async ({ page, newcomer, post, ownNode }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Before' });
  const mail = await enter(page, erin, ownNode.url);
  await expect(mail.list.row('Before')).toBeVisible();
  await ownNode.stop();
  await expect(mail.connection).toContainText('The connection to the server was lost.');
  await post(erin, { subject: 'Meanwhile' });
  await ownNode.start();
  await mail.connection.getByRole('button', { name: 'Try now' }).click();
  await expect(mail.list.row('Meanwhile')).toBeVisible();
  await expect(mail.connection).toBeEmpty();
});

test('a message that cannot be opened says why, and opens when it can be', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Patience', text: 'It was worth it.' });
  // Only the way to the message itself is cut: a node that is back is noticed by the page, which then tries by itself.
  const message = /\/api\/v1\/emails\/(?!query|set)/;
  await page.route(message, (route) => route.abort('connectionrefused'));
  const mail = await enter(page, erin);
  await mail.list.row('Patience').click();
  await expect(mail.reader.region).toContainText('The message could not be opened');
  await expect(mail.reader.region).toContainText('Gatepost cannot be reached. Check your connection.');
  await page.unroute(message);
  await mail.reader.region.getByRole('button', { name: 'Try again' }).click();
  await expect(mail.reader.text).toContainText('It was worth it.');
});

test('what is done while the node is away is done when it is back', async ({ page, newcomer, post, ownNode }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Goes later' });
  const mail = await enter(page, erin, ownNode.url);
  await mail.list.row('Goes later').click();
  await expect(mail.reader.subject).toHaveText('Goes later');
  await mail.reader.press('Star');
  await expect(mail.list.row(/Starred, .*Goes later/)).toBeVisible();
  await expect.poll(() => account(page).keywords('inbox', 'Goes later')).toContain('$flagged');
  await ownNode.stop();
  await mail.reader.press('Archive');
  await expect(mail.list.row('Goes later')).toHaveCount(0);
  await expect(mail.connection).toContainText('One change waits for the network.');
  await ownNode.start();
  await expect(mail.notices).toContainText('Back online: one change was made');
  await expect.poll(() => account(page).subjects('archive')).toEqual(['Goes later']);
});

test('what the server refuses is taken back and said', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Stays here' });
  const mail = await enter(page, erin);
  await mail.list.row('Stays here').click();
  await expect(mail.reader.subject).toHaveText('Stays here');
  await page.route('**/api/v1/emails/set', (route) => route.fulfill({ status: 503, body: 'Service Unavailable' }));
  await mail.reader.press('Archive');
  await expect(mail.notices).toContainText('The server gave an answer that Gatepost ');
  await expect(mail.list.row('Stays here')).toBeVisible();
});

test('the session ends while somebody writes: they sign in above their text and go on', async ({ page, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer()];
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: [frank.address], subject: 'Long letter', text: 'The first page.' });
  await expect(letter.saved).toContainText('Saved');
  await letter.body.fill('The first page. The second page.');
  await endSession(page);
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(again).toContainText('Your session has ended.');
  await expect(again.getByLabel('Email address')).toHaveValue(erin.address);
  await again.getByLabel('Password', { exact: true }).fill('guess');
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(again.getByRole('alert')).toContainText(/password/i);
  await again.getByLabel('Password', { exact: true }).fill(erin.password);
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();

  await expect(again).toBeHidden();
  await expect(letter.body).toHaveValue('The first page. The second page.');
  await letter.send();
  await expect(mail.notices).toContainText('Sent');
  expect(await account(page).subjects('sent')).toEqual(['Long letter']);
});

test('who leaves when the session has ended finds the text at the next sign-in', async ({ page, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: ['frank@elsewhere.test'], subject: 'Tomorrow', text: 'I will finish it later' });
  await endSession(page);
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByRole('button', { name: 'Leave without signing in' }).click();
  const signIn = new SignInPage(page);
  await expect(signIn.address).toBeVisible();
  await expect(page.getByText('Tomorrow')).toHaveCount(0);
  await signIn.signIn(erin);
  await expect(letter.body).toHaveValue('I will finish it later');
});

test('who signs in next on this machine sees nothing of what somebody else was writing', async ({ page, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer()];
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: [erin.address], subject: 'Between us', text: 'Nobody else may see this' });
  await endSession(page);
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByRole('button', { name: 'Leave without signing in' }).click();
  await new SignInPage(page).signIn(frank);
  await expect(mail.list.heading('Inbox')).toBeVisible();
  await expect(page.getByText('Your inbox is empty')).toBeVisible();
  await expect(letter.panel).toHaveCount(0);
  expect(await account(page).subjects('drafts')).toEqual([]);
});

test('a node that is away when the page opens is waited for with a sentence', async ({ page, newcomer, ownNode }) => {
  const erin = await newcomer();
  await enter(page, erin, ownNode.url);
  await page.route('**/api/v1/session*', (route) => route.abort('connectionrefused'));
  await page.reload();
  await expect(page.getByText('Your mail cannot be opened now')).toBeVisible();
  await page.unroute('**/api/v1/session*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(new MailPage(page).list.heading('Inbox')).toBeVisible();
});

/** The session of whoever is writing ends. Sending finds out, unless something else did before. */
async function endSession(page: Page) {
  await page.context().clearCookies();
  await page.keyboard.press('Control+Enter');
}
