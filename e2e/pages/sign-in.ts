// The sign-in: on its own page, or above the work when a session has ended.

import { expect, type Page } from '@playwright/test';

import type { Person } from '../farm.ts';

export class SignIn {
  constructor(private readonly page: Page) {}

  async open() {
    await this.page.goto('/');
    await expect(this.button).toBeVisible();
  }

  /** Types and sends; what comes of it is for the caller to see. */
  async submit(address: string, password: string) {
    await this.page.getByLabel('Email address').fill(address);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.button.click();
  }

  /** Opens the page, signs in, and waits for the folders. */
  async as({ address, password }: Person) {
    await this.open();
    await this.submit(address, password);
    await expect(this.page.getByRole('grid')).toBeVisible();
  }

  get button() {
    return this.page.getByRole('button', { name: 'Sign in' });
  }

  get failure() {
    return this.page.getByRole('alert');
  }
}
