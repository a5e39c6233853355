// The farm of this run, as e2e/farm describes it in farm.json, and the verbs that the tests need of it.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

const run = promisify(execFile);

/** Where cargo put the binaries: `scripts/test` says it. */
export const TARGET = process.env['GATEPOST_TARGET'] ?? join(import.meta.dirname, '../target/debug');

export type Home = 'mail01' | 'mail02' | 'mail03';

/** Somebody with a mailbox. */
export interface Person {
  name: string;
  address: string;
  password: string;
}

/** The demo person of that name. */
export function person(name: string): Person {
  return { name, address: `${name}@example.org`, password: `${name}-secret` };
}

/** Starts a farm in a folder; answers when every server does. */
export async function startFarm(dir: string): Promise<ChildProcess> {
  const farm = spawn(join(TARGET, 'farm'), ['up', '--dir', dir], { stdio: ['ignore', 'ignore', 'inherit'] });
  await ready(farm, 'the farm', () => existsSync(join(dir, 'farm.json'))).catch(async (error) => {
    await stop(farm);
    throw error;
  });
  return farm;
}

/** What farm.json says. */
export function facts(dir: string): any {
  return JSON.parse(readFileSync(join(dir, 'farm.json'), 'utf8'));
}

/** Adds somebody whom no other test knows, so that tests may run side by side. */
export async function addPerson(dir: string, name: string, home: Home = 'mail01'): Promise<Person> {
  await run(join(TARGET, 'farm'), ['people', 'add', name, '--home', home, '--dir', dir]);
  return person(name);
}

/** Fills a mailbox with realistic messages. */
export async function fill(dir: string, user: string, count: number, mailbox = 'INBOX'): Promise<void> {
  await run(join(TARGET, 'farm'), ['fill', '--dir', dir, '--user', user, '--mailbox', mailbox, '--count', `${count}`]);
}

/** Waits until a program that was just started is of use; throws when it ends before, or never is. */
export async function ready(program: ChildProcess, name: string, isReady: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isReady())) {
    if (program.exitCode !== null) throw new Error(`${name} ended with status ${program.exitCode}`);
    if (Date.now() > deadline) throw new Error(`${name} is not ready after a minute`);
    await sleep(50);
  }
}

/** Ends a program and waits until it has ended. */
export async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  await ended;
}
