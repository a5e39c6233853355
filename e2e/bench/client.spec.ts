// The figures of issue 4, "Speed and size". It asserts nothing about time: it measures, and says which goals are met.

import { expect, type Locator, type Page, test } from '@playwright/test';

import { addPerson, fill, type Person } from '../farm.ts';
import { MailPage } from '../pages/mail.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { blankRows, frames, inputs, memory, median, seen, throttle } from './measures.ts';
import { type Figure, report } from './report.ts';

const FARM = process.env['GATEPOST_FARM_DIR'] ?? '';
const MESSAGES = Number(process.env['GATEPOST_BENCH_MESSAGES'] ?? 100_000);
const REPEATS = 7;
/** An hour of reading and answering in as many turns: each opens, scrolls, writes and throws away. */
const TURNS = Number(process.env['GATEPOST_BENCH_TURNS'] ?? 60);

test('what the client costs', async ({ browser }) => {
  const ana = await addPerson(FARM, 'bench-ana');
  await fill(FARM, ana.name, MESSAGES);
  const figures: Figure[] = [];
  for (const slower of [1, 4]) {
    for (const step of [signIn, day]) figures.push(...told(await step(slower)));
  }
  figures.push(...told(await hour()));
  report(figures, MESSAGES);

  /** A first visit, each time in a browser that has seen nothing. */
  async function signIn(slower: number): Promise<Figure[]> {
    const times: number[] = [];
    let asked: Asked[] = [];
    let pressed = 0;
    for (let n = 0; n < REPEATS; n += 1) {
      const page = await fresh(slower);
      const all = await requests(page);
      const form = await filledIn(page, ana);
      const visible = seen(page, '.message-subject');
      pressed = Date.now();
      await form.button.click();
      const { took, at } = await visible;
      times.push(took);
      asked = all.filter((request) => request.at <= at);
      await page.context().close();
    }
    return [
      { what: 'sign-in pressed, until the inbox is visible (ms)', slower, value: median(times), goal: 400 },
      ...(slower === 1
        ? [
            { what: 'requests from the press to then', slower, value: asked.filter(({ at }) => at >= pressed).length, goal: 8 },
            { what: 'requests of the whole first visit until then', slower, value: asked.length, goal: 8 },
            { what: 'their bytes (KiB)', slower, value: sum(asked.map(({ bytes }) => bytes)) / 1024 },
          ]
        : []),
    ];
  }

  /** What one does all day. */
  async function day(slower: number): Promise<Figure[]> {
    const page = await fresh(slower);
    const mail = await enter(page, ana);
    const opening: number[] = [];
    for (let place = 0; place < 12; place += 1) opening.push(await open(page, mail, place));
    // The first one has nothing that was prefetched.
    const prefetched = opening.slice(1);

    const smooth = await frames(page, () => wheel(page, mail.list.grid, 60));
    const scrolled = await blankRows(page, () => wheel(page, mail.list.grid, 60));
    const jumped = await blankRows(page, () => drag(page, mail.list.grid));

    const composer = await mail.compose();
    const typed = await inputs(page, composer.body, 'The quick brown fox jumps over the lazy dog, and then it sleeps. ');
    await page.context().close();
    return [
      { what: 'a prefetched message opened (ms)', slower, value: median(prefetched), goal: 50 },
      { what: `scrolling ${MESSAGES.toLocaleString('en')} rows: longest frame (ms)`, slower, value: Math.max(...smooth), goal: 32 },
      { what: '… 99 of 100 frames within (ms)', slower, value: quantile(smooth, 0.99) },
      { what: '… longest that a row was blank (ms)', slower, value: scrolled, goal: 150 },
      { what: 'dragged through all of them: longest that a row was blank (ms)', slower, value: jumped, goal: 150 },
      { what: 'typing in the composer: median of an input (ms)', slower, value: median(typed) },
      { what: '… 99 of 100 within (ms)', slower, value: quantile(typed, 0.99), goal: 16 },
    ];
  }

  /** Whether what is not needed any more is given back. */
  async function hour(): Promise<Figure[]> {
    const page = await fresh(1);
    const mail = await enter(page, ana);
    for (let turn = 0; turn < 4; turn += 1) await work(page, mail, turn);
    const start = await memory(page);
    for (let turn = 0; turn < TURNS; turn += 1) await work(page, mail, turn);
    const end = await memory(page);
    await page.context().close();
    return [
      { what: 'memory of the page at the start (MiB)', slower: 1, value: start / 2 ** 20 },
      { what: `… after ${TURNS} turns of opening, scrolling and writing, beside that (×)`, slower: 1, value: end / start, goal: 1.5 },
    ];
  }

  async function fresh(slower: number): Promise<Page> {
    const baseURL = process.env['GATEPOST_URL'] ?? '';
    const page = await (await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } })).newPage();
    await throttle(page, slower);
    return page;
  }
});

