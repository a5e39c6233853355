// The sign-in: the first screen of everybody.

import type { Locator, Page } from '@playwright/test';

import type { Person } from '../farm.ts';

export class SignInPage {
  readonly address: Locator;
  readonly password: Locator;
  readonly button: Locator;
  /** What the form says about an attempt. */
  readonly complaint: Locator;

  constructor(private readonly page: Page) {
    this.address = page.getByLabel('Email address');
    this.password = page.getByLabel('Password', { exact: true });
    this.button = page.getByRole('button', { name: 'Sign in' });
    this.complaint = page.getByRole('alert');
  }

  async open(): Promise<void> {
    await this.page.goto('/');
  }

  async signIn({ address, password }: Pick<Person, 'address' | 'password'>): Promise<void> {
    await this.address.fill(address);
    await this.password.fill(password);
    await this.button.click();
  }
}
