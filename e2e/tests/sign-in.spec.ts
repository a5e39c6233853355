// Each person is found in the directory and meets their own mail; nobody else gets in.

import { expect, expectAccessible, person, test } from '../fixtures.ts';
import { SignIn } from '../pages/sign-in.ts';

for (const name of ['alice', 'bob', 'carol']) {
  test(`${name} signs in, sees the inbox, and stays signed in when the page is loaded again`, async ({ page }) => {
    await new SignIn(page).as(person(name));
    await expect(page.getByRole('grid', { name: 'Messages in Inbox' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('grid', { name: 'Messages in Inbox' })).toBeVisible();
    await expectAccessible(page);
  });
}

test.describe('who cannot sign in is told why', () => {
  // The browser notes each refusal in its console.
  test.use({ expectedErrors: /the server responded with a status of 40[13]/ });

  test('a wrong password', async ({ page }) => {
    const signIn = new SignIn(page);
    await signIn.open();
    await signIn.submit('bob@example.org', 'not-my-password');
    await expect(signIn.failure).toContainText('password');
    await expectAccessible(page);
  });

  test('somebody whose mail is forwarded', async ({ page }) => {
    const signIn = new SignIn(page);
    await signIn.open();
    await signIn.submit('dave@example.org', 'dave-secret');
    await expect(signIn.failure).toContainText('forwarded');
  });
});