/** Whoever waits for the table sees meanwhile what there is. */
function told(figures: Figure[]): Figure[] {
  for (const { what, slower, value } of figures) console.log(`${slower} × slower: ${what} ${value.toFixed(1)}`);
  return figures;
}

async function enter(page: Page, who: Person): Promise<MailPage> {
  await (await filledIn(page, who)).button.click();
  const mail = new MailPage(page);
  await expect(mail.list.rowAt(0).locator('.message-subject')).toBeVisible();
  return mail;
}

/** The sign-in, with everything in it but the press. */
async function filledIn(page: Page, who: Person): Promise<SignInPage> {
  const form = new SignInPage(page);
  await form.open();
  await form.address.fill(who.address);
  await form.password.fill(who.password);
  return form;
}

/** Opens the message at a place; answers how long it took until it was to be read. */
async function open(page: Page, mail: MailPage, place: number): Promise<number> {
  const subject = (await mail.list.rowAt(place).locator('.message-subject').innerText()).trim();
  // One looks at a message before one goes on: time in which the next is made ready.
  await page.waitForTimeout(400);
  const visible = seen(page, '.reader-subject', subject, '.text-body, .html-body');
  await mail.list.rowAt(place).click({ position: { x: 160, y: 20 } });
  return (await visible).took;
}

/** Many notches of a wheel. */
async function wheel(page: Page, grid: Locator, notches: number): Promise<void> {
  await grid.hover();
  for (let notch = 0; notch < notches; notch += 1) {
    await page.mouse.wheel(0, 240);
    await page.waitForTimeout(30);
  }
}

/** The thumb of the scroll bar, to the end and back with stops. */
async function drag(page: Page, grid: Locator): Promise<void> {
  for (const place of [0.5, 0.9, 0.2, 0.7, 0]) {
    await grid.evaluate((element, to) => (element.scrollTop = (element.scrollHeight - element.clientHeight) * to), place);
    await page.waitForTimeout(500);
  }
}

/** One turn of work. */
async function work(page: Page, mail: MailPage, turn: number): Promise<void> {
  await mail.list.grid.evaluate((grid, n) => (grid.scrollTop = n * 2000), turn % 20);
  await page.waitForTimeout(150);
  await mail.list.rows.nth(6).click({ position: { x: 160, y: 20 } });
  await expect(page.locator('.reader-subject').first()).toBeVisible();
  const composer = await mail.compose();
  await composer.body.pressSequentially('A few words that nobody will get.');
  await composer.press('Discard draft');
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(composer.panel).toBeHidden();
}

function quantile(values: number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
}

function sum(values: number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** What the page has asked for. */
interface Asked {
  /** The time of day, in milliseconds. */
  at: number;
  /** What has come back for it over the wire. */
  bytes: number;
}

/** All that the page asks for from now on. */
async function requests(page: Page): Promise<Asked[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const all = new Map<string, Asked>();
  const list: Asked[] = [];
  session.on('Network.requestWillBeSent', ({ requestId, wallTime }) => {
    const request = { at: wallTime * 1000, bytes: 0 };
    all.set(requestId, request);
    list.push(request);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = all.get(requestId);
    if (request) request.bytes = encodedDataLength;
  });
  return list;
}
