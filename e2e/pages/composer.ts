// The composer.

import type { Locator, Page } from '@playwright/test';

export interface Message {
  to?: string[];
  cc?: string[];
  bcc?: string[];
  subject?: string;
  text?: string;
}

export class Composer {
  readonly panel: Locator;
  readonly subject: Locator;
  readonly body: Locator;
  readonly files: Locator;
  /** Where the text is safe: "Saved 12:04". */
  readonly saved: Locator;
  /** Why it was not sent. */
  readonly complaint: Locator;

  /** The only composer, or the one with this subject. */
  constructor(
    private readonly page: Page,
    subject?: string | RegExp,
  ) {
    this.panel = subject === undefined ? page.locator('.composer') : page.getByRole('dialog', { name: subject });
    this.subject = this.panel.getByRole('textbox', { name: 'Subject' });
    this.body = this.panel.getByRole('textbox', { name: 'Message', exact: true });
    this.files = this.panel.getByRole('list', { name: 'Attachments' });
    this.saved = this.panel.locator('.compose-saved');
    this.complaint = this.panel.locator('[role=alert]');
  }

  line(label: 'To' | 'Cc' | 'Bcc'): Locator {
    return this.panel.getByRole('combobox', { name: label, exact: true });
  }

  recipients(label: 'To' | 'Cc' | 'Bcc'): Locator {
    return this.panel.getByRole('list', { name: label, exact: true }).getByRole('listitem');
  }

  async write({ to = [], cc = [], bcc = [], subject, text }: Message): Promise<void> {
    for (const [label, addresses] of [['To', to], ['Cc', cc], ['Bcc', bcc]] as const) {
      if (addresses.length === 0) continue;
      if (label !== 'To') await this.panel.getByRole('button', { name: label, exact: true }).click();
      for (const address of addresses) {
        await this.line(label).fill(address);
        await this.line(label).press('Enter');
      }
    }
    if (text !== undefined) await this.body.fill(text);
    // Last: it is what the composer is called from then on.
    if (subject !== undefined) await this.subject.fill(subject);
  }

  /** A button of the bar for formatting. */
  tool(name: string): Locator {
    return this.panel.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name, exact: true });
  }

  /** Chooses files with the paper clip. */
  async attach(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    await this.choose('Attach files', ...files);
  }

  /** Chooses files with a button. */
  async choose(button: string, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.press(button);
    await (await chooser).setFiles(files);
  }

  async send(): Promise<void> {
    await this.press('Send');
  }

  async press(name: string): Promise<void> {
    await this.panel.getByRole('button', { name, exact: true }).click();
  }
}
