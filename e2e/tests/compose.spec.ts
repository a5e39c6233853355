// Writing with formatting and without, several messages at once, windows, keyboard.

import type { Locator } from '@playwright/test';

import { account, enter, expect, expectAccessible, test } from '../fixtures.ts';
import { Composer } from '../pages/composer.ts';
import { SettingsPage } from '../pages/settings.ts';
import { SignInPage } from '../pages/sign-in.ts';

test('text is formatted by keyboard and by the bar, and arrives so', async ({ page, elsewhere, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer('mail03')];
  const mail = await enter(page, erin, undefined, { composeHtml: true });
  const letter = await mail.compose();
  await letter.write({ to: [frank.address], subject: 'With weight' });
  await letter.body.click();
  await page.keyboard.type('Plain, ');
  await page.keyboard.press('Control+b');
  await expect(letter.tool('Bold')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.type('bold');
  await page.keyboard.press('Control+b');
  await page.keyboard.type(' and ');
  await letter.tool('Italic').click();
  await page.keyboard.type('slanted');
  await letter.tool('Italic').click();
  await page.keyboard.type(' letters.');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Shift+8');
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  await expectAccessible(page, '.compose-dock');
  await expect(letter.saved).toContainText('Saved');
  await letter.send();
  await expect(mail.notices).toContainText('Sent');

  const franks = await enter(await elsewhere(), frank);
  await franks.list.row('With weight').click();
  const shown = franks.reader.frame();
  await expect(shown.locator('b')).toHaveText('bold');
  await expect(shown.locator('i')).toHaveText('slanted');
  await expect(shown.locator('li')).toHaveText(['one', 'two']);
});

test('a link is set on what is selected', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer(), undefined, { composeHtml: true });
  const letter = await mail.compose();
  await letter.body.click();
  await page.keyboard.type('See here');
  for (let letters = 0; letters < 4; letters += 1) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Link', exact: true });
  await dialog.getByRole('textbox', { name: 'Address' }).fill('nowhere');
  await dialog.getByRole('button', { name: 'Set the link' }).click();
  await expect(dialog).toContainText('An address begins with https://');
  await dialog.getByRole('textbox', { name: 'Address' }).fill('example.org/menu');
  await dialog.getByRole('button', { name: 'Set the link' }).click();
  await expect(letter.body.getByRole('link', { name: 'here' })).toHaveAttribute('href', 'https://example.org/menu');
  await expect(letter.body).toBeFocused();
});

test('what is pasted is cleaned: nothing of it runs, loads or lays itself over the page', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer(), undefined, { composeHtml: true });
  const letter = await mail.compose();
  await letter.body.click();
  await paste(letter.body, {
    'text/html':
      '<style>p { display: none }</style><p onclick="steal()" class="x">' +
      '<span style="color: rgb(200, 0, 0); position: fixed; background-image: url(https://t.test/x)">Red</span> ' +
      '<strong style="color: green">green</strong> <font color="#0000ff">blue</font></p><img src="https://t.test/p.gif" alt="spy"><script>steal()</script>' +
      '<a href="javascript:steal()">go</a><iframe src="https://t.test"></iframe>',
    'text/plain': 'Red green blue',
  });
  await expect(letter.body).toContainText('Red green blue');
  const html = await letter.body.innerHTML();
  expect(html).not.toMatch(/script|onclick|position|url\(|iframe|t\.test|data-style/);
  await expect(letter.body.locator('[style*="200, 0, 0"]')).toHaveCount(1);
  // Undo and redo go through the browser's parser again: the colours stay.
  await page.keyboard.press('Control+z');
  await expect(letter.body).not.toContainText('Red');
  await page.keyboard.press('Control+y');
  await expect(letter.body.locator('[style*="200, 0, 0"]')).toHaveCount(1);
});

