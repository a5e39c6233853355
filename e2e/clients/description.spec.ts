// The description of the API: that it is valid, that its examples are what they say, and that the node keeps to it when
// schemathesis asks whatever the description allows, and what it does not.

import { join } from 'node:path';
import { expect, test } from '@playwright/test';

import { addPerson, facts, fill, type Home, type Person } from '../farm.ts';
import { Node } from '../node.ts';
import { deliver } from '../post.ts';
import { DESCRIPTION, python } from './tools.ts';

const FARM_DIR = process.env['GATEPOST_FARM_DIR'] ?? '';

test('the description is valid OpenAPI 3.1', async () => {
  expect(await python('openapi-spec-validator', [DESCRIPTION])).toContain('OK');
});

test('each example is what its schema says', async () => {
  expect(await python('python', [join(import.meta.dirname, 'check_examples.py'), DESCRIPTION])).toContain('examples');
});

// The same requests against one server of each kind: they refuse different things, in different words.
for (const home of ['mail01', 'mail03'] satisfies Home[]) {
  test(`no request makes the node fail, or answer what its description does not say, on ${home}`, async ({}, info) => {
    test.setTimeout(400_000);
    // Its own pace would keep most requests from being tried; and its log must tell no secret, whatever it is sent.
    const config = '[limits]\nrequests_per_minute = 0\n[log]\nfilter = "trace"\n';
    const node = await Node.start(FARM_DIR, `described-${home}`, config);
    try {
      const person = await addPerson(FARM_DIR, `described-${home}`, home);
      await fill(FARM_DIR, person.name, 20);
      const environment = await somethingToAskFor(node.url, person);
      const said = await python('schemathesis', [
        '--config-file', join(import.meta.dirname, 'schemathesis.toml'),
        'run', DESCRIPTION, '--url', node.url, '--auth', `${person.name}:${person.password}`,
        '--no-color', '--report', 'junit', '--report-dir', info.outputPath('report'),
      ], { ...environment, SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'schemathesis_hooks.py') });
      console.log(said.slice(said.lastIndexOf('= SUMMARY =')));
    } finally {
      await node.stop();
    }
  });
}

/** Ids of things that exist: most of what is asked with ids that were made up ends at once. */
async function somethingToAskFor(url: string, { name, address, password }: Person): Promise<Record<string, string>> {
  await deliver(facts(FARM_DIR), address, {
    subject: 'With a file',
    html: '<p>See the file.</p>',
    attachments: [{ name: 'a.txt', type: 'text/plain', bytes: Buffer.from('a file') }],
  });
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const get = async (path: string) => (await fetch(`${url}/api/v1${path}`, { headers: { authorization } })).json();
  const { list } = await get('/mailboxes');
  const inbox = list.find(({ role }: any) => role === 'inbox').id;
  const newest = async () => (await get(`/mailboxes/${inbox}/emails?position=0&limit=1`)).list[0];
  await expect.poll(async () => (await newest()).subject).toBe('With a file');
  const { id } = await newest();
  const { attachments } = await get(`/emails/${id}`);
  return { MAILBOX_ID: inbox, EMAIL_ID: id, BLOB_ID: attachments[0].blobId };
}
