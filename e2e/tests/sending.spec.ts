// How it goes out: called back, while one reads on, later; as whom, and with which signature.

import { account, enter, expect, test } from '../fixtures.ts';

test('what was sent is called back within the seconds, with everything in it', async ({ page, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer()];
  const mail = await enter(page, erin, undefined, { undoSeconds: 30 });
  const letter = await mail.compose();
  await letter.write({ to: [frank.address], subject: 'Too soon', text: 'Dear Frnak' });
  await letter.send();
  await expect(letter.panel).toHaveCount(0);
  await expect(mail.notices).toContainText('Sending in 30 seconds');
  await mail.undo();
  await expect(letter.body).toHaveValue('Dear Frnak');
  await expect(letter.recipients('To')).toHaveCount(1);
  expect(await account(page).subjects('sent')).toEqual([]);
});

test('it goes out by itself while the person reads on', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Meanwhile', text: 'Read me.' });
  const mail = await enter(page, erin, undefined, { undoSeconds: 2 });
  const letter = await mail.compose();
  await letter.write({ to: [erin.address], subject: 'On its way', text: 'Hello' });
  await letter.body.press('Control+Enter');
  await mail.list.row('Meanwhile').click();
  await expect(mail.reader.text).toContainText('Read me.');
  await expect(mail.notices).toContainText('Sent');
  await expect(mail.list.row('On its way')).toBeVisible();
});

test('a page that is closed before it went out asks first, and loses nothing', async ({ page, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin, undefined, { undoSeconds: 30 });
  const letter = await mail.compose();
  await letter.write({ to: ['frank@elsewhere.test'], subject: 'Not gone yet', text: 'Wait' });
  await letter.send();
  await expect(mail.notices).toContainText('Sending in 30 seconds');
  const asked = page.waitForEvent('dialog');
  const reloading = page.reload();
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.accept();
  await reloading;
  await expect(letter.body).toHaveValue('Wait');
  await expect(letter.panel).toContainText('The page was closed before this message was sent.');
  expect(await account(page).subjects('sent')).toEqual([]);
});

test.describe('what cannot go out', () => {
  test.use({ expectedErrors: /status of 4\d\d/ });

  test('comes back with the reason and everything that was in it', async ({ page, newcomer }) => {
    const erin = await newcomer();
    const mail = await enter(page, erin, undefined, { undoSeconds: 1 });
    const letter = await mail.compose();
    await letter.write({ to: ['nobody-here@example.org'], subject: 'To nobody', text: 'Hello?' });
    await letter.send();
    await expect(letter.panel).toHaveCount(0);
    await expect(letter.body).toHaveValue('Hello?');
    await expect(letter.panel).toContainText(/nobody-here@example\.org: .*unknown/i);
  });
});

test('who writes as another signs as another', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'A question', from: 'Grace <grace@elsewhere.test>', text: 'Well?' });
  const mail = await enter(page, erin);
  await account(page).identity(erin.address, { textSignature: 'Erin\nThird floor' });
  await page.reload();
  await mail.list.row('A question').click();
  await mail.reader.press('Reply');
  const answer = mail.composer();
  await expect(answer.body).toHaveValue(/^\n\n-- \nErin\nThird floor\n\nOn .*Grace wrote:\n> Well\?/);
  await answer.press('Formatting');
  await expect(answer.body).toContainText('Third floor');
  await expect(answer.body.locator('blockquote')).toContainText('Well?');
});

test('a message is kept as a template and begins another', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const letter = await mail.compose();
  await letter.write({ subject: 'Weekly report', text: 'Done this week:' });
  await letter.press('More options');
  await page.getByRole('menuitem', { name: 'Save as template…' }).click();
  await page.getByRole('dialog', { name: 'Save as template' }).getByRole('button', { name: 'Save' }).click();
  await expect(mail.notices).toContainText('Template “Weekly report” saved');
  await letter.press('Close and keep in Drafts');
  const next = await mail.compose();
  await next.press('More options');
  await page.getByRole('menuitem', { name: 'Weekly report' }).click();
  await expect(next.subject).toHaveValue('Weekly report');
  await expect(next.body).toHaveValue('Done this week:');
});

test('sending later is said to be impossible where the server cannot, and asks for a time where it can', async ({ page, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.press('More options');
  await expect(page.getByRole('menuitem', { name: 'Send later: this mail server cannot' })).toBeDisabled();

  // The farm's Postfix holds nothing back: the page is told of one that does.
  await page.route('**/api/v1/session?*', async (route) => {
    const answer = await route.fetch();
    const session = await answer.json();
    session.capabilities.sending = { maxDelayedSend: 604_800, deliveryNotices: true, utf8Addresses: true };
    await route.fulfill({ response: answer, json: session });
  });
  await page.reload();
  const later = await mail.compose();
  await later.write({ to: [erin.address], subject: 'Good morning', text: 'Rise and shine' });
  await later.press('More options');
  await page.getByRole('menuitem', { name: 'Send later' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send later' });
  await dialog.getByLabel('Date and time').fill('2020-01-01T08:00');
  await dialog.getByRole('button', { name: 'Send then' }).click();
  await expect(dialog).toContainText('Choose a time in the future.');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Date and time').fill(`${tomorrow}T08:00`);
  const wanted = page.waitForRequest(/\/submit\?sendAt=/);
  await page.route(/\/submit\?sendAt=/, (route) =>
    route.fulfill({ json: { emailId: null, messageId: 'x', recipients: [], smtpReply: '250', isReplay: false, warnings: [] } }),
  );
  await dialog.getByRole('button', { name: 'Send then' }).click();
  expect((await wanted).url()).toContain(`sendAt=${tomorrow}T07:00:00Z`);
  await expect(mail.notices).toContainText('It will be sent on');
});
