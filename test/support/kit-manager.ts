import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { graphql } from './graphql.js';
import { waitFor } from './wait-for.js';

const SETTINGS = `query ($kitId: String!) {
  kit(kitId: $kitId) { name location apiUrl pollIntervalS enabled hasCredentials }
}`;
const REMOVE = 'mutation ($kitId: String!) { removeKit(kitId: $kitId) { ... on Error { message } } }';

/** How the server has a kit; null when it has none. */
export async function kitSettings(url: string, kitId: string): Promise<unknown> {
  return (await graphql(url, SETTINGS, { kitId })).data?.['kit'];
}

/** Removes a kit behind the page's back. */
export async function removeKit(url: string, kitId: string): Promise<void> {
  await graphql(url, REMOVE, { kitId });
}

/** The dialog that is open. */
export const dialog = (page: Page): Locator => page.getByRole('dialog');

/** One kit in the list of the manager. */
export const kitItem = (page: Page, name: string): Locator => page.locator('.kit', { hasText: name });

/** What is said below a field of the form of a kit; empty: nothing. */
export function problemAt(page: Page, field: string): Promise<string> {
  return page
    .locator(`#kit-${field}-problem`)
    .allTextContents()
    .then((texts) => texts.join());
}

export async function openKitManager(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Manage kits' }).click();
  await dialog(page).getByRole('heading', { name: 'Kits', exact: true }).waitFor();
}

/** Adds a kit through the page, with the manager open at its list, and waits until it is listed. */
export async function addKit(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Add a kit' }).click();
  for (const [label, text] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(text);
  await dialog(page).getByRole('button', { name: 'Add kit' }).click();
  await kitItem(page, fields['Name'] ?? '').waitFor();
}

/** The text of a part of the page, once it contains `wanted`. */
export async function says(part: Locator, wanted: string | RegExp): Promise<void> {
  await waitFor(async () => {
    const text = await part.innerText();
    if (typeof wanted === 'string') expect(text).toContain(wanted);
    else expect(text).toMatch(wanted);
  });
}
