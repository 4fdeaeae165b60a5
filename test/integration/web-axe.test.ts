import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.js';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { aDroneRecord, anAircraftRecord, aSignalRecord, kitNowS } from '../support/fake-kit.js';
import { startMapApp, type MapApp } from '../support/map-app.js';
import { DESKTOP, PHONE } from '../support/map-page.js';
import { details, rows, untilLive } from '../support/map-panels.js';
import { waitFor } from '../support/wait-for.js';
import { openWatchedPage } from '../support/watched-page.js';

const drones = Array.from({ length: 6 }, (_, i) =>
  aDroneRecord({
    id: `drone-1581F5BK23${i}`,
    lat: 42.36 + i * 0.01,
    lon: -71.06 + i * 0.01,
    alt: 40 + i * 90,
    pilot_lat: 42.35,
    pilot_lon: -71.05,
    description: 'Survey of the harbour',
  }),
);

describe.runIf(chromiumPath !== undefined)('the live map, to those who see little or nothing', () => {
  let app: MapApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await startMapApp({
      drones: [...drones, anAircraftRecord()],
      signals: [aSignalRecord({ observed_at: kitNowS() })],
    });
    await app.addKit({ kitId: 'harbour', name: 'Harbour', location: 'Pier 4', apiUrl: app.kit.url });
    await app.addKit({ kitId: 'gone', name: 'Gone', apiUrl: 'http://127.0.0.1:9' });
    await app.addKit({ kitId: 'pushing', name: 'Pushing' });
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const cases = ['light', 'dark', 'night'].flatMap((theme) => [
    { theme, size: 'a desk', viewport: DESKTOP },
    { theme, size: 'a phone', viewport: PHONE },
  ]);
  test.each(cases)(
    'has no serious problem in the theme $theme on $size, whatever is open',
    { timeout: 180_000 },
    async ({ theme, viewport }) => {
      const { page } = await openWatchedPage(browser, app.url, {
        viewport,
        storageState: {
          cookies: [],
          origins: [
            {
              origin: app.url,
              localStorage: [{ name: 'airpicture-habits', value: JSON.stringify({ theme }) }],
            },
          ],
        },
      });
      await untilLive(page);
      expect(await page.evaluate('document.documentElement.dataset.theme')).toBe(theme);
      await waitFor(async () => expect(await rows(page).count()).toBe(drones.length));
      for (const { what, part, open } of states) {
        await open(page);
        expect({ what, findings: await seriousFindings(page, part) }).toEqual({ what, findings: [] });
      }
    },
  );
});

/** What is open, one after the other, and which part of the page is another by it. */
const states: readonly {
  readonly what: string;
  readonly part: string;
  readonly open: (page: Page) => Promise<unknown>;
}[] = [
  { what: 'the picture', part: 'html', open: () => Promise.resolve() },
  {
    what: 'the filters',
    part: '.app-listing',
    open: (page) => page.getByRole('button', { name: 'Filters' }).click(),
  },
  {
    what: 'a drone',
    part: '.app-details',
    open: async (page) => {
      await page.getByRole('button', { name: 'Filters' }).click();
      await rows(page).nth(1).click();
      await details(page).locator('.chart').first().waitFor();
    },
  },
  { what: 'a signal', part: '.app-details', open: (page) => selectFirst(page, 'Signals') },
  { what: 'a kit', part: '.app-details', open: (page) => selectFirst(page, 'Kits') },
  {
    what: 'the kits',
    part: 'dialog',
    open: async (page) => {
      await page.getByRole('button', { name: 'Close details' }).click();
      await page.getByRole('button', { name: 'Manage kits' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).first().waitFor();
    },
  },
  {
    what: 'the removal of a kit',
    part: 'dialog',
    open: (page) => page.getByRole('button', { name: 'Remove…' }).first().click(),
  },
  {
    what: 'the form of a kit',
    part: 'dialog',
    open: async (page) => {
      await page.getByRole('button', { name: 'Add a kit' }).click();
      await page.getByLabel('Address of its API').fill('http://127.0.0.1:9');
      await page.getByRole('button', { name: 'Probe' }).click();
      await page.getByRole('alert').first().waitFor();
    },
  },
  { what: 'the settings', part: 'dialog', open: (page) => openDialog(page, 'Settings') },
  { what: 'the help', part: 'dialog', open: (page) => openDialog(page, 'Help') },
];

/** On a phone, details lie over the list. */
async function selectFirst(page: Page, tab: string): Promise<void> {
  await page.getByRole('button', { name: 'Close details' }).click();
  await page.getByRole('tab', { name: tab }).click();
  await rows(page).first().click();
  await details(page).locator('.facts').first().waitFor();
}

async function openDialog(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').waitFor();
}
