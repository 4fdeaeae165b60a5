import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What stands on the page of the map. */
export const badge = (page: Page) => page.getByTestId('freshness');
export const rows = (page: Page) => page.locator('tr.listing-row');
export const details = (page: Page) => page.locator('.app-details');
export const overlay = (page: Page) => page.locator('canvas.map-overlay');

/** A machine with other work may need long to start a browser. */
const GENEROUS_MS = 40_000;

export async function untilBadgeSays(
  page: Page,
  text: RegExp | string,
  timeout = GENEROUS_MS,
): Promise<void> {
  await expect.poll(() => badge(page).textContent(), { timeout, interval: 50 }).toMatch(text);
}

/** Waits until the page is live and lists something. */
export async function untilLive(page: Page): Promise<void> {
  await untilBadgeSays(page, /^Live$/);
  await rows(page).first().waitFor({ state: 'attached', timeout: GENEROUS_MS });
}

/** The names in the list, sorted as text. */
export async function namesIn(page: Page): Promise<string[]> {
  return (await page.locator('tr.listing-row .cell-name').allTextContents()).sort();
}

/** The ages in the list, seconds, from the top. */
export async function agesIn(page: Page): Promise<number[]> {
  const perUnit: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600, d: 86_400 };
  const texts = await page.locator('tr.listing-row time').allTextContents();
  return texts.map((text) => {
    const [number = '', unit = ''] = text.split(' ');
    return Number(number) * (perUnit[unit] ?? NaN);
  });
}
