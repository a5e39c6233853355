// For eyes that see otherwise: the system's own colours, pages twice as large, narrow columns, nothing that moves.

import type { Locator, Page } from '@playwright/test';

import { enter, expect, type MailPage, test } from '../fixtures.ts';

const LETTERS = [
  { subject: 'Long lines', text: 'A line that is long enough to be broken on a narrow screen, and then goes on for a while.' },
  { subject: 'Not read' },
  { subject: 'Third' },
];

test('in the colours of the system everything can still be told apart', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...LETTERS);
  await page.emulateMedia({ forcedColors: 'active' });
  const mail = await enter(page, erin);
  await mail.list.row('Long lines').click();
  await expect(mail.reader.text).toContainText('A line');
  await expectDifferent(mail.list.row(/Unread, .*Not read/), mail.list.row(/^(?!Unread).*Long lines/), 'an unread row');
  await expectDifferent(mail.folder('Inbox'), mail.folder('Sent'), 'the folder that is open');
  const chip = page.getByRole('button', { name: 'Starred', exact: true });
  const before = await look(chip);
  await chip.click();
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => look(chip), 'a filter that is on').not.toEqual(before);
  await chip.click();
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('ArrowDown');
  await expectFocusSeen(page);
});

for (const [what, width, height] of [['at twice the size', 720, 450], ['in a column of 320 pixels', 320, 512]] as const) {
  test(`${what} nothing is cut off, and nobody scrolls sideways`, async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, ...LETTERS);
    await page.setViewportSize({ width, height });
    await page.goto('/');
    await expectReachable(page.getByRole('button', { name: 'Sign in', exact: true }));
    await expectFits(page);
    const mail = await enter(page, erin);
    await everyScreen(page, mail);
  });
}

async function everyScreen(page: Page, mail: MailPage) {
  await expect(mail.list.row('Not read')).toBeVisible();
  await expectFits(page);
  await expectReachable(page.getByRole('combobox', { name: 'Search mail' }));
  await mail.list.row('Long lines').click();
  await expect(mail.reader.text).toContainText('A line');
  await expectFits(page);
  await expectReachable(mail.reader.region.getByRole('button', { name: 'Archive', exact: true }));
  await expectReachable(mail.reader.region.getByRole('button', { name: 'Reply', exact: true }).last());
  await page.keyboard.press('r');
  const letter = mail.composer();
  await expect(letter.body).toBeFocused();
  await expectFits(page);
  await expectReachable(letter.panel.getByRole('button', { name: 'Send', exact: true }));
  await letter.press('Discard draft');
  await page.goto('/settings/reading');
  await expect(page.locator('#settings-title')).toHaveText('Reading');
  await expectFits(page);
  await expectReachable(page.getByRole('switch').first());
  await page.goto('/contacts');
  await expect(page.getByRole('main')).toBeVisible();
  await expectFits(page);
}

test('for who wants it so nothing moves', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, ...LETTERS);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const mail = await enter(page, erin);
  await page.evaluate(() => {
    const moved: string[] = ((window as any).moved = []);
    const note = ({ target, type }: Event) => {
      const running = (target as Element).getAnimations().map((one) => Number(one.effect?.getComputedTiming().duration));
      if (running.some((duration) => duration > 1)) moved.push(`${type} of .${(target as Element).className}`);
    };
    for (const kind of ['animationstart', 'transitionstart']) document.addEventListener(kind, note, true);
  });
  await mail.list.row('Not read').click();
  await expect(mail.reader.text).toContainText('Hello.');
  await mail.reader.press('More actions');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await mail.reader.press('Archive');
  await expect(mail.notices).toContainText('Message archived');
  await mail.compose();
  await expect(mail.composer().panel).toBeVisible();
  expect(await page.evaluate(() => (window as any).moved)).toEqual([]);
});

/** What a person sees of an element besides its words. */
function look(element: Locator) {
  return element.evaluate((node) => {
    const of = (style: CSSStyleDeclaration) =>
      ['color', 'backgroundColor', 'outlineStyle', 'outlineColor', 'borderColor', 'borderStyle', 'borderInlineStartWidth', 'fontWeight', 'textDecorationLine'].map((name) => style[name as any]);
    return [node, ...node.querySelectorAll('*')].slice(0, 12).flatMap((one) => [of(getComputedStyle(one)), of(getComputedStyle(one, '::before'))]);
  });
}

async function expectDifferent(one: Locator, other: Locator, what: string) {
  expect(await look(one.first()), `${what} looks different`).not.toEqual(await look(other.first()));
}

async function expectFocusSeen(page: Page) {
  const [style, width] = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
    return [outlineStyle, Number.parseFloat(outlineWidth)];
  });
  expect(style).not.toBe('none');
  expect(width).toBeGreaterThanOrEqual(1);
}

/** The page is no wider than the window: nobody has to scroll sideways to read a line (WCAG 2.2, 1.4.10). */
async function expectFits(page: Page) {
  const [wide, room] = await page.evaluate(() => [document.scrollingElement!.scrollWidth, innerWidth]);
  expect(wide).toBeLessThanOrEqual(room!);
}

/** It can be brought into sight, whole, and pressed there. */
async function expectReachable(control: Locator) {
  await control.scrollIntoViewIfNeeded();
  await expect(control).toBeInViewport({ ratio: 0.99 });
  await control.click({ trial: true });
}
