// What a screen reader makes of each screen: its landmarks, headings and controls, by name.

import { enter, expect, test } from '../fixtures.ts';

test('the sign-in', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Sign in to your mail" [level=1]
      - textbox "Email address"
      - textbox "Password"
      - button "Show password"
      - button "Sign in"
      - combobox "Language"
  `);
});

test('a message being written', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  const letter = await mail.compose();
  await expect(letter.panel).toMatchAriaSnapshot(`
    - dialog "New message":
      - heading "New message" [level=2]
      - button "Minimise"
      - button "Expand"
      - button "Open in a window of its own"
      - button "Close and keep in Drafts"
      - combobox "To"
      - button "Cc"
      - button "Bcc"
      - textbox "Subject"
      - textbox "Message"
      - alert
      - button "Send"
      - button "Attach files"
      - button "Formatting"
      - button "More options"
      - status
      - button "Discard draft"
  `);
});

test('what was found', async ({ page, newcomer, post }) => {
  const erin = await newcomer();
  await post(erin, { subject: 'Plain', from: 'Frank Field <frank@elsewhere.test>', text: 'Hello' });
  const mail = await enter(page, erin);
  await page.goto('/search?q=plain');
  await expect(mail.list.row('Plain')).toBeVisible();
  await expect(page.getByRole('search')).toMatchAriaSnapshot(`
    - search:
      - combobox "Search mail": plain
      - combobox "Where to search"
      - button "Clear the search"
  `);
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - region "Results for “plain”":
        - heading "Results for “plain”" [level=1]
        - paragraph: 1 result
        - button "Save search"
        - grid "Messages in Results for “plain”":
          - rowgroup:
            - row /Unread, Frank Field, Plain/:
              - gridcell "Select message from Frank Field":
                - checkbox "Select message from Frank Field"
              - gridcell /Inbox Plain – Hello/:
                - mark: Plain
              - gridcell "Star":
                - button "Star"
      - separator "Width of the message list"
      - region "Message":
        - paragraph: No message is open
  `);
});

test('the address book', async ({ page, newcomer }) => {
  await enter(page, await newcomer());
  await page.goto('/contacts');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - region "Contacts":
        - heading "Contacts 0" [level=1]
        - button "More for all contacts"
        - searchbox "Search contacts"
        - paragraph: No contacts yet
        - button "New contact"
        - button "Import contacts"
      - region "Contact":
        - paragraph: Choose a contact to see it here
  `);
});

test('the settings', async ({ page, newcomer }) => {
  await enter(page, await newcomer());
  await page.goto('/settings/reading');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - navigation "Settings":
        - button "Back to mail"
        - heading "Settings" [level=1]
        - list:
          - listitem:
            - link "Appearance"
      - region "Reading":
        - heading "Reading" [level=2]
        - status
        - heading "Conversations" [level=3]
        - switch "Show conversations" [checked]
        - heading "Pictures from the internet" [level=3]
        - combobox "In messages"
        - heading "Exceptions" [level=3]
  `);
});

test('the palette of commands', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer());
  await expect(mail.list.heading('Inbox')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toMatchAriaSnapshot(`
    - dialog "Commands":
      - heading "Commands" [level=2]
      - button "Close"
      - combobox "Type a command, a folder or a setting" [expanded]
      - listbox "Results":
        - option /New message/ [selected]
  `);
});
