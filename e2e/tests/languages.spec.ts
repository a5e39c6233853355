// Other languages: the words, the direction, and room for long ones.

import type { Page } from '@playwright/test';

import { expect, expectAccessible, test } from '../fixtures.ts';

/** Nothing is wider than the window. */
async function expectNoSideways(page: Page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(screen!);
}

test.describe('in Arabic', () => {
  test.use({ locale: 'ar' });

  test('everything is mirrored', async ({ page, newcomer, post }) => {
    test.setTimeout(120_000);
    const erin = await newcomer();
    await post(erin, { subject: 'First' }, { subject: 'Second' });
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'تسجيل الدخول', exact: true })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(page.locator('html')).toHaveAttribute('lang', /^ar/);
    await expectAccessible(page);

    await page.getByLabel('عنوان البريد الإلكتروني').fill(erin.address);
    await page.getByLabel('كلمة المرور', { exact: true }).fill(erin.password);
    await page.getByRole('button', { name: 'تسجيل الدخول', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'البريد الوارد' })).toBeVisible();
    await expectNoSideways(page);
    await expectAccessible(page);

    // The folders are at the right, where a line begins.
    const folders = (await page.getByRole('tree', { name: 'المجلدات' }).boundingBox())!;
    const list = (await page.getByRole('grid').boundingBox())!;
    expect(folders.x).toBeGreaterThan(list.x + list.width - 1);

    // The line between them follows the arrow: Left is away from the edge, and makes the folders wider.
    const line = page.getByRole('separator', { name: 'عرض قائمة المجلدات' });
    const before = Number(await line.getAttribute('aria-valuenow'));
    await line.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => Number(await line.getAttribute('aria-valuenow'))).toBeGreaterThan(before);

    // What points is turned round.
    await page.getByRole('row', { name: /Second/ }).click();
    const reply = page.getByRole('button', { name: 'رد', exact: true }).first().locator('svg');
    await expect(reply).toHaveCSS('scale', '-1 1');
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('long words have room', async ({ page, newcomer, post }) => {
    test.setTimeout(120_000);
    const erin = await newcomer();
    await post(erin, { subject: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz' });
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Anmelden', exact: true })).toBeVisible();
    await page.getByLabel('E-Mail-Adresse').fill(erin.address);
    await page.getByLabel('Passwort', { exact: true }).fill(erin.password);
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Posteingang' })).toBeVisible();
    await expectNoSideways(page);
    await page.getByRole('button', { name: 'Kontakte' }).click();
    await expect(page.getByText('Noch keine Kontakte')).toBeVisible();
    await expectNoSideways(page);
    await expectAccessible(page);
  });
});

test.describe('in Japanese', () => {
  test.use({ locale: 'ja-JP' });

  test('the words are Japanese, and the sign-in offers others', async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'ログイン', exact: true })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja-JP');
    await page.getByRole('combobox', { name: '言語' }).selectOption('fr');
    await expect(page.getByRole('button', { name: 'Se connecter', exact: true })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
  });
});
