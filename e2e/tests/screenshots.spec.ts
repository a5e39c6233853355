// The pictures of the README and docs, taken by `make screenshots`: no test, and no part of `make test`.

import { expect, person, test } from '../fixtures.ts';
import { SignIn } from '../pages/sign-in.ts';

const FOLDER = new URL('../../docs/screenshots/', import.meta.url).pathname;

for (const scheme of ['light', 'dark'] as const) {
  const suffix = scheme === 'light' ? '' : '-dark';

  test.describe(`in ${scheme} @screenshots`, () => {
    test.use({ colorScheme: scheme });

    test('sign-in', async ({ page }) => {
      await new SignIn(page).open();
      await page.screenshot({ path: `${FOLDER}sign-in${suffix}.png` });
    });

    test('inbox', async ({ page }) => {
      await new SignIn(page).as(person('alice'));
      await page.getByRole('row').nth(2).click();
      await expect(page.getByRole('toolbar', { name: 'Actions for this message' })).toBeVisible();
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: `${FOLDER}inbox${suffix}.png` });
    });

    test('inbox on a phone @phone', async ({ page }) => {
      await new SignIn(page).as(person('alice'));
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: `${FOLDER}phone${suffix}.png` });
    });
  });
}
