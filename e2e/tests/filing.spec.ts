// Putting mail in order. Each step is seen at once, is true on the server, and can be taken back.

import { account, enter, expect, test } from '../fixtures.ts';

test('a star is set, is there after a reload, and goes again', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Important' });
  const mail = await enter(page, erin);
  const row = mail.list.row('Important');
  await mail.list.star(row).click();
  await expect(row).toHaveAccessibleName(/Starred/);
  await expect(mail.reader.subject, 'a star opens nothing').toHaveCount(0);
  await expect.poll(() => account(page).keywords('inbox', 'Important')).toContain('$flagged');

  await page.reload();
  await expect(row).toHaveAccessibleName(/Starred/);
  await row.click();
  await mail.reader.press('Remove star');
  await expect(row).not.toHaveAccessibleName(/Starred/);
  await expect.poll(() => account(page).keywords('inbox', 'Important')).not.toContain('$flagged');
});

test('a message is marked as unread again', async ({ page, newcomer, post }) => {
  const erin = await newcomer('mail03');
  await post(erin, { subject: 'Later' });
  const mail = await enter(page, erin);
  await mail.list.row('Later').click();
  await expect(mail.list.row(/^Unread/)).toHaveCount(0);
  await expect.poll(() => account(page).keywords('inbox', 'Later')).toContain('$seen');
  await mail.reader.press('Mark as unread');
  await expect(mail.list.row(/^Unread, .*Later/)).toBeVisible();
  await expect(page).toHaveTitle(/^\(1\) /);
  await expect.poll(() => account(page).keywords('inbox', 'Later')).not.toContain('$seen');
});

const STEPS = [
  { button: 'Archive', said: 'Message archived', role: 'archive', folder: 'Archive', home: 'mail01' },
  { button: 'Delete', said: 'Message moved to the trash', role: 'trash', folder: 'Trash', home: 'mail03' },
  { button: 'Mark as junk', said: 'Message moved to junk', role: 'junk', folder: 'Junk', home: 'mail02' },
] as const;

for (const { button, said, role, folder, home } of STEPS) {
  test(`${button}: the message is in ${folder}; undone, it is back`, async ({ page, newcomer, post }) => {
    const erin = await newcomer(home);
    await post(erin, { subject: 'Stays' }, { subject: 'Goes' });
    const mail = await enter(page, erin);
    await mail.list.row('Goes').click();
    await expect(mail.reader.subject).toHaveText('Goes');
    await mail.reader.press(button);
    await expect(mail.list.row('Goes')).toHaveCount(0);
    await expect(mail.reader.subject, 'the reader goes on').toHaveText('Stays');
    await expect(mail.notices).toContainText(said);
    expect(await account(page).subjects(role)).toEqual(['Goes']);

    await mail.undo();
    await expect(mail.list.row('Goes')).toBeVisible();
    await expect.poll(() => account(page).subjects(role)).toEqual([]);
    await expect.poll(() => account(page).subjects('inbox')).toEqual(['Goes', 'Stays']);

    // And once more, for good.
    await mail.list.row('Goes').click();
    await expect(mail.reader.subject).toHaveText('Goes');
    await mail.reader.press(button);
    await expect(mail.list.row('Goes')).toHaveCount(0);
    await expect.poll(() => account(page).subjects(role)).toEqual(['Goes']);
    await page.reload();
    await expect(mail.list.row('Stays')).toBeVisible();
    await expect(mail.list.row('Goes')).toHaveCount(0);
    await mail.go(folder);
    await expect(mail.list.row('Goes')).toBeVisible();
  });
}

test('a message is moved to a folder by its name, and back again', async ({ page, newcomer, post }) => {
  const erin = await newcomer('mail03');
  await post(erin, { subject: 'Elsewhere' });
  const mail = await enter(page, erin);
  await mail.list.row('Elsewhere').click();
  await expect(mail.reader.subject).toHaveText('Elsewhere');
  await mail.reader.press('Move to a folder');
  await mail.moveTo('Archive');
  await expect(page.getByText('Your inbox is empty')).toBeVisible();
  await expect(mail.notices).toContainText('Message moved');
  await expect.poll(() => account(page).subjects('archive')).toEqual(['Elsewhere']);
  await mail.undo();
  await expect(mail.list.row('Elsewhere')).toBeVisible();
  await expect.poll(() => account(page).subjects('inbox')).toEqual(['Elsewhere']);
  expect(await account(page).keywords('inbox', 'Elsewhere'), 'it is still read').toContain('$seen');
});

test('several are ticked and go together, and come back together', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'One' }, { subject: 'Two' }, { subject: 'Three' });
  const mail = await enter(page, erin);
  await mail.list.tick(mail.list.row('One')).click();
  await mail.list.tick(mail.list.row('Three')).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected messages' });
  await expect(bar).toContainText('2 selected');
  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(mail.notices).toContainText('2 messages archived');
  await expect(mail.list.rows).toHaveCount(1);
  await expect.poll(async () => (await account(page).subjects('archive')).sort()).toEqual(['One', 'Three']);
  await mail.undo();
  await expect(mail.list.rows).toHaveCount(3);
  await expect.poll(async () => (await account(page).subjects('inbox')).sort()).toEqual(['One', 'Three', 'Two']);
});

test('junk that is none comes back to the inbox', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Not so bad' });
  const mail = await enter(page, erin);
  await mail.list.row('Not so bad').click();
  await mail.reader.press('Mark as junk');
  await mail.go('Junk');
  await mail.list.row('Not so bad').click();
  await mail.reader.press('Not junk');
  await expect.poll(() => account(page).subjects('inbox')).toEqual(['Not so bad']);
  expect(await account(page).subjects('junk')).toEqual([]);
});

test('deleting in the trash is for ever, and asks first', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Rubbish' });
  const mail = await enter(page, erin);
  await mail.list.row('Rubbish').click();
  await mail.reader.press('Delete');
  await mail.go('Trash');
  await mail.list.row('Rubbish').click();
  await mail.reader.press('Delete for ever');
  const question = page.getByRole('dialog', { name: 'Delete for ever?' });
  await expect(question).toContainText('It cannot be brought back.');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(mail.list.row('Rubbish')).toBeVisible();
  expect(await account(page).subjects('trash')).toEqual(['Rubbish']);

  await mail.reader.press('Delete for ever');
  await question.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(mail.notices).toContainText('Message deleted for ever');
  await expect(page.getByText('Nothing in Trash')).toBeVisible();
  await expect.poll(() => account(page).subjects('trash')).toEqual([]);
});

test('what is done elsewhere is seen here', async ({ page, elsewhere, newcomer, post }) => {
  const erin = await newcomer('mail03');
  await post(erin, { subject: 'First' }, { subject: 'Second' });
  const here = await enter(page, erin);
  await expect(here.list.rows).toHaveCount(2);
  const there = await enter(await elsewhere(), erin);
  await there.list.row('First').click();
  await expect(here.list.row(/^Unread, .*First/)).toHaveCount(0);
  await expect(here.list.row(/First/)).toBeVisible();
  await there.reader.press('Archive');
  await expect(here.list.row('First')).toHaveCount(0);
  await expect(here.list.row('Second')).toBeVisible();
});
