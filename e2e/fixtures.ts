// What every browser test stands on: pages that are watched, people of its own, a second browser, an accessibility check.

import { randomBytes } from 'node:crypto';
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import axe from 'axe-core';

import { Account } from './account.ts';
import { addPerson, facts, fill, type Home, type Person, person } from './farm.ts';
import { Node } from './node.ts';
import { MailPage } from './pages/mail.ts';
import { deliverAll, type Letter } from './post.ts';

export { Account, expect, MailPage, person };
export type { Home, Letter, Person };

/** The folder of the farm of this run. */
export const FARM_DIR = process.env['GATEPOST_FARM_DIR'] ?? '';

interface Fixtures {
  /** Errors of the page's console that this test brings about on purpose. Any other fails the test. */
  expectedErrors: RegExp;
  /** Hosts beside the node that this test's pages may ask, `127.0.0.2:8000`; it serves them itself. */
  knownStrangers: string[];
  /** Somebody of this test alone, with so many messages in the inbox. What they send goes out at once. */
  newcomer: (home?: Home, messages?: number) => Promise<Person>;
  /** Letters from outside to somebody; they are in the mailbox when this returns, the last one newest. */
  post: (to: Person, ...letters: Letter[]) => Promise<void>;
  /** A page in another browser: another person, or the same one elsewhere. */
  elsewhere: () => Promise<Page>;
  /** A node of this test alone, which it may stop and start; it opens the sessions of the other nodes too. */
  ownNode: Node;
}

export const test = base.extend<Fixtures>({
  expectedErrors: [/(?!)/, { option: true }],
  knownStrangers: [[], { option: true }],

  baseURL: async ({}, use) => use(process.env['GATEPOST_URL']),

  // Every page of this test's context, pop-ups too.
  context: async ({ context, expectedErrors, knownStrangers }, use) => {
    const complaints = watch(context, knownStrangers);
    await use(context);
    expectClean(complaints, expectedErrors);
  },

  elsewhere: async ({ browser, baseURL, expectedErrors, knownStrangers }, use) => {
    const opened: { context: BrowserContext; complaints: string[] }[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL });
      opened.push({ context, complaints: watch(context, knownStrangers) });
      return context.newPage();
    });
    for (const { context, complaints } of opened) {
      await context.close();
      expectClean(complaints, expectedErrors);
    }
  },

  newcomer: async ({ playwright, baseURL }, use) => {
    await use(async (home = 'mail01', messages = 0) => {
      const added = await addPerson(FARM_DIR, `p${randomBytes(4).toString('hex')}`, home);
      if (messages > 0) await fill(FARM_DIR, added.name, messages);
      const request = await playwright.request.newContext({ baseURL });
      const account = new Account(request);
      await account.signIn(added);
      await account.prefer({ undoSeconds: 0 });
      await request.dispose();
      return added;
    });
  },

  post: async ({ playwright, baseURL }, use) => {
    await use(async (to, ...letters) => {
      const request = await playwright.request.newContext({ baseURL });
      const account = new Account(request);
      await account.signIn(to);
      const before = (await account.mailbox('inbox')).totalEmails;
      // One after the other: Postfix delivers side by side what it has at the same time.
      for (const [done, letter] of letters.entries()) {
        await deliverAll(facts(FARM_DIR), [[to.address, letter]]);
        const arrived = async () => (await account.mailbox('inbox')).totalEmails;
        await expect.poll(arrived, { message: 'the letter arrives', intervals: [50] }).toBe(before + done + 1);
      }
      await request.dispose();
    });
  },

  ownNode: async ({}, use, testInfo) => {
    const node = await Node.start(FARM_DIR, `node-${testInfo.testId}`);
    await use(node);
    await node.stop();
  },
});

/** Collects what goes wrong in a browser behind the person's back: errors, refused content, lost requests. */
function watch(context: BrowserContext, knownStrangers: string[]): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // The client takes back what it no longer needs, and a page that is left takes back the rest.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${reason}: ${request.method()} ${request.url()}`);
  });
  context.on('request', (request) => {
    const { protocol, hostname, host } = new URL(request.url());
    const isOurs = hostname === '127.0.0.1' || ['about:', 'blob:', 'data:'].includes(protocol) || knownStrangers.includes(host);
    if (!isOurs) complaints.push(`asked a stranger: ${request.url()}`);
  });
  return complaints;
}

/**
 * The page asks who is signed in; that nobody is, is a 401, which the browser notes as an error of ours. And Playwright says
 * that it has blocked the service worker, which the configuration asked for.
 */
const NOBODY_YET = /status of 401 .*\/api\/v1\/session\?|Service Worker registration blocked by Playwright/;

function expectClean(complaints: string[], expected: RegExp) {
  const surprises = complaints.filter((complaint) => !NOBODY_YET.test(complaint) && !expected.test(complaint));
  expect(surprises, 'the console is clean').toEqual([]);
}

/** Opens the mail of somebody who is signed in already, with these settings: for stories that are not about signing in. */
export async function enter(
  page: Page,
  who: Person,
  at = process.env['GATEPOST_URL']!,
  settings?: Record<string, unknown>,
): Promise<MailPage> {
  const account = new Account(page.request, at);
  await account.signIn(who);
  if (settings) await account.prefer(settings);
  // What the sign-in page would have left in this browser.
  const { cookies } = await page.context().storageState();
  const localStorage = [{ name: 'gatepost.session', value: 'begun' }];
  await page.context().setStorageState({ cookies, origins: [{ origin: at, localStorage }] });
  const preferred = page.waitForResponse((response) => response.url().endsWith('/api/v1/settings'));
  await page.goto(at);
  const mail = new MailPage(page);
  await mail.accountButton.waitFor();
  await preferred;
  return mail;
}

/** What the server holds for the person whose page this is. */
export function account(page: Page): Account {
  return new Account(page.request);
}

/** Fails with what axe finds wrong with the page as it is now. */
export async function expectAccessible(page: Page, selector = 'html'): Promise<void> {
  await page.evaluate(axe.source);
  // What is just fading in or out has no contrast to judge.
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map((one) => one.finished));
  });
  const violations = await page.evaluate(async (within) => {
    const { axe: library } = window as unknown as { axe: typeof axe };
    // Frames hold mail: other people's pages, which are not ours to judge.
    const result = await library.run(within, { iframes: false });
    return result.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`));
  }, selector);
  // Softly: a test that goes through many screens tells of each.
  expect.soft(violations, 'axe finds nothing').toEqual([]);
}
