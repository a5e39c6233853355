// The mail client: folders, list, reader, notices. The composer is in composer.ts.

import type { Download, Locator, Page } from '@playwright/test';

import { Composer } from './composer.ts';

export class MailPage {
  readonly folders: Locator;
  readonly list: MessageList;
  readonly reader: Reader;
  /** It is there as soon as somebody is signed in. */
  readonly accountButton: Locator;
  /** What the page says in passing. */
  readonly notices: Locator;
  /** What the page says about the connection. */
  readonly connection: Locator;

  constructor(readonly page: Page) {
    this.folders = page.getByRole('tree', { name: 'Folders' });
    this.list = new MessageList(page);
    this.reader = new Reader(page);
    this.accountButton = page.getByRole('button', { name: /^Account of/ });
    this.notices = page.getByRole('status', { name: 'Notices' });
    this.connection = page.locator('.connection');
  }

  /** A folder of the tree. Its name is followed by what is unread in it. */
  folder(name: string): Locator {
    return this.folders.getByRole('treeitem', { name: new RegExp(`^${name}( |\\d|$)`) });
  }

  async go(folder: string): Promise<void> {
    await this.folder(folder).click();
    await this.list.heading(folder).waitFor();
  }

  /** Begins a new message. */
  async compose(): Promise<Composer> {
    await this.page.getByRole('button', { name: 'New message' }).locator('visible=true').first().click();
    return this.composer();
  }

  /** The composer that is open. */
  composer(): Composer {
    return new Composer(this.page);
  }

  /** Presses Undo on the newest notice. */
  async undo(): Promise<void> {
    await this.notices.getByRole('button', { name: 'Undo' }).last().click();
  }

  /** An entry of the account's menu. */
  async account(entry: string): Promise<void> {
    await this.accountButton.click();
    await this.page.getByRole('menu').getByText(entry, { exact: true }).click();
  }

  /** A message of the open conversation: who it is from. */
  message(from: string): Locator {
    return this.reader.region.getByRole('article', { name: new RegExp(`^Message from ${from}`) });
  }

  /** Opens the menu of a message, and chooses. */
  async choose(message: Locator, entry: string): Promise<void> {
    await message.getByRole('button', { name: 'More for this message' }).click();
    await this.page.getByRole('menuitem', { name: entry, exact: true }).click();
  }

  /** What the open conversation says above its messages: "3 messages". */
  region(fact: string): Locator {
    return this.reader.region.locator('.conversation-facts:visible').getByText(fact);
  }

  /** Chooses a folder in the dialog that asks where to. */
  async moveTo(folder: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Move' });
    await dialog.getByRole('combobox').fill(folder);
    await dialog.getByRole('option', { name: folder }).click();
  }
}

export class MessageList {
  readonly grid: Locator;
  readonly rows: Locator;

  constructor(private readonly page: Page) {
    this.grid = page.getByRole('grid', { name: /^Messages in/ });
    this.rows = this.grid.getByRole('row');
  }

  heading(folder: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: folder, exact: true });
  }

  /** The row whose subject, sender or marks these words name: "Unread, Erin, Hello". */
  row(name: string | RegExp): Locator {
    return this.grid.getByRole('row', { name });
  }

  /** The row at a place, from 0 for the newest. */
  rowAt(place: number): Locator {
    return this.grid.locator(`[role=row][aria-rowindex="${place + 1}"]`);
  }

  star(row: Locator): Locator {
    return row.getByRole('button', { name: 'Star' });
  }

  tick(row: Locator): Locator {
    return row.getByRole('checkbox');
  }
}

export class Reader {
  readonly region: Locator;
  readonly subject: Locator;
  readonly toolbar: Locator;
  /** When the message was sent. */
  readonly sent: Locator;
  /** The text of a text mail. */
  readonly text: Locator;
  /** The document of an HTML mail. */
  readonly frame = () => this.page.frameLocator('.reader-stage:not(.reader-stage-waiting) iframe[title="Text of the message"]');

  constructor(private readonly page: Page) {
    this.region = page.getByRole('region', { name: 'Message', exact: true });
    this.subject = this.region.locator('.reader-subject:visible');
    this.toolbar = this.region.getByRole('toolbar');
    this.sent = this.region.getByRole('time');
    // Of the conversation that is open, not of one that waits to be opened: the newest that is unfolded.
    this.text = this.region.locator('.reader-stage:not(.reader-stage-waiting) article:not(.message-folded)').last();
  }

  /** Presses a button of the bar above the message. */
  async press(name: string): Promise<void> {
    await this.toolbar.getByRole('button', { name, exact: true }).click();
  }

  /** The way to save a file. */
  attachment(name: string): Locator {
    return this.region.getByRole('region', { name: /attachments?$/ }).getByRole('listitem').filter({ hasText: name }).getByRole('link', { name: /^Download/ });
  }

  async download(name: string): Promise<Download> {
    const download = this.page.waitForEvent('download');
    await this.attachment(name).click();
    return download;
  }
}
