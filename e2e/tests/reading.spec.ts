// Reading: a message is opened, is read from then on, and shows what is in it.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { account, enter, expect, test } from '../fixtures.ts';

test('an opened message is read, and the counts say so everywhere', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two', from: 'Frank Field <frank@elsewhere.test>', text: 'It is about two.' });
  const mail = await enter(page, erin);
  await expect(page).toHaveTitle('(2) Inbox - Gatepost');
  await expect(mail.folder('Inbox')).toHaveAccessibleName(/2 unread messages/);
  await expect(mail.list.row(/^Unread, Frank Field, Two/)).toBeVisible();

  await mail.list.row('Two').click();
  await expect(mail.reader.subject).toHaveText('Two');
  await expect(mail.reader.text).toContainText('It is about two.');
  await expect(mail.reader.text).toContainText('frank@elsewhere.test');
  await expect(mail.list.row(/^Frank Field, Two/)).toBeVisible();
  await expect(mail.folder('Inbox')).toHaveAccessibleName(/1 unread message$/);
  await expect(page).toHaveTitle('(1) Two - Gatepost');
  await expect.poll(() => account(page).keywords('inbox', 'Two')).toContain('$seen');
  expect(await account(page).keywords('inbox', 'One')).not.toContain('$seen');
});

test('the newest message stands first, and the next one is a key away', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Oldest' }, { subject: 'Middle' }, { subject: 'Newest' });
  const mail = await enter(page, erin);
  for (const [place, subject] of ['Newest', 'Middle', 'Oldest'].entries()) {
    await expect(mail.list.rowAt(place)).toHaveAccessibleName(new RegExp(subject));
  }
  await mail.list.rowAt(0).click();
  await expect(mail.reader.subject).toHaveText('Newest');
  await mail.reader.press('Next message');
  await expect(mail.reader.subject).toHaveText('Middle');
  await mail.reader.press('Previous message');
  await expect(mail.reader.subject).toHaveText('Newest');
});

test('a text mail keeps its lines, and its links lead out', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Plain', text: 'First line\nSecond line\n\nSee https://elsewhere.test/a?b=c.\n\n> quoted' });
  const mail = await enter(page, erin);
  await mail.list.row('Plain').click();
  await expect(mail.reader.text).toContainText('First line\nSecond line', { useInnerText: true });
  const link = mail.reader.text.getByRole('link', { name: 'https://elsewhere.test/a?b=c' });
  await expect(link).toHaveAttribute('href', 'https://elsewhere.test/a?b=c');
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', /noopener/);
});

test('an HTML mail stands in a document of its own, as high as it is', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  const paragraphs = Array.from({ length: 60 }, (_, place) => `<p>Paragraph ${place + 1}</p>`).join('');
  await post(erin, { subject: 'Rich', html: `<h1 style="color: #800080">A heading</h1>${paragraphs}` });
  const mail = await enter(page, erin);
  await mail.list.row('Rich').click();
  const heading = mail.reader.frame().getByRole('heading', { name: 'A heading' });
  await expect(heading).toHaveCSS('color', 'rgb(128, 0, 128)');
  // The reader scrolls, not the frame within it.
  await mail.reader.frame().getByText('Paragraph 60').scrollIntoViewIfNeeded();
  await expect(mail.reader.frame().getByText('Paragraph 60')).toBeInViewport();
  const scrollsInside = await mail.reader.frame().locator('html').evaluate((root) => root.scrollHeight > root.clientHeight + 1);
  expect(scrollsInside).toBe(false);
});

test('in the dark a mail written for white paper is dark as well', async ({ page, newcomer, post }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const erin = await newcomer();
  await post(erin, { subject: 'By day', html: '<p>Written for <b>white paper</b>.</p>' });
  const mail = await enter(page, erin);
  await mail.list.row('By day').click();
  const paper = mail.reader.frame().locator('html');
  await expect(paper).toHaveAttribute('data-scheme', 'dark');
  expect(await paper.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe('rgb(25, 25, 25)');
});

test('a picture within the mail is shown', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, {
    subject: 'A picture',
    html: '<p>Look: <img alt="a dot" src="cid:dot@here"></p>',
    attachments: [{ name: 'dot.png', type: 'image/png', bytes: DOT, cid: 'dot@here' }],
  });
  const mail = await enter(page, erin);
  await mail.list.row('A picture').click();
  const picture = mail.reader.frame().getByRole('img', { name: 'a dot' });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth)).toBe(1);
  await expect(mail.reader.region.getByText(/remote image/)).toHaveCount(0);
});

