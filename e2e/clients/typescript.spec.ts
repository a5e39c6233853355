// The client that openapi-typescript and openapi-fetch make of the description: every path, parameter, body and answer
// here is checked against it when the tests begin (generate.ts).

import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import createClient from 'openapi-fetch';

import { addPerson, type Home, type Person } from '../farm.ts';
import type { paths } from './generated/schema';

const FARM_DIR = process.env['GATEPOST_FARM_DIR'] ?? '';
const baseUrl = process.env['GATEPOST_URL'] ?? '';

function client(authorization: string) {
  return createClient<paths>({ baseUrl, headers: { authorization } });
}

function withPassword({ name, password }: Person) {
  return client(`Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`);
}

type Client = ReturnType<typeof client>;

async function newest(api: Client) {
  const mailboxes = await api.GET('/api/v1/mailboxes');
  const inbox = mailboxes.data?.list.find(({ role }) => role === 'inbox');
  const path = { id: inbox?.id ?? '' };
  const window = await api.GET('/api/v1/mailboxes/{id}/emails', { params: { path, query: { position: 0, limit: 10 } } });
  return window.data?.list[0];
}

for (const home of ['mail01', 'mail03'] satisfies Home[]) {
  test(`a program in TypeScript sends, reads and flags, on ${home}`, async () => {
    const person = await addPerson(FARM_DIR, `ts-${home}`, home);
    const made = await withPassword(person).POST('/api/v1/tokens', {
      body: { name: 'A program', scopes: ['mail.read', 'mail.modify', 'mail.send'], expiresIn: 600 },
    });
    expect(made.response.status).toBe(201);
    const api = client(`Bearer ${made.data?.token}`);

    const sent = await api.POST('/api/v1/submissions', {
      params: { header: { 'Idempotency-Key': randomUUID() } },
      body: { from: { email: person.address }, to: [{ email: person.address }], subject: 'From TypeScript', textBody: 'Grüße' },
    });
    expect(sent.error).toBeUndefined();

    await expect.poll(async () => (await newest(api))?.subject).toBe('From TypeScript');
    const id = (await newest(api))?.id ?? '';
    const email = await api.GET('/api/v1/emails/{id}', { params: { path: { id } } });
    expect(Object.values(email.data?.bodyValues ?? {}).map(({ value }) => value.trim())).toContain('Grüße');

    const flagged = await api.POST('/api/v1/emails/set', { body: { update: { [id]: { 'keywords/$flagged': true } } } });
    expect(flagged.data).toMatchObject({ updated: [id] });
    expect((await newest(api))?.keywords).toHaveProperty('$flagged', true);

    const refused = await api.GET('/api/v1/settings');
    expect(refused.error?.type).toBe('urn:gatepost:error:forbidden');
  });
}