test('a picture stands in the text, here, on the server and at the recipient', async ({ page, elsewhere, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer()];
  const mail = await enter(page, erin, undefined, { composeHtml: true });
  const letter = await mail.compose();
  await letter.write({ to: [frank.address], subject: 'The view' });
  await letter.body.click();
  await page.keyboard.type('Look: ');
  await letter.choose('Insert pictures', { name: 'view.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(letter.body.locator('img')).toHaveCount(1);
  await expect(letter.saved).toContainText('Saved');
  await page.reload();
  const picture = letter.body.locator('img');
  await expect(picture).toHaveCount(1);
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await letter.send();
  await expect(mail.notices).toContainText('Sent');

  const franks = await enter(await elsewhere(), frank);
  await franks.list.row('The view').click();
  const seen = franks.reader.frame().locator('img');
  await expect.poll(() => seen.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
});

test('formatting is switched on and off; only when something would be lost the person is asked', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const letter = await mail.compose();
  await letter.write({ subject: 'To and fro', text: 'One\n\n> quoted\nTwo' });
  await letter.press('Formatting');
  await expect(letter.body.locator('blockquote')).toHaveText('quoted');
  await letter.press('Formatting');
  await expect(letter.body).toHaveValue('One\n\n> quoted\nTwo');
  await letter.press('Formatting');
  await letter.body.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+b');
  await letter.press('Formatting');
  const question = page.getByRole('dialog', { name: 'Switch to plain text?' });
  await question.getByRole('button', { name: 'Go back' }).click();
  await expect(letter.body.locator('b').first()).toBeVisible();
  await letter.press('Formatting');
  await question.getByRole('button', { name: 'Switch to plain text' }).click();
  await expect(letter.body).toHaveValue('One\n\n> quoted\nTwo');
});

test('an answer quotes formatted mail as it was, and mail cannot reach the page through it', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, {
    subject: 'Menu',
    from: 'Grace Green <grace@elsewhere.test>',
    html: '<style>*{display:none}</style><p style="color:#b00000">Soup <b onclick="x()">today</b></p><img src="https://t.test/spy.gif">',
  });
  const mail = await enter(page, erin, undefined, { composeHtml: true });
  await mail.list.row('Menu').click();
  await mail.reader.press('Reply');
  const answer = mail.composer();
  const quote = answer.body.locator('blockquote');
  await expect(quote.locator('b')).toHaveText('today');
  await expect(answer.body).toContainText('Grace Green wrote:');
  await expect(answer.body).toBeFocused();
  await page.keyboard.type('Thank you');
  expect(await answer.body.innerText()).toMatch(/^Thank you/);
  expect(await answer.body.innerHTML()).not.toMatch(/onclick|<style|t\.test/);
  await expect(answer.saved).toContainText('Saved');
});

test('several messages at once: side by side, minimised, in the middle, in the order of their subjects', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  await mail.compose();
  const first = new Composer(page, 'New message');
  await first.write({ subject: 'First' });
  await mail.compose();
  await new Composer(page, 'New message').write({ subject: 'Second', text: 'Two' });
  await expect(page.getByRole('dialog', { name: 'First' }).getByRole('textbox', { name: 'Subject' })).toBeVisible();
  await mail.compose();
  await new Composer(page, 'New message').write({ subject: 'Third' });
  // Two fit into this window: the oldest has made room.
  const [one, two, three] = ['First', 'Second', 'Third'].map((name) => new Composer(page, name)) as [Composer, Composer, Composer];
  await expect(one.body).toBeHidden();
  await expect(two.body).toBeVisible();

  await two.body.focus();
  await page.keyboard.press('Escape');
  await expect(two.body).toBeHidden();
  await two.press('Open again');
  await expect(two.body).toHaveValue('Two');
  await two.press('Expand');
  await expectAccessible(page, '.compose-dock');
  await page.keyboard.press('Escape');
  await three.press('Close and keep in Drafts');
  await expect(page.locator('.composer')).toHaveCount(2);
  await expect(mail.notices).toContainText('Saved in Drafts');
  await page.reload();
  await expect(page.locator('.composer')).toHaveCount(2);
  await expect(two.panel).toContainText('Your unsent message was restored.');
});

test('a message moves to a window of its own, and is one message still', async ({ page, context, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ to: [erin.address], subject: 'Aside', text: 'Written here' });
  const opened = context.waitForEvent('page');
  await letter.press('Open in a window of its own');
  const popup = await opened;
  await expect(letter.panel).toHaveCount(0);
  const aside = new Composer(popup);
  await expect(aside.body).toHaveValue('Written here');
  await aside.body.fill('Written here and there');
  await expect(aside.saved).toContainText('Saved');
  expect(await account(page).subjects('drafts')).toEqual(['Aside']);
  const closed = popup.waitForEvent('close');
  await aside.send();
  await closed;
  await expect.poll(() => account(page).subjects('sent')).toEqual(['Aside']);
});

