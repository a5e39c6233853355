// Many messages at once: ticked by mouse, keys and fingers, and all that there are without loading them.

import { account, enter, expect, test } from '../fixtures.ts';

const BAR = { name: 'Actions for the selected messages' };

test('a range by Shift, single ones by Control, and none by Escape', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two' }, { subject: 'Three' }, { subject: 'Four' });
  const mail = await enter(page, erin);
  const bar = page.getByRole('toolbar', BAR);
  await mail.list.row('Four').click({ modifiers: ['Control'] });
  await mail.list.row('Two').click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('3 selected');
  await mail.list.row('Three').click({ modifiers: ['Control'] });
  await expect(bar).toContainText('2 selected');
  await expect(mail.list.row('Three')).toHaveAttribute('aria-selected', 'false');
  await expect(mail.reader.subject, 'selecting opens nothing').toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);

  // By keys alone.
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('x');
  await expect(bar).toContainText('1 selected');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('*');
  await expect(bar).toContainText('4 selected');
});

test('all that match are changed on the server, with a way to stop and a way back', async ({ page, newcomer }) => {
  test.setTimeout(90_000);
  const erin = await newcomer('mail01', 700);
  const mail = await enter(page, erin);
  await page.getByRole('button', { name: 'Group into conversations' }).click();
  await expect(page.getByText(/^700 messages/)).toBeVisible();
  const { unreadEmails } = await account(page).mailbox('inbox');
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'Select all 700' }).click();
  const bar = page.getByRole('toolbar', BAR);
  await expect(bar).toContainText('All 700 selected');
  await expect(mail.list.rowAt(3)).toHaveAttribute('aria-selected', 'true');
  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(mail.notices).toContainText('700 messages archived');
  await expect(page.getByText('Your inbox is empty')).toBeVisible();
  expect((await account(page).mailbox('archive')).totalEmails).toBe(700);

  await mail.undo();
  await expect.poll(async () => (await account(page).mailbox('inbox')).totalEmails).toBe(700);
  await expect(mail.list.rowAt(0)).toBeVisible();
  expect((await account(page).mailbox('inbox')).unreadEmails, 'and nothing else has changed').toBe(unreadEmails);

  // Only those that a filter shows.
  await page.getByRole('button', { name: 'Unread', exact: true }).click();
  await expect(page.getByText(new RegExp(`^${unreadEmails} messages?,`))).toBeVisible();
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('*');
  await page.keyboard.press('*');
  await bar.getByRole('button', { name: 'Mark as read' }).click();
  await expect.poll(async () => (await account(page).mailbox('inbox')).unreadEmails).toBe(0);
  await mail.undo();
  await expect.poll(async () => (await account(page).mailbox('inbox')).unreadEmails).toBe(unreadEmails);
});

test('the menu of a row is about that row, that of ticked rows about all of them', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two' }, { subject: 'Three' });
  const mail = await enter(page, erin);
  await mail.list.row('Two').click({ button: 'right' });
  const menu = page.getByRole('menu');
  await expect(menu).toHaveAccessibleName('Actions for this message');
  await menu.getByRole('menuitem', { name: 'Star' }).click();
  await expect(mail.list.row(/Starred, .*Two/)).toBeVisible();
  await expect(menu).toHaveCount(0);

  await mail.list.tick(mail.list.row('One')).click();
  await mail.list.tick(mail.list.row('Three')).click();
  await mail.list.row('One').click({ button: 'right' });
  await menu.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(mail.list.rows).toHaveCount(1);
  await expect.poll(async () => (await account(page).subjects('archive')).sort()).toEqual(['One', 'Three']);

  // By the keyboard, and Escape gives it back.
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('Shift+F10');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(mail.list.rowAt(0)).toBeFocused();
});

test('what is pointed at can be archived where it stands', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Stays' }, { subject: 'Goes' });
  const mail = await enter(page, erin);
  await mail.list.row('Goes').hover();
  await mail.list.row('Goes').getByRole('button', { name: 'Archive' }).click();
  await expect(mail.list.row('Goes')).toHaveCount(0);
  await expect(mail.reader.subject, 'nothing is opened').toHaveCount(0);
  await page.keyboard.press('z');
  await expect(mail.list.row('Goes')).toBeVisible();
  await expect.poll(() => account(page).subjects('inbox')).toEqual(['Goes', 'Stays']);
});

test('messages are dragged to a folder, all that are ticked together', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two' }, { subject: 'Three' });
  const mail = await enter(page, erin);
  await mail.list.tick(mail.list.row('One')).click();
  await mail.list.tick(mail.list.row('Two')).click();
  await mail.list.row('One').dragTo(mail.folder('Archive'));
  await expect(mail.list.rows).toHaveCount(1);
  await expect(mail.notices).toContainText('2 messages moved');
  await expect.poll(async () => (await account(page).subjects('archive')).sort()).toEqual(['One', 'Two']);
  await mail.undo();
  await expect(mail.list.rows).toHaveCount(3);
});

test.describe('with a finger @phone', () => {
  test('a long press selects, more presses tick more, and the bar acts on them', async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'One' }, { subject: 'Two' }, { subject: 'Three' });
    const mail = await enter(page, erin);
    const finger = new Finger(page);
    await finger.rest(await mail.list.row('Three').boundingBox());
    const bar = page.getByRole('toolbar', BAR);
    await expect(bar).toContainText('1 selected');
    await mail.list.row('One').tap();
    await expect(bar).toContainText('2 selected');
    await expect(mail.reader.subject).toHaveCount(0);
    await bar.getByRole('button', { name: 'Archive' }).tap();
    await expect(mail.list.rows).toHaveCount(1);
    await expect.poll(async () => (await account(page).subjects('archive')).sort()).toEqual(['One', 'Three']);
  });

  test('a swipe archives, the other way marks as read, a short one does nothing', async ({ page, newcomer, post }) => {
    const erin = await newcomer();
    await post(erin, { subject: 'First' }, { subject: 'Second' });
    const mail = await enter(page, erin);
    const finger = new Finger(page);
    await finger.swipe(await mail.list.row('Second').boundingBox(), 50);
    await expect(mail.list.rows).toHaveCount(2);
    await finger.swipe(await mail.list.row('First').boundingBox(), -160);
    await expect(mail.list.row(/^Unread, .*First/)).toHaveCount(0);
    await expect.poll(() => account(page).keywords('inbox', 'First')).toContain('$seen');
    await finger.swipe(await mail.list.row('Second').boundingBox(), 160);
    await expect(mail.list.row('Second')).toHaveCount(0);
    await expect.poll(() => account(page).subjects('archive')).toEqual(['Second']);
    await mail.undo();
    await expect(mail.list.row('Second')).toBeVisible();
  });
});

type Box = { x: number; y: number; width: number; height: number } | null;

/** A finger on the glass, as the browser gets it from the screen. */
class Finger {
  constructor(private readonly page: import('@playwright/test').Page) {}

  async rest(box: Box): Promise<void> {
    const screen = await this.#screen();
    await screen.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [this.#middle(box)] });
    await this.page.getByRole('toolbar', BAR).waitFor();
    await screen.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await screen.detach();
  }

  async swipe(box: Box, by: number): Promise<void> {
    const screen = await this.#screen();
    const { x, y } = this.#middle(box);
    await screen.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
    for (let step = 1; step <= 8; step += 1) {
      await screen.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + (by * step) / 8, y }] });
    }
    await screen.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await screen.detach();
  }

  #screen = () => this.page.context().newCDPSession(this.page);

  #middle(box: Box): { x: number; y: number } {
    return { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 };
  }
}
