// What the server holds for a person, asked through the API: the truth that the page is compared with.

import type { APIRequestContext } from '@playwright/test';

import type { Person } from './farm.ts';

export type Role = 'inbox' | 'drafts' | 'sent' | 'archive' | 'junk' | 'trash';

export interface Row {
  id: string;
  subject?: string;
  from: { name?: string; email: string }[];
  keywords: Record<string, true>;
  preview?: string;
  hasAttachment: boolean;
}

/** Somebody's account, in the browser whose requests these are: it shares the page's cookies. */
export class Account {
  constructor(
    private readonly request: APIRequestContext,
    private readonly node = process.env['GATEPOST_URL'],
  ) {}

  /** Signs in without a page. */
  async signIn({ address, password }: Person): Promise<void> {
    await this.#ask('POST', '/session', { username: address, password });
  }

  /** Changes settings, as RFC 7396 merges them. */
  async prefer(settings: Record<string, unknown>): Promise<void> {
    await this.#ask('PATCH', '/settings', settings);
  }

  /** Somebody more in the address book. */
  async addContact(name: string, address: string): Promise<void> {
    await this.#ask('POST', '/contacts', { name: { full: name }, emails: [{ address }] });
  }

  /** Changes an identity. */
  async identity(address: string, patch: Record<string, unknown>): Promise<void> {
    await this.#ask('PATCH', `/identities/${encodeURIComponent(address)}`, patch);
  }

  async mailbox(role: Role): Promise<{ id: string; totalEmails: number; unreadEmails: number }> {
    const { list } = await this.#ask('GET', '/mailboxes');
    return list.find((mailbox: any) => mailbox.role === role);
  }

  /** Rows of a mailbox, newest first. */
  async rows(role: Role, position = 0, limit = 50): Promise<Row[]> {
    const { id } = await this.mailbox(role);
    return (await this.#ask('GET', `/mailboxes/${id}/emails?position=${position}&limit=${limit}`)).list;
  }

  async subjects(role: Role): Promise<(string | undefined)[]> {
    return (await this.rows(role)).map((row) => row.subject);
  }

  /** The marks on the newest message with this subject. */
  async keywords(role: Role, subject: string): Promise<string[]> {
    const row = (await this.rows(role)).find((one) => one.subject === subject);
    return Object.keys(row?.keywords ?? {});
  }

  /** Marks a message, as another program would. */
  async mark(id: string, keyword: string): Promise<void> {
    await this.#ask('POST', '/emails/set', { update: { [id]: { [`keywords/${keyword}`]: true } } });
  }

  /** The newest message with this subject, whole. */
  async email(role: Role, subject: string): Promise<any> {
    const row = (await this.rows(role)).find((one) => one.subject === subject);
    return row && this.#ask('GET', `/emails/${row.id}`);
  }

  async #ask(method: string, path: string, data?: unknown): Promise<any> {
    const answer = await this.request.fetch(`${this.node}/api/v1${path}`, { method, ...(data ? { data } : {}) });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  }
}
