// How time, frames and memory are measured, inside the page where it can be: what Playwright's own messages take must not count.

import type { Locator, Page } from '@playwright/test';

/** Makes the page's processor so many times slower. */
export async function throttle(page: Page, slower: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
}

/** When something was seen. */
export interface Seen {
  /** The milliseconds that it took. */
  took: number;
  /** The time of day, in milliseconds. */
  at: number;
}

/**
 * The time from the next press of a button or a click until something is on the screen, with these words in it, and
 * something else beside it. To be called before the press. What is not there within a minute is an error.
 */
export async function seen(page: Page, selector: string, words = '', beside = ''): Promise<Seen> {
  return page.evaluate(
    async ([selector, words, beside]) => {
      const start = await new Promise<number>((pressed) =>
        addEventListener('click', (event) => pressed(event.timeStamp), { capture: true, once: true }),
      );
      const shows = (selector: string, words: string) =>
        [...document.querySelectorAll<HTMLElement>(selector)].some(
          (element) => element.checkVisibility() && element.offsetHeight > 0 && element.textContent!.includes(words),
        );
      const frame = () => new Promise<number>(requestAnimationFrame);
      while (!shows(selector!, words!) || (beside && !shows(beside, ''))) {
        if (performance.now() - start > 60_000) throw new Error(`Nobody saw ${selector} with “${words}” within a minute.`);
        await frame();
      }
      // What is in the document now is drawn by the next frame.
      await frame();
      const end = performance.now();
      return { took: end - start, at: performance.timeOrigin + end };
    },
    [selector, words, beside] as const,
  );
}

/** The lengths of all frames while something is done. */
export async function frames(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const lengths: number[] = [];
    Object.assign(globalThis, { benchFrames: lengths });
    let last = performance.now();
    const frame = (now: number) => {
      if (!('benchFrames' in globalThis)) return;
      lengths.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await act();
  return page.evaluate(() => {
    const { benchFrames } = globalThis as unknown as { benchFrames: number[] };
    delete (globalThis as any).benchFrames;
    return benchFrames.slice(1);
  });
}

/** The longest time that a row in view had nothing in it, while something is done. */
export async function blankRows(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const since = new Map<string, number>();
    const blank = { longest: 0 };
    Object.assign(globalThis, { benchBlank: blank });
    const frame = (now: number) => {
      if (!('benchBlank' in globalThis)) return;
      const grid = document.querySelector('[role=grid]')!;
      const view = grid.getBoundingClientRect();
      const empty = new Set<string>();
      for (const row of grid.querySelectorAll('[role=row]:has(.message-placeholder)')) {
        const place = row.getBoundingClientRect();
        if (place.bottom > view.top && place.top < view.bottom) empty.add(row.getAttribute('aria-rowindex') ?? '');
      }
      for (const row of empty) {
        if (!since.has(row)) since.set(row, now);
        blank.longest = Math.max(blank.longest, now - since.get(row)!);
      }
      for (const row of since.keys()) if (!empty.has(row)) since.delete(row);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await act();
  return page.evaluate(() => {
    const { benchBlank } = globalThis as unknown as { benchBlank: { longest: number } };
    delete (globalThis as any).benchBlank;
    return benchBlank.longest;
  });
}

/** How long the page was busy with each letter: from its key until the browser could do something else. */
export async function inputs(page: Page, field: Locator, words: string): Promise<number[]> {
  await field.click();
  await page.evaluate(() => {
    const times: number[] = [];
    const { port1, port2 } = new MessageChannel();
    let start = 0;
    // A message comes after all that the input has set going, microtasks too.
    port2.onmessage = () => times.push(performance.now() - start);
    addEventListener('keydown', () => (start = performance.now()), { capture: true });
    addEventListener('input', () => port1.postMessage(0), { capture: true });
    Object.assign(globalThis, { benchInputs: times });
  });
  for (let n = 0; n < 4; n += 1) await page.keyboard.type(words, { delay: 30 });
  return page.evaluate(() => (globalThis as unknown as { benchInputs: number[] }).benchInputs);
}

/** The bytes that the page holds, after what nobody holds has been given back. */
export async function memory(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const usage: Record<string, number> = await session.send('Runtime.getHeapUsage');
  await session.detach();
  // The memory of the WebAssembly is a backing store.
  return usage['usedSize']! + (usage['embedderHeapUsedSize'] ?? 0) + (usage['backingStorageSize'] ?? 0);
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
