// Files that came with a message: looked at without leaving it, mails within it read, invitations answered.

import { enter, expect, expectAccessible, type Letter, test } from '../fixtures.ts';

const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const FILES: Letter = {
  subject: 'Three files',
  text: 'See what I have.',
  attachments: [
    { name: 'dot.png', type: 'image/png', bytes: DOT },
    { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('Remember the <b>milk</b>.') },
    { name: 'archive.bin', type: 'application/octet-stream', bytes: Buffer.from('01') },
  ],
};

test('pictures and texts are looked at where they are, one after the other', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, FILES);
  const mail = await enter(page, erin);
  await mail.list.row('Three files').click();
  await mail.reader.region.getByRole('button', { name: /^dot\.png/ }).click();
  const dialog = page.getByRole('dialog', { name: 'dot.png' });
  const picture = dialog.getByRole('img', { name: 'dot.png' });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth)).toBe(1);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Next file' }).click();
  const text = page.getByRole('dialog', { name: 'notes.txt' });
  await expect(text).toContainText('Remember the <b>milk</b>.');
  await expect(text.getByRole('button', { name: 'Next file' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(text).toBeHidden();
  await expect(mail.reader.region.getByRole('button', { name: /^archive\.bin/ })).toHaveCount(0);
});

test('a mail within a mail is read like a mail', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  const inner = ['From: Ada Example <ada@elsewhere.test>', 'To: bob@elsewhere.test', 'Subject: The inner one', 'Date: Mon, 02 Nov 2026 10:00:00 +0000', 'MIME-Version: 1.0', 'Content-Type: text/html', '', '<p>Words <i>within</i>.</p>'].join('\r\n');
  await post(erin, nested('The outer one', inner));
  const mail = await enter(page, erin);
  await mail.list.row('The outer one').click();
  await mail.reader.region.getByRole('region', { name: '1 attachment' }).getByRole('button').click();
  const dialog = page.getByRole('dialog', { name: 'Attached message' });
  await expect(dialog.getByRole('heading', { name: 'The inner one' })).toBeVisible();
  await expect(dialog).toContainText('ada@elsewhere.test');
  await expect(dialog.frameLocator('iframe').getByText('within')).toBeVisible();
});

test('an invitation says what, when and where', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Meeting', text: 'Please come.', attachments: [{ name: 'invite.ics', type: 'text/calendar; method=REQUEST; charset=utf-8', bytes: Buffer.from(invitation(erin.address)) }] });
  const mail = await enter(page, erin);
  await mail.list.row('Meeting').click();
  const card = mail.reader.region.getByRole('region', { name: 'Invitation' });
  await expect(card.getByRole('heading', { name: 'Spring review' })).toBeVisible();
  await expect(card).toContainText('Room 3');
  await expect(card.getByRole('button', { name: 'Accept' })).toBeVisible();
  await expectAccessible(page);
});

test('all headers, the source, and the text instead of the formatting', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'As it came', html: '<p>Words <b>in bold</b></p>', text: 'Words in plain', headers: ['X-Rare: as it was'] });
  const mail = await enter(page, erin);
  await mail.list.row('As it came').click();
  const message = mail.reader.region.getByRole('article');
  await expect(mail.reader.frame().getByText('in bold')).toBeVisible();
  await mail.choose(message, 'Show plain text');
  await expect(message).toContainText('Words in plain');
  await mail.choose(message, 'Show headers and source');
  const dialog = page.getByRole('dialog', { name: 'Headers and source' });
  await expect(dialog).toContainText('X-Rare: as it was');
  await expect(dialog).not.toContainText('multipart/alternative; boundary="x');
  await dialog.getByRole('button', { name: 'Show all of it' }).click();
  await expect(dialog).toContainText('Content-Transfer-Encoding: base64');
});

test('a message is passed on as it is', async ({ page, newcomer, post, elsewhere }) => {
  const [erin, frank] = [await newcomer(), await newcomer('mail02')];
  await post(erin, { subject: 'For somebody else', from: 'Ada Example <ada@elsewhere.test>' });
  const mail = await enter(page, erin);
  await mail.list.row('For somebody else').click();
  await mail.choose(mail.reader.region.getByRole('article'), 'Redirect');
  const dialog = page.getByRole('dialog', { name: 'Redirect' });
  await dialog.getByRole('textbox', { name: 'To' }).fill('nobody');
  await dialog.getByRole('button', { name: 'Redirect' }).click();
  await expect(dialog.getByRole('alert')).toContainText('nobody is not an address.');
  await dialog.getByRole('textbox', { name: 'To' }).fill(frank.address);
  await dialog.getByRole('button', { name: 'Redirect' }).click();
  await expect(mail.notices).toContainText('Redirected');
  const theirs = await enter(await elsewhere(), frank);
  await expect(theirs.list.row(/Ada Example, For somebody else/)).toBeVisible({ timeout: 20_000 });
});

test('a message is written anew', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Once more', text: 'The same words.' });
  const mail = await enter(page, erin);
  await mail.list.row('Once more').click();
  await mail.choose(mail.reader.region.getByRole('article'), 'Edit as new');
  await expect(mail.composer().subject).toHaveValue('Once more');
});

test('on paper there is all of the message and nothing of the page around it', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  const paragraphs = Array.from({ length: 120 }, (_, place) => `<p>Paragraph ${place + 1}</p>`).join('');
  await post(erin, { subject: 'For the files', html: paragraphs });
  const mail = await enter(page, erin);
  await mail.list.row('For the files').click();
  await expect(mail.reader.frame().getByText('Paragraph 120')).toBeAttached();
  await page.emulateMedia({ media: 'print' });
  await expect(mail.list.grid).toBeHidden();
  await expect(mail.reader.toolbar).toBeHidden();
  await expect(mail.reader.subject).toBeVisible();
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(3);
});

function nested(subject: string, inner: string): Letter {
  return { subject, text: 'Look at this.', attachments: [{ name: 'inner.eml', type: 'message/rfc822', bytes: Buffer.from(inner) }] };
}

function invitation(guest: string): string {
  return [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Elsewhere//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1234@elsewhere.test', 'SEQUENCE:0',
    'DTSTAMP:20261101T090000Z', 'DTSTART:20261210T090000Z', 'DTEND:20261210T100000Z', 'SUMMARY:Spring review', 'LOCATION:Room 3',
    'ORGANIZER;CN=Ada Example:mailto:ada@elsewhere.test', `ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${guest}`, 'END:VEVENT', 'END:VCALENDAR', '',
  ].join('\r\n');
}
