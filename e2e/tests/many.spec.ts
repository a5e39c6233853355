// A mailbox of 100,000 messages feels like one of a hundred: the list holds what is in view, and the right rows.

import { account, enter, expect, MailPage, test } from '../fixtures.ts';

const COUNT = 100_000;

test('a mailbox of 100,000 messages opens, jumps and scrolls', async ({ page, newcomer }) => {
  test.setTimeout(240_000);
  const erin = await newcomer('mail01', COUNT);
  // Single mails: the server's rows, which the list is compared with, are.
  const mail = await enter(page, erin, undefined, { conversations: false });
  await expect(page.getByText(/^100,000 messages/)).toBeVisible();
  await expectRows(mail, 0);

  // To the end by a key, and back.
  await mail.list.rowAt(0).focus();
  await page.keyboard.press('End');
  await expect(mail.list.rowAt(COUNT - 1)).toBeFocused();
  await expectRows(mail, COUNT - 1);
  await page.keyboard.press('Home');
  await expect(mail.list.rowAt(0)).toBeFocused();
  await expectRows(mail, 0);

  // To the middle, as the thumb of the scroll bar is dragged: many positions, of which the last one counts.
  await mail.list.grid.evaluate(async (grid) => {
    for (let step = 1; step <= 20; step += 1) {
      grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * step) / 40;
      await new Promise(requestAnimationFrame);
    }
  });
  await expectRows(mail, COUNT / 2);

  // A message from the middle opens, and the list stays where it is.
  const subject = await shown(mail, COUNT / 2);
  await mail.list.rowAt(COUNT / 2).click();
  await expect(mail.reader.subject).toHaveText(subject);
  await expectRows(mail, COUNT / 2);
});

/** The rows in view are all there, and the one at this place is what the server has at it. */
async function expectRows(mail: MailPage, place: number) {
  await expect(mail.list.grid).toHaveAttribute('aria-busy', 'false');
  await expect(mail.list.rowAt(place)).toBeInViewport();
  await expect(mail.list.grid.getByLabel('Loading messages')).toHaveCount(0);
  const [row] = await account(mail.page).rows('inbox', place, 1);
  expect(await shown(mail, place)).toBe((row!.subject ?? '(no subject)').trim());
  expect(await mail.list.rows.count()).toBeLessThan(200);
}

/** The subject in the row at this place. */
async function shown(mail: MailPage, place: number): Promise<string> {
  return mail.list.rowAt(place).locator('.message-subject').innerText();
}
