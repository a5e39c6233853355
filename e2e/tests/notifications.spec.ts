// New mail is told where the page is not looked at, as the person wants it; and the numbers in the title and on the icon.

import type { Page } from '@playwright/test';

import { account, enter, expect, type Home, type MailPage, type Person, test } from '../fixtures.ts';
import { SettingsPage } from '../pages/settings.ts';

interface Shown {
  title: string;
  body: string;
  tag: string;
  icon: string;
}

/** What the page has shown, played and put on its icon. */
interface Told {
  shown: (Shown & { onclick?: () => void })[];
  tones: number[];
  badges: number[];
  contexts: number;
}

/** Stands in for the browser's own notifications, loudspeaker and icon, and takes the page away from the person's eyes. */
async function listen(page: Page, permission = 'granted'): Promise<void> {
  await page.addInitScript((answer) => {
    const told: Told = { shown: [], tones: [], badges: [], contexts: 0 };
    Object.assign(window, { told, isLookedAt: false });
    // Playwright's own questions to the page count as touching it.
    let hasBeenActive = false;
    addEventListener('pointerdown', () => (hasBeenActive = true), true);
    Object.defineProperty(navigator, 'userActivation', { get: () => Object.create(UserActivation.prototype, { hasBeenActive: { value: hasBeenActive } }) });
    document.hasFocus = () => (window as any).isLookedAt;
    window.Notification = class {
      static permission = answer;
      static requestPermission = async () => answer;
      onclick?: () => void;
      constructor(
        readonly title: string,
        options: any,
      ) {
        Object.assign(this, { body: options.body, tag: options.tag, icon: options.icon });
        // One with the same tag takes the other's place.
        told.shown = [...told.shown.filter(({ tag }) => tag !== options.tag), this as any];
      }
      close() {
        told.shown = told.shown.filter((one) => one !== (this as any));
      }
    } as any;
    const RealContext = window.AudioContext;
    window.AudioContext = class extends RealContext {
      constructor() {
        super();
        told.contexts += 1;
      }
      override createOscillator() {
        const tone = super.createOscillator();
        const start = tone.start.bind(tone);
        tone.start = (when) => {
          told.tones.push(tone.frequency.value);
          start(when);
        };
        return tone;
      }
    };
    navigator.setAppBadge = async (count) => void told.badges.push(count ?? -1);
  }, permission);
}

const told = (page: Page) => page.evaluate(() => (window as any).told as Told);

/** The notifications that stand there now, the latest last: "title: body". */
async function shown(page: Page): Promise<string[]> {
  return (await told(page)).shown.map(({ title, body }) => `${title}: ${body}`);
}

/** Somebody whose mail is open, and who wants to be told so. */
async function settled(page: Page, newcomer: (home?: Home) => Promise<Person>, notifications: object): Promise<[Person, MailPage]> {
  const erin = await newcomer();
  const mail = await enter(page, erin, undefined, { notifications });
  // What tells comes once the first list has settled.
  await page.waitForFunction(() => (window as any).told.badges.length > 0);
  return [erin, mail];
}

test('a new message is shown by the browser, and opens when that is clicked', async ({ page, newcomer, post }) => {
  await listen(page);
  const [erin, mail] = await settled(page, newcomer, { desktop: true });
  await post(erin, { from: 'Olga Example <olga@elsewhere.test>', subject: 'The gate is open', text: 'Come in, all of you.' });
  await expect.poll(() => shown(page)).toEqual([expect.stringMatching(/^Olga Example: The gate is open(\nCome in, all of you\.)?$/)]);
  const [newest] = await account(page).rows('inbox');
  const [note] = (await told(page)).shown;
  expect(note).toMatchObject({ tag: newest!.id, icon: '/icon-192.png' });

  await mail.go('Archive');
  await page.evaluate(() => (window as any).told.shown[0].onclick());
  await expect(mail.reader.subject).toHaveText('The gate is open');
  expect(new URL(page.url()).pathname).toContain(newest!.id);
  expect(await shown(page), 'it is taken away').toEqual([]);
  expect((await told(page)).contexts, 'no sound unless it is wanted').toBe(0);
});

test('more than three at once are one notification, which leads to the inbox', async ({ page, newcomer, post }) => {
  await listen(page);
  const [erin, mail] = await settled(page, newcomer, { desktop: true });
  await mail.go('Archive');
  // The page hears of them when all are there.
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  await page.route('**/api/v1/mailboxes', async (route) => {
    await opened;
    // A question that was taken back meanwhile has no answer.
    await route.continue().catch(() => {});
  });
  await post(erin, ...['Ada', 'Bob', 'Ada', 'Cleo'].map((name, n) => ({ from: `${name} <${name}@elsewhere.test>`, subject: `Letter ${n}` })));
  open();
  await expect.poll(() => shown(page)).toEqual(['4 new messages: Cleo, Ada, Bob']);
  await page.evaluate(() => (window as any).told.shown[0].onclick());
  await expect(mail.list.heading('Inbox')).toBeVisible();
});