test('attachments arrive as they were sent, byte for byte', async ({ page, newcomer, post }) => {
  const erin = await newcomer('mail03');
  const report = randomBytes(300_001);
  await post(erin, {
    subject: 'The report',
    text: 'Here it is.',
    attachments: [
      { name: 'report.pdf', type: 'application/pdf', bytes: report },
      { name: 'dot.png', type: 'image/png', bytes: DOT },
    ],
  });
  const mail = await enter(page, erin);
  await expect(mail.list.row(/Has an attachment/)).toBeVisible();
  await mail.list.row('The report').click();
  await expect(mail.reader.region.getByRole('region', { name: '2 attachments' })).toBeVisible();

  for (const [name, bytes] of [['report.pdf', report], ['dot.png', DOT]] as const) {
    const download = await mail.reader.download(name);
    expect(download.suggestedFilename()).toBe(name);
    expect((await readFile(await download.path())).equals(bytes), `${name} is unchanged`).toBe(true);
  }
});

test('all attachments are saved at once', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  const attachments = ['one.txt', 'two.txt'].map((name) => ({ name, type: 'text/plain', bytes: Buffer.from(name) }));
  await post(erin, { subject: 'Both', attachments });
  const mail = await enter(page, erin);
  await mail.list.row('Both').click();
  const saved: string[] = [];
  page.on('download', (download) => saved.push(download.suggestedFilename()));
  await mail.reader.region.getByRole('button', { name: 'Save all' }).click();
  await expect.poll(() => saved.sort()).toEqual(['one.txt', 'two.txt']);
});

test('a message is saved as it stands on the server', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Keep me', headers: ['X-Rare: as it was'] });
  const mail = await enter(page, erin);
  await mail.list.row('Keep me').click();
  await mail.reader.press('More actions');
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download message' }).click();
  const raw = await readFile(await (await download).path(), 'utf8');
  expect(raw).toContain('X-Rare: as it was');
  expect((await download).suggestedFilename()).toMatch(/\.eml$/);
});

test('what is quoted below an answer is folded, in HTML as in text', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(
    erin,
    { subject: 'In HTML', html: '<p>My answer.</p><blockquote type="cite"><p>What was asked.</p></blockquote>' },
    { subject: 'Between the lines', html: '<blockquote type="cite">One?</blockquote><p>Yes.</p><blockquote type="cite">Two?</blockquote><p>No.</p>' },
    { subject: 'In text', text: `My answer.\n\n${'> What was asked.\n'.repeat(8)}` },
  );
  const mail = await enter(page, erin);
  await mail.list.row('In text').click();
  await expect(mail.reader.text.getByText('What was asked.').first()).toBeHidden();
  await mail.reader.text.getByLabel('Show quoted text').click();
  await expect(mail.reader.text.getByText('What was asked.').first()).toBeVisible();

  await mail.list.row('In HTML').click();
  const frame = mail.reader.frame();
  await expect(frame.getByText('My answer.')).toBeVisible();
  await expect(frame.getByText('What was asked.')).toBeHidden();
  await frame.getByLabel('Show quoted text').click();
  await expect(frame.getByText('What was asked.')).toBeVisible();

  await mail.list.row('Between the lines').click();
  await expect(frame.getByText('Two?')).toBeVisible();
  await expect(frame.getByText('One?')).toBeVisible();
});

test('in the dark the colours that a mail was written in are a choice', async ({ page, newcomer, post }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const erin = await newcomer();
  await post(erin, { subject: 'By day', html: '<p>Written for <b>white paper</b>.</p>' });
  const mail = await enter(page, erin);
  await mail.list.row('By day').click();
  await expect(mail.reader.frame().locator('html')).toHaveAttribute('data-scheme', 'dark');
  await mail.choose(mail.reader.text, 'Show original colours');
  await expect(mail.reader.frame().locator('html')).not.toHaveAttribute('data-scheme', 'dark');
  expect(await mail.reader.frame().locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe('rgb(255, 255, 255)');
});

test('an open mail follows the colours of the page', async ({ page, newcomer, post }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const erin = await newcomer();
  await post(erin, { subject: 'At dusk', html: '<p>Written for <b>white paper</b>.</p>' });
  const mail = await enter(page, erin);
  await mail.list.row('At dusk').click();
  await expect(mail.reader.frame().getByText('white paper')).toBeVisible();
  await expect(mail.reader.frame().locator('html')).not.toHaveAttribute('data-scheme', 'dark');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(mail.reader.frame().locator('html')).toHaveAttribute('data-scheme', 'dark');
});

test('a mail that is wider than the phone is made to fit, and can be read in its own size @phone', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'A wide table', html: '<table width="900" style="width:900px"><tr><td>Left</td><td style="text-align:right">Right end</td></tr></table>' });
  const mail = await enter(page, erin);
  await mail.list.row('A wide table').tap();
  const end = mail.reader.frame().getByText('Right end');
  const rightEdge = async () => {
    const { x, width } = (await end.boundingBox())!;
    return x + width;
  };
  await expect(end).toBeInViewport();
  await expect.poll(rightEdge).toBeLessThanOrEqual(390);
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth <= innerWidth)).toBe(true);
  await page.getByRole('button', { name: 'Actual size' }).tap();
  await expect.poll(rightEdge).toBeGreaterThan(390);
  await page.getByRole('button', { name: 'Fit to the width' }).tap();
  await expect.poll(rightEdge).toBeLessThanOrEqual(390);
});

/** A PNG of one pixel. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
