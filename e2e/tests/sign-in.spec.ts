// Coming in and leaving: each person is relayed to their own server, and told in a sentence when that cannot be.

import { enter, expect, MailPage, person, test } from '../fixtures.ts';
import { SignInPage } from '../pages/sign-in.ts';

for (const [name, fullName, server] of [
  ['alice', 'Alice Archer', 'mail01'],
  ['bob', 'Bob Brandt', 'mail02'],
  ['carol', 'Carol Chevalier', 'mail03'],
] as const) {
  test(`${name} signs in and reads the mail that ${server} holds`, async ({ page }) => {
    const signIn = new SignInPage(page);
    await signIn.open();
    await expect(signIn.address).toBeFocused();
    await signIn.signIn(person(name));
    const mail = new MailPage(page);
    await expect(mail.list.heading('Inbox')).toBeVisible();
    await expect(mail.list.rowAt(0)).toHaveAccessibleName(/, /);
    await expect(page.getByRole('button', { name: `Account of ${fullName}` })).toBeVisible();
    await expect(page).toHaveTitle(/Inbox - Gatepost$/);
  });
}

test.describe('somebody who cannot come in', () => {
  test.use({ expectedErrors: /Failed to load resource: the server responded with a status of 40[13]/ });

  test('a wrong password is called one, and the next attempt may be the right one', async ({ page, newcomer }) => {
    const erin = await newcomer();
    const signIn = new SignInPage(page);
    await signIn.open();
    await signIn.signIn({ ...erin, password: 'guess' });
    await expect(signIn.complaint).toContainText(/password/i);
    await expect(signIn.address).toHaveValue(erin.address);
    await signIn.signIn(erin);
    await expect(new MailPage(page).list.heading('Inbox')).toBeVisible();
  });

  test('a stranger hears the same as somebody with a wrong password', async ({ page }) => {
    const signIn = new SignInPage(page);
    await signIn.open();
    await signIn.signIn({ address: 'nobody@example.org', password: 'guess' });
    await expect(signIn.complaint).toContainText(/password/i);
  });

  test('dave is told that his mail is elsewhere', async ({ page }) => {
    const signIn = new SignInPage(page);
    await signIn.open();
    await signIn.signIn(person('dave'));
    await expect(signIn.complaint).toContainText(/forwarded/i);
    await expect(signIn.complaint).not.toContainText(/password/i);
  });
});

test('what was not typed is asked for, without asking the server', async ({ page }) => {
  const signIn = new SignInPage(page);
  await signIn.open();
  await signIn.button.click();
  await expect(signIn.complaint).toHaveText('Enter your email address.');
  await signIn.address.fill('alice@example.org');
  await signIn.button.click();
  await expect(signIn.complaint).toHaveText('Enter your password.');
});

test('the password can be looked at', async ({ page }) => {
  const signIn = new SignInPage(page);
  await signIn.open();
  await signIn.password.fill('open sesame');
  await expect(signIn.password).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(signIn.password).toHaveAttribute('type', 'text');
  await expect(signIn.password).toHaveValue('open sesame');
});

test('reload, Back and Forward lead where they should', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'The first' }, { subject: 'The second' });
  const mail = await enter(page, erin);
  await mail.list.row('The first').click();
  await expect(mail.reader.subject).toHaveText('The first');
  await mail.list.row('The second').click();
  await expect(mail.reader.subject).toHaveText('The second');

  await page.reload();
  await expect(mail.reader.subject).toHaveText('The second');
  await page.goBack();
  await expect(mail.reader.subject).toHaveText('The first');
  await page.goForward();
  await expect(mail.reader.subject).toHaveText('The second');

  await mail.go('Archive');
  await expect(page.getByText('Nothing in Archive')).toBeVisible();
  await expect(mail.reader.subject).toHaveCount(0);
  await page.goBack();
  await expect(mail.list.heading('Inbox')).toBeVisible();
  await expect(mail.reader.subject).toHaveText('The second');
});

test('a link to a message leads to it after signing in', async ({ page, elsewhere, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Read this' });
  const mail = await enter(page, erin);
  await mail.list.row('Read this').click();
  await expect(mail.reader.subject).toHaveText('Read this');

  const other = await elsewhere();
  await other.goto(page.url());
  await new SignInPage(other).signIn(erin);
  await expect(new MailPage(other).reader.subject).toHaveText('Read this');
});

test('who signs out is out: nothing is left to see, and the cookie opens nothing', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Private' });
  const mail = await enter(page, erin);
  await mail.list.row('Private').click();
  await expect(mail.reader.subject).toHaveText('Private');
  await mail.account('Sign out');
  await expect(new SignInPage(page).address).toBeVisible();
  await expect(page.getByText('Private')).toHaveCount(0);
  expect((await page.request.get('/api/v1/mailboxes')).status()).toBe(401);
  await page.goBack();
  await expect(new SignInPage(page).address).toBeVisible();
  await expect(page.getByText('Private')).toHaveCount(0);
});
