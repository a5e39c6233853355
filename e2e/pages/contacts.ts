// The address book.

import type { Locator, Page } from '@playwright/test';

export class ContactsPage {
  readonly list: Locator;
  readonly rows: Locator;
  readonly search: Locator;
  readonly card: Locator;
  readonly form: Locator;
  readonly groups: Locator;
  readonly notices: Locator;

  constructor(readonly page: Page) {
    this.list = page.getByRole('listbox', { name: 'Contacts' });
    this.rows = this.list.getByRole('option');
    this.search = page.getByRole('searchbox', { name: 'Search contacts' });
    this.card = page.getByRole('region', { name: 'Contact', exact: true });
    this.form = page.getByRole('form');
    this.groups = page.getByRole('navigation', { name: 'Groups' });
    this.notices = page.getByRole('status', { name: 'Notices' });
  }

  row(name: string): Locator {
    return this.list.getByRole('option', { name });
  }

  name(name: string): Locator {
    return this.card.getByRole('heading', { level: 1, name, exact: true });
  }

  /** Fills fields of the form by their labels. */
  async fill(fields: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      await this.form.getByRole('textbox', { name: label }).or(this.form.getByLabel(label, { exact: true })).first().fill(value);
    }
  }

  async save(): Promise<void> {
    await this.form.getByRole('button', { name: 'Save' }).click();
  }

  /** A new contact, filled in and saved. */
  async add(fields: Record<string, string>): Promise<void> {
    await this.page.getByRole('button', { name: 'New contact' }).locator('visible=true').first().click();
    await this.fill(fields);
    await this.save();
  }

  /** An entry of a menu behind a button. */
  async choose(menu: string, entry: string): Promise<void> {
    await this.page.getByRole('button', { name: menu, exact: true }).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }
}
