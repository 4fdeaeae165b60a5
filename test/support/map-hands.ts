import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { waitFor } from './wait-for.js';

/** Names are cut in two where there is no room for them. */
async function names(page: Page, row: string): Promise<string[]> {
  const texts = await page.locator(`${row} .cell-name`).allInnerTexts();
  return texts.map((text) => text.replace(/\s/g, ''));
}

/** What of the list is selected. */
export const selected = (page: Page): Promise<string[]> => names(page, 'tr[aria-selected="true"]');

/** Waits until this is listed, by name, and nothing else. */
export const lists = (page: Page, wanted: readonly string[]): Promise<void> =>
  waitFor(async () => expect(await names(page, 'tr.listing-row')).toEqual(wanted));

export const badgeIs = (page: Page, text: string): Promise<void> =>
  waitFor(async () => expect(await page.getByTestId('freshness').innerText()).toBe(text));

/** Where the page looks, as its address says. */
export async function viewOf(
  page: Page,
): Promise<{ readonly lat: number; readonly lon: number; readonly zoom: number }> {
  const at = await waitFor(() => {
    const said = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('at');
    expect(said).not.toBeNull();
    return said!;
  });
  const [lat = NaN, lon = NaN, zoom = NaN] = at.split('/').map(Number);
  return { lat, lon, zoom };
}

/** Faster than anybody types, so that it is one change however busy the machine is. */
export async function typeAtOnce(page: Page, text: string): Promise<void> {
  await page.evaluate(`for (const letter of ${JSON.stringify(text)}) {
    const field = document.querySelector('#search');
    field.value += letter;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }`);
}

/** From now on the page remembers whether its list had no row at any time. */
export async function watchEmptiness(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    window.wasEmpty = false;
    const look = () => { if (document.querySelector('tr.listing-row') === null) window.wasEmpty = true; };
    new MutationObserver(look).observe(document.querySelector('#listing'), { childList: true, subtree: true });
  })()`);
}

export const wasEmpty = (page: Page): Promise<boolean> => page.evaluate<boolean>('window.wasEmpty');