test('nothing is shown of what the person sees, of what was read elsewhere, or to whom does not want it', async ({ page, newcomer, post }) => {
  await listen(page);
  const [erin] = await settled(page, newcomer, { desktop: true, sound: false });
  await page.evaluate(() => ((window as any).isLookedAt = true));
  await post(erin, { subject: 'Seen as it comes' });
  await expect(page).toHaveTitle('(1) Inbox - Gatepost');

  await page.evaluate(() => ((window as any).isLookedAt = false));
  // Between arriving and being asked for, another program marks it.
  let isMarked = false;
  await page.route(/\/mailboxes\/[^/]+\/emails\?position=0&limit=1&?$/, async (route) => {
    const response = await route.fetch();
    const window = await response.json();
    for (const row of window.list) row.keywords = { $seen: true };
    isMarked = true;
    await route.fulfill({ response, json: window });
  });
  await post(erin, { subject: 'Read elsewhere' });
  await expect.poll(() => isMarked).toBe(true);
  await page.unrouteAll();

  const settings = new SettingsPage(page);
  await settings.open('Notifications');
  await settings.switch('Show new messages on the desktop').uncheck();
  await settings.saved();
  await settings.leave();
  await post(erin, { subject: 'Not wanted' });
  await expect(page).toHaveTitle('(3) Inbox - Gatepost');
  expect(await shown(page)).toEqual([]);

  await settings.open('Notifications');
  await settings.switch('Show new messages on the desktop').check();
  await settings.saved();
  await settings.leave();
  await post(erin, { subject: 'Wanted again' });
  await expect.poll(() => shown(page)).toEqual([expect.stringContaining('Wanted again')]);
});

test('what one tab has told the others need not', async ({ page, newcomer, post }) => {
  await listen(page);
  const [erin] = await settled(page, newcomer, { desktop: true });
  const second = await page.context().newPage();
  await listen(second);
  await second.goto('/');
  await second.waitForFunction(() => (window as any).told.badges.length > 0);
  await post(erin, { subject: 'Only once' });
  const both = async () => [...(await shown(page)), ...(await shown(second))];
  await expect.poll(both).toEqual([expect.stringContaining('Only once')]);
  // The slower one has heard of it by now.
  for (const tab of [page, second]) await expect(tab.getByRole('row', { name: 'Only once' })).toBeVisible();
  await page.waitForTimeout(1000);
  expect(await both()).toHaveLength(1);
});

test('a sound is played when it is wanted, and not before the page was touched', async ({ page, newcomer, post }) => {
  await listen(page);
  const [erin, mail] = await settled(page, newcomer, { sound: true });
  await post(erin, { subject: 'Unheard' });
  await expect(page).toHaveTitle('(1) Inbox - Gatepost');
  await page.waitForTimeout(500);
  expect((await told(page)).contexts, 'the browser would complain').toBe(0);

  await mail.list.row('Unheard').click();
  await post(erin, { subject: 'Heard' });
  await expect.poll(async () => (await told(page)).tones.map(Math.round)).toEqual([659, 880]);
  expect(await shown(page), 'a sound alone').toEqual([]);

  // What is switched on is heard once, so that the person knows what it is like.
  const settings = new SettingsPage(page);
  await settings.open('Notifications');
  await settings.switch('Play a sound').uncheck();
  await settings.switch('Play a sound').check();
  await expect.poll(async () => (await told(page)).tones).toHaveLength(4);
});

test('unread messages are counted in the title and on the icon, unless that is switched off', async ({ page, newcomer, post }) => {
  await listen(page);
  const [erin, mail] = await settled(page, newcomer, {});
  await post(erin, { subject: 'One' }, { subject: 'Two' });
  const badge = async () => (await told(page)).badges.at(-1);
  await expect(page).toHaveTitle('(2) Inbox - Gatepost');
  await expect.poll(badge).toBe(2);

  const settings = new SettingsPage(page);
  await settings.open('Notifications');
  await settings.switch('Count unread messages').uncheck();
  await settings.saved();
  await expect.poll(badge).toBe(0);
  await settings.leave();
  await expect(page).toHaveTitle('Inbox - Gatepost');

  await settings.open('Notifications');
  await settings.switch('Count unread messages').check();
  await settings.leave();
  await expect(page).toHaveTitle('(2) Inbox - Gatepost');
  await expect.poll(badge).toBe(2);
  await mail.account('Sign out');
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
  await expect.poll(badge, 'the next person is somebody else').toBe(0);
});

test('where the browser refuses, the switch stays off and says what to do', async ({ page, newcomer }) => {
  await listen(page, 'denied');
  const [, mail] = await settled(page, newcomer, {});
  const settings = new SettingsPage(page);
  await settings.open('Notifications');
  await settings.switch('Show new messages on the desktop').click();
  await expect(mail.notices).toContainText('This browser does not let Gatepost show notifications');
  await expect(settings.switch('Show new messages on the desktop')).not.toBeChecked();
});

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a notification that only it may show opens its message, too', async ({ page, context, newcomer, post }) => {
    await context.grantPermissions(['notifications']);
    await listen(page);
    // Browsers of phones.
    await page.addInitScript(() => {
      window.Notification = new Proxy(window.Notification, {
        construct: () => {
          throw new TypeError('Illegal constructor');
        },
      });
    });
    const [erin, mail] = await settled(page, newcomer, { desktop: true });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await post(erin, { from: 'Olga Example <olga@elsewhere.test>', subject: 'By the worker' });
    const notes = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, data }) => ({ title, data }));
      });
    await expect.poll(notes).toHaveLength(1);
    const [{ title, data }] = (await notes()) as [{ title: string; data: string }];
    expect([title, data]).toEqual(['Olga Example', expect.stringMatching(/^\/mail\//)]);

    // Nobody can click on it in a test: the worker hears of a click all the same.
    const [worker] = context.serviceWorkers();
    await worker!.evaluate((path) => {
      const notification = { close() {}, data: path };
      const event = Object.assign(new Event('notificationclick'), { notification, waitUntil: (done: Promise<void>) => done.catch(() => {}) });
      self.dispatchEvent(event);
    }, data);
    await expect(mail.reader.subject).toHaveText('By the worker');
  });
});
