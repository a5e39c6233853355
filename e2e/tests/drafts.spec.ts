// What somebody has typed is never lost: not by a reload, a crash, a refusal, or a change of mind about the device.

import { account, enter, expect, test } from '../fixtures.ts';
import { Composer } from '../pages/composer.ts';

test('typed text is there after a reload, at once', async ({ page, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: ['frank@elsewhere.test'], subject: 'Half a tho' });
  await letter.body.pressSequentially('It was a dark and');
  // Before any timer of the composer has run out.
  await page.reload();
  await expect(letter.body).toHaveValue('It was a dark and');
  await expect(letter.subject).toHaveValue('Half a tho');
  await expect(letter.recipients('To')).toHaveText(['frank@elsewhere.test']);
  await expect(letter.panel.getByRole('status')).toContainText(['Your unsent message was restored.']);
});

test('typed text outlives a tab that crashes', async ({ page, context, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ subject: 'Before the crash' });
  await letter.body.pressSequentially('Not lost.');
  const crashed = page.waitForEvent('crash');
  // A tab that crashes answers nobody any more.
  void (await context.newCDPSession(page)).send('Page.crash').catch(() => {});
  await crashed;
  await page.close();

  // What a tab owned is free the moment it is gone: nobody waits for its text.
  const next = await context.newPage();
  await next.goto('/');
  const restored = new Composer(next);
  await expect(restored.body).toHaveValue('Not lost.');
  await expect(restored.subject).toHaveValue('Before the crash');
});

test('a draft is begun here and finished on another device', async ({ page, elsewhere, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer('mail03')];
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: [frank.address], subject: 'From two places', text: 'Begun at the desk' });
  await expect(letter.saved).toContainText('Saved');
  await letter.press('Close and keep in Drafts');
  await expect(mail.notices).toContainText('Saved in Drafts');
  expect(await account(page).subjects('drafts')).toEqual(['From two places']);

  const there = await enter(await elsewhere(), erin);
  await there.go('Drafts');
  await there.list.row('From two places').click();
  await there.page.getByRole('button', { name: 'Continue writing' }).click();
  const again = there.composer();
  await expect(again.body).toHaveValue(/^Begun at the desk\n?$/);
  await expect(again.recipients('To')).toContainText([frank.name]);
  await again.body.fill('Begun at the desk, finished in the garden');
  await expect(again.saved).toContainText('Saved');
  expect(await account(page).subjects('drafts'), 'it is still one draft').toEqual(['From two places']);
  await again.send();
  await expect(there.notices).toContainText('Sent');
  await expect(there.page.getByText('Nothing in Drafts')).toBeVisible();

  const franks = await enter(await elsewhere(), frank);
  await franks.list.row('From two places').click();
  await expect(franks.reader.text).toContainText('Begun at the desk, finished in the garden');
});

test('a draft that is discarded is gone from here and from the server', async ({ page, newcomer }) => {
  const erin = await newcomer('mail03');
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ subject: 'Better not', text: 'Dear boss,' });
  await expect(letter.saved).toContainText('Saved');
  expect(await account(page).subjects('drafts')).toEqual(['Better not']);
  await letter.press('Discard draft');
  const question = page.getByRole('dialog', { name: 'Discard this draft?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(letter.body).toHaveValue('Dear boss,');
  await letter.press('Discard draft');
  await question.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(letter.panel).toHaveCount(0);
  await expect(mail.notices).toContainText('Draft discarded');
  expect(await account(page).subjects('drafts')).toEqual([]);
  await page.reload();
  await expect(mail.list.heading('Inbox')).toBeVisible();
  await expect(letter.panel).toHaveCount(0);
});

test.describe('a letter that cannot go out', () => {
  test.use({ expectedErrors: /status of 4\d\d/ });

  test('says which recipient was refused and why, and keeps the text', async ({ page, newcomer }) => {
    const [erin, frank] = [await newcomer(), await newcomer()];
    const mail = await enter(page, erin);
    const letter = await mail.compose();
    await letter.write({ to: [frank.address, 'nobody-here@example.org'], subject: 'Two', text: 'To both of you.' });
    await letter.send();
    await expect(letter.complaint.last()).not.toBeEmpty();
    await expect(letter.panel).toContainText(/nobody-here@example\.org: .*unknown/i);
    await expect(letter.body).toHaveValue('To both of you.');
    expect(await account(page).subjects('sent'), 'nobody got it').toEqual([]);

    await letter.panel.getByRole('button', { name: 'Remove nobody-here@example.org' }).click();
    await letter.send();
    await expect(mail.notices).toContainText('Sent');
    await expect.poll(() => account(page).subjects('sent')).toEqual(['Two']);
  });
});

test('an address that is none is pointed out before anything is sent', async ({ page, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.send();
  await expect(letter.complaint).toContainText(['Say who should get this message: add at least one address.']);
  await letter.write({ to: ['frank at elsewhere'], subject: 'Typo', text: 'Hello' });
  await letter.send();
  await expect(letter.complaint).toContainText(['Correct or remove “frank at elsewhere”']);
  await expect(letter.body).toHaveValue('Hello');
});

test('what seems forgotten is asked about', async ({ page, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer()];
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: [frank.address], text: 'The report is attached.' });
  await letter.send();
  const noSubject = page.getByRole('dialog', { name: 'Send without a subject?' });
  await noSubject.getByRole('button', { name: 'Go back' }).click();
  await letter.subject.fill('The report');
  await letter.send();
  const noFile = page.getByRole('dialog', { name: 'Send without an attachment?' });
  await expect(noFile).toContainText('no file is attached');
  await noFile.getByRole('button', { name: 'Send anyway' }).click();
  await expect(mail.notices).toContainText('Sent');
});

test('a file is taken out again, also while it is on its way', async ({ page, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.attach({ name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('wrong') });
  await expect(letter.files.getByRole('progressbar')).toHaveCount(0);
  await letter.press('Remove wrong.txt');
  await expect(letter.files).toHaveCount(0);

  await page.route('**/api/v1/blobs*', () => {});
  await letter.attach({ name: 'slow.txt', mimeType: 'text/plain', buffer: Buffer.from('slow') });
  await letter.press('Cancel the upload of slow.txt');
  await expect(letter.files).toHaveCount(0);
  await letter.write({ subject: 'Without files', text: 'Nothing here.' });
  await expect(letter.saved).toContainText('Saved');
  expect((await account(page).email('drafts', 'Without files')).attachments).toEqual([]);
});
