// Who gets it: suggestions, groups, many at once, from one row to another, and who is left out.

import { account, enter, expect, test } from '../fixtures.ts';

test('people are suggested while their name is typed, and taken by keyboard', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const letter = await mail.compose();
  await letter.line('To').pressSequentially('alic');
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(list.getByRole('option').first()).toContainText('alice@example.org');
  await expect(letter.line('To')).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(letter.body, 'Escape closed the list, not the composer').toBeVisible();
  await letter.line('To').pressSequentially('e');
  await expect(list.getByRole('option', { selected: true })).toContainText('alice@example.org');
  await page.keyboard.press('Enter');
  await expect(letter.recipients('To')).toHaveCount(1);
  await expect(letter.line('To')).toBeFocused();
  await expect(list).toHaveCount(0);
});

test('a group stands for everybody in it', async ({ page, newcomer }) => {
  const erin = await newcomer();
  const mail = await enter(page, erin);
  const keep = async (contact: object): Promise<string> => {
    const made = await page.request.post('/api/v1/contacts', { data: contact });
    expect(made.ok(), await made.text()).toBe(true);
    return (await made.json()).id;
  };
  const singer = (address: string) => keep({ name: { full: address.split('@')[0] }, emails: [{ address, isPreferred: false }] });
  const members = [await singer('grace@elsewhere.test'), await singer('ivan@elsewhere.test')];
  await keep({ name: { full: 'Choir' }, kind: 'group', members });
  const letter = await mail.compose();
  await letter.line('To').pressSequentially('choi');
  const option = page.getByRole('option', { name: 'Choir' });
  await expect(option).toContainText('Group of 2 people');
  await option.click();
  await expect(letter.recipients('To')).toHaveCount(2);
});

test('many are pasted at once; one is corrected, moved by mouse and by menu, and the wrong one is pointed out', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const letter = await mail.compose();
  await letter.line('To').evaluate((input) => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', 'Ann <ann@elsewhere.test>, "Smith, Bob" <bob@elsewhere.test>\ncarol@elsewhere; dan@elsewhere.test');
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
  });
  await expect(letter.recipients('To')).toHaveText(['Ann', 'Smith, Bob', 'carol@elsewhere', 'dan@elsewhere.test']);
  await expect(letter.panel).toContainText('carol@elsewhere: The part after @ is not a domain name.');
  await letter.panel.getByRole('button', { name: /^carol@elsewhere:/ }).click();
  await expect(letter.line('To')).toHaveValue('carol@elsewhere');
  await letter.line('To').fill('carol@elsewhere.test');
  await letter.line('To').press('Enter');
  await expect(letter.panel).not.toContainText('is not a domain name');

  await letter.recipients('To').filter({ hasText: 'Ann' }).dragTo(letter.panel.getByRole('button', { name: 'Cc', exact: true }));
  await expect(letter.recipients('Cc')).toHaveText(['Ann']);
  await letter.recipients('To').filter({ hasText: 'dan@' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move to Bcc' }).click();
  await expect(letter.recipients('Bcc')).toHaveText(['dan@elsewhere.test']);
});

test('an answer to one says who else got the letter, and takes them in', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, {
    subject: 'Who comes?',
    from: 'Grace Green <grace@elsewhere.test>',
    to: `${erin.address}, Heidi <heidi@elsewhere.test>, Ivan <ivan@elsewhere.test>`,
    text: 'Say so.',
  });
  const mail = await enter(page, erin);
  await mail.list.row('Who comes?').click();
  await mail.reader.press('Reply');
  const answer = mail.composer();
  await expect(answer.panel).toContainText('2 other people got this message and will not get your answer.');
  await answer.press('Add them in Cc');
  await expect(answer.recipients('Cc')).toHaveText(['Heidi', 'Ivan']);
  await expect(answer.panel).not.toContainText('will not get your answer');
});

test('a stranger among colleagues is asked about, once one is known no more', async ({ page, newcomer }) => {
  const [erin, frank] = [await newcomer(), await newcomer()];
  const mail = await enter(page, erin);
  const letter = await mail.compose();
  const asked = page.waitForResponse(/\/suggestions\?q=rival/);
  await letter.write({ to: [frank.address, 'rival@elsewhere.test'], subject: 'Our plans', text: 'Between us.' });
  await asked;
  await letter.send();
  const question = page.getByRole('dialog', { name: 'Send to somebody outside?' });
  await expect(question).toContainText('rival@elsewhere.test is not one of your colleagues');
  await question.getByRole('button', { name: 'Go back' }).click();
  await letter.press('Remove rival@elsewhere.test');
  await letter.send();
  await expect(mail.notices).toContainText('Sent');
  expect(await account(page).subjects('sent')).toEqual(['Our plans']);
});
