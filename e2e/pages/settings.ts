// The settings: sections at the side, one of them open.

import { expect, type Locator, type Page } from '@playwright/test';

export class SettingsPage {
  readonly sections: Locator;
  readonly title: Locator;
  /** "Saved", "Saving". */
  readonly note: Locator;

  constructor(readonly page: Page) {
    this.sections = page.getByRole('navigation', { name: 'Settings' });
    this.title = page.locator('#settings-title');
    this.note = page.locator('.settings-saved');
  }

  /** Opens a section from wherever the page is. */
  async open(section: string): Promise<void> {
    if (!(await this.sections.isVisible())) {
      await this.page.getByRole('button', { name: /^Account of/ }).click();
      await this.page.getByRole('menuitem', { name: 'Settings' }).click();
    }
    await this.sections.getByRole('link', { name: section, exact: true }).click();
    await expect(this.title).toHaveText(section);
  }

  async leave(): Promise<void> {
    await this.page.getByRole('button', { name: 'Back to mail' }).click();
  }

  switch(name: string): Locator {
    return this.page.getByRole('switch', { name });
  }

  async saved(): Promise<void> {
    await this.note.getByText('Saved', { exact: true }).waitFor();
  }
}
