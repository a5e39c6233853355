// Letters go back and forth between servers of the farm, and arrive while one looks.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { account, enter, expect, person, test } from '../fixtures.ts';

test('a letter arrives on an open page, is answered with a file, and the file comes back whole', async ({
  page,
  elsewhere,
  newcomer,
}) => {
  test.setTimeout(90_000);
  const [erin, frank] = [await newcomer('mail01'), await newcomer('mail03')];
  const franks = await enter(await elsewhere(), frank);
  await expect(franks.page.getByText('Your inbox is empty')).toBeVisible();

  // Erin writes.
  const erins = await enter(page, erin);
  const letter = await erins.compose();
  await letter.write({ to: [frank.address], subject: 'The plan', text: 'Can you send me the plan?' });
  await letter.send();
  await expect(letter.panel).toHaveCount(0);
  await expect(erins.notices).toContainText('Sent');

  // Frank sees it arrive without touching anything, and answers.
  await expect(franks.list.row(/^Unread, .*The plan/)).toBeVisible();
  await expect(franks.page).toHaveTitle('(1) Inbox - Gatepost');
  await franks.list.row('The plan').click();
  await expect(franks.reader.text).toContainText('Can you send me the plan?');
  await franks.reader.press('Reply');
  const answer = franks.composer();
  await expect(answer.recipients('To')).toContainText([erin.name]);
  await expect(answer.subject).toHaveValue('Re: The plan');
  await expect(answer.body).toHaveValue(/^\s*On .* wrote:\n> Can you send me the plan\?/);
  await expect(answer.body).toBeFocused();
  await franks.page.keyboard.type('Here it is. The plan is attached.');

  const plan = randomBytes(2_500_000);
  const letUploadsGo = await holdUploads(franks.page);
  await answer.attach({ name: 'The plan (final).bin', mimeType: 'application/octet-stream', buffer: plan });
  await expect(answer.files.getByRole('progressbar', { name: 'Uploading The plan (final).bin' })).toBeVisible();
  await answer.send();
  await expect(answer.complaint).toContainText(['Wait until the attachments are uploaded']);
  letUploadsGo();
  await expect(answer.files.getByRole('progressbar')).toHaveCount(0);
  await expect(answer.files).toContainText('2.5 MB');
  await answer.send();
  await expect(answer.panel).toHaveCount(0);

  // The question shows that it was answered, here and on the server.
  await expect(franks.list.row(/Answered, .*The plan/)).toBeVisible();
  await expect.poll(() => account(franks.page).keywords('inbox', 'The plan')).toContain('$answered');

  // Erin gets the file as it was.
  const arrived = erins.list.row('Re: The plan');
  await expect(arrived).toHaveAccessibleName(/^Unread, Has an attachment/);
  await arrived.click();
  await expect(erins.reader.text).toContainText('Here it is. The plan is attached.');
  const download = await erins.reader.download('The plan (final).bin');
  expect((await readFile(await download.path())).equals(plan), 'the bytes are equal').toBe(true);

  // What Frank sent is in his Sent folder.
  expect(await account(franks.page).subjects('sent')).toEqual(['Re: The plan']);
  expect(await account(franks.page).subjects('drafts')).toEqual([]);
});

test('everybody who is named gets the letter, and nobody learns of the hidden copy', async ({ page, elsewhere, newcomer }) => {
  // Four people, four browsers.
  test.setTimeout(90_000);
  const erin = await newcomer('mail01');
  const [to, cc, bcc] = [await newcomer('mail03'), await newcomer('mail02'), await newcomer('mail01')];
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: [to.address], cc: [cc.address], bcc: [bcc.address], subject: 'To all', text: 'Hello, all.' });
  await letter.send();
  await expect(mail.notices).toContainText('Sent');

  for (const reader of [to, cc, bcc]) {
    const theirs = await enter(await elsewhere(), reader);
    await theirs.list.row('To all').click();
    await expect(theirs.reader.text).toContainText('Hello, all.');
    await theirs.reader.text.locator('summary').click();
    const details = theirs.reader.text.locator('.message-lines');
    await expect(details).toContainText(to.address);
    await expect(details).toContainText(cc.address);
    await expect(details).not.toContainText(bcc.address);
    const raw = await theirs.page.request.get(`/api/v1/emails/${(await account(theirs.page).rows('inbox'))[0]!.id}/raw`);
    expect((await raw.text()).split('\r\n\r\n')[0]).not.toMatch(/^(bcc|x-gatepost-)/im);
  }

  // The sender's own copy remembers it.
  expect((await account(page).email('sent', 'To all')).bcc).toMatchObject([{ email: bcc.address }]);
});

test('what is sent to info@ reaches alice, once', async ({ page, elsewhere, newcomer }) => {
  const erin = await newcomer('mail02');
  const subject = `Opening hours ${randomBytes(4).toString('hex')}`;
  const alices = await enter(await elsewhere(), person('alice'));
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: ['info@example.org', 'alice@example.org'], subject, text: 'When are you open?' });
  await letter.send();
  await expect(mail.notices).toContainText('Sent');
  await expect(alices.list.row(subject)).toHaveCount(1);
  await expect.poll(async () => (await account(alices.page).subjects('inbox')).filter((one) => one === subject)).toEqual([subject]);
});

test('reply to all answers everybody but oneself; forward takes the attachment along', async ({
  page,
  newcomer,
  post,
  elsewhere,
}) => {
  const [erin, frank] = [await newcomer(), await newcomer('mail03')];
  await post(erin, {
    subject: 'Minutes',
    from: 'Grace Green <grace@elsewhere.test>',
    to: `${erin.address}, Frank <${frank.address}>`,
    text: 'The minutes.',
    attachments: [{ name: 'minutes.txt', type: 'text/plain', bytes: Buffer.from('We met.\n') }],
  });
  const mail = await enter(page, erin);
  await mail.list.row('Minutes').click();
  await mail.reader.press('Reply to all');
  const answer = mail.composer();
  await expect(answer.recipients('To')).toHaveText(['Grace Green', 'Frank']);
  await answer.press('Discard draft');
  await page.getByRole('button', { name: 'Discard', exact: true }).click();

  await mail.reader.press('Forward');
  const forward = mail.composer();
  await expect(forward.subject).toHaveValue(/^Fwd?: Minutes$/i);
  await expect(forward.body).toHaveValue(/The minutes\./);
  await expect(forward.files).toContainText('minutes.txt');
  await forward.write({ to: [frank.address] });
  await forward.send();
  await expect(mail.notices).toContainText('Sent');
  await expect(mail.list.row(/Forwarded, .*Minutes/)).toBeVisible();

  const franks = await enter(await elsewhere(), frank);
  await franks.list.row('Minutes').click();
  const download = await franks.reader.download('minutes.txt');
  expect(await readFile(await download.path(), 'utf8')).toBe('We met.\n');
});

/** Keeps uploads from being finished; what is returned lets them go. */
async function holdUploads(page: Page): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/api/v1/blobs*', async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}
