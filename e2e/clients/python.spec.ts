// The client that openapi-python-client makes of the description: read_flag_send.py is a program that uses it.

import { join } from 'node:path';
import { expect, test } from '@playwright/test';

import { addPerson, type Home } from '../farm.ts';
import { python } from './tools.ts';

const FARM_DIR = process.env['GATEPOST_FARM_DIR'] ?? '';

for (const home of ['mail02', 'mail03'] satisfies Home[]) {
  test(`a program in Python sends, reads and flags, on ${home}`, async () => {
    const { name, address, password } = await addPerson(FARM_DIR, `py-${home}`, home);
    const said = await python('python', [join(import.meta.dirname, 'read_flag_send.py')], {
      GATEPOST: process.env['GATEPOST_URL'] ?? '',
      LOGIN: name,
      PASSWORD: password,
      ME: address,
    });
    expect(said).toContain('Sent, read and flagged.');
  });
}