test('one tab writes a draft; another says so, and can take it over with the last letter', async ({ page, context, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  await letter.write({ subject: 'Whose?', text: 'Mine' });
  await expect(letter.saved).toContainText('Saved');

  const second = await context.newPage();
  await second.goto('/');
  const there = new (mail.constructor as new (page: typeof second) => typeof mail)(second);
  await there.go('Drafts');
  await expect(there.composer().panel).toHaveCount(0);
  await there.list.row('Whose?').click();
  await second.getByRole('button', { name: 'Continue writing' }).click();
  await expect(there.notices).toContainText('This message is open in another window.');
  await letter.body.pressSequentially(' and');
  await there.notices.getByRole('button', { name: 'Continue here' }).click();
  await expect(there.composer().body).toHaveValue(/^Mine and/);
  await expect(letter.panel).toHaveCount(0);
  await expect(mail.notices).toContainText('This message is now written in another window.');
});

test('on a phone one message has the screen, and the others are a tap away @phone', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  await mail.compose();
  await new Composer(page, 'New message').write({ subject: 'First', text: 'One' });
  await new Composer(page, 'First').press('Minimise');
  await mail.compose();
  await new Composer(page, 'New message').write({ subject: 'Second' });
  await expectAccessible(page, '.compose-dock');
  await page.getByRole('combobox', { name: 'Message' }).locator('visible=true').selectOption({ label: 'First' });
  await expect(new Composer(page, 'First').body).toHaveValue('One');
  await expect(new Composer(page, 'First').body).toBeInViewport();
});

/** One pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Pastes, as the clipboard of another program would. */
async function paste(into: Locator, data: Record<string, string>): Promise<void> {
  await into.evaluate((element, formats) => {
    const transfer = new DataTransfer();
    for (const [type, text] of Object.entries(formats)) transfer.setData(type, text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
  }, data);
}

test('a mail link begins a message, which says all that the link asks for', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const link =
    'mailto:olga@elsewhere.test,%22Your%20boss%22%20%3Cpaul@elsewhere.test%3E?cc=ada+x@elsewhere.test&bcc=spy@elsewhere.test' +
    '&subject=Caf%C3%A9%0D%0ABcc:%20more@elsewhere.test&body=Line%20one%0D%0A%3Cb%3Eline%3C/b%3E%20two&attach=/etc/passwd&from=boss@elsewhere.test';
  await page.goto(`/compose?mailto=${encodeURIComponent(link)}`);
  const letter = mail.composer();
  await expect(letter.subject).toHaveValue('Café Bcc: more@elsewhere.test');
  await expect(letter.recipients('To')).toHaveText([/olga@elsewhere\.test/, /^paul@elsewhere\.test/]);
  await expect(letter.recipients('Cc')).toHaveText([/^ada\+x@elsewhere\.test/]);
  await expect(letter.recipients('Bcc'), 'nobody is hidden from the author').toHaveText([/^spy@elsewhere\.test/]);
  await expect(letter.body).toHaveValue(/^Line one\n<b>line<\/b> two/);
  await expect(letter.body).toBeFocused();
  await expect(letter.files).toHaveCount(0);
  // Back and reload do not begin it again.
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/');
  // Nothing was written: nothing is kept.
  await letter.press('Close and keep in Drafts');
  await expect(letter.panel).toHaveCount(0);
  await page.reload();
  await expect(mail.list.heading('Inbox')).toBeVisible();
  await expect(letter.panel).toHaveCount(0);
  expect(await account(page).subjects('drafts')).toEqual([]);
});

test('a mail link keeps its letters where messages are written with formatting', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer(), undefined, { composeHtml: true });
  await page.goto(`/compose?mailto=${encodeURIComponent('mailto:?body=One%0D%0A%3Cimg%20src=x%20onerror=steal()%3E')}`);
  const letter = mail.composer();
  await expect(letter.body).toContainText('<img src=x onerror=steal()>');
  await expect(letter.body.locator('img')).toHaveCount(0);
  await expect(letter.line('To')).toBeFocused();
});

test('a mail link waits for who has to sign in first', async ({ page, newcomer }) => {
  const erin = await newcomer();
  await page.goto(`/compose?mailto=${encodeURIComponent('mailto:olga@elsewhere.test?subject=Patience')}`);
  await new SignInPage(page).signIn(erin);
  await expect(new Composer(page).subject).toHaveValue('Patience');
});

test('what is shared from another program begins a message', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  await page.goto('/compose?title=The+gate&text=Read+this%0A&url=https%3A%2F%2Fexample.org%2Fgate');
  const letter = mail.composer();
  await expect(letter.subject).toHaveValue('The gate');
  await expect(letter.body).toHaveValue(/^Read this\n\nhttps:\/\/example\.org\/gate/);
  await expect(letter.line('To')).toBeFocused();
});

test('the browser is asked to open mail links here', async ({ page, newcomer }) => {
  await page.addInitScript(() => {
    navigator.registerProtocolHandler = (...asked: string[]) => Object.assign(window, { asked });
  });
  await enter(page, await newcomer());
  const settings = new SettingsPage(page);
  await settings.open('Writing');
  await page.getByRole('button', { name: 'Use Gatepost for mail links' }).click();
  const asked = await page.evaluate(() => (window as any).asked.slice(0, 2));
  expect(asked).toEqual(['mailto', `${new URL(page.url()).origin}/compose?mailto=%s`]);
  await expectAccessible(page, '.settings');
});
