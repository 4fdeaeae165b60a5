import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type RunningApp } from '../support/app.js';
import { askedTracks, covers, type AskedFilter } from '../support/asked-tracks.js';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { focused, tabTo } from '../support/focus.js';
import {
  badgeIs,
  lists,
  selected,
  typeAtOnce,
  viewOf,
  wasEmpty,
  watchEmptiness,
} from '../support/map-hands.js';
import type { MapPage } from '../support/map-page.js';
import { NEAR, pushSmallSky } from '../support/small-sky.js';
import { waitFor } from '../support/wait-for.js';
import { openWatchedPage } from '../support/watched-page.js';

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search' });
const map = (page: Page) => page.getByRole('region', { name: /^Live map/ });
const pressed = (page: Page, name: string) =>
  page.getByRole('banner').getByRole('button', { name, exact: true }).getAttribute('aria-pressed');

const hostile = [
  'at=91/9e999/NaN',
  'tab=<script>alert(1)</script>',
  '%E0%A4%A&at=%&=',
  `q=%00${'x'.repeat(20_000)}`,
  'track=',
  `track=${'y'.repeat(100_000)}`,
  `kit=${'z'.repeat(100_000)}`,
  Array.from({ length: 3_000 }, (_, i) => `from-kit=kit-${i}`).join('&'),
  'alt=900~100',
  'kind=<b>&kind=SUBMARINE',
];

describe.runIf(chromiumPath !== undefined)('what is asked for', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let app: RunningApp;
  let browser: Browser;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp(database, { INGEST_AUTO_REGISTER: 'true', TRACK_TIMEOUT: '3600' });
    await pushSmallSky(app.url);
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await database?.drop();
  });

  /** Opens the map where it shows the two drones that are close together. */
  async function openNear(fragment = ''): Promise<MapPage> {
    const opened = await openWatchedPage(browser, `${app.url}/#${NEAR}${fragment}`);
    await lists(opened.page, ['near-high', 'near-low']);
    await map(opened.page).waitFor();
    return opened;
  }

  /** Does something, and waits until the map has asked anew. @returns what it asked for */
  async function askedAfter(opened: MapPage, work: () => Promise<unknown>): Promise<readonly AskedFilter[]> {
    const before = askedTracks(opened).length;
    await work();
    await waitFor(() => expect(askedTracks(opened).length).toBeGreaterThan(before));
    return askedTracks(opened).slice(before);
  }

  test('a map that is moved asks once for the area that it shows then, and lists what is there', async () => {
    const opened = await openNear();
    const { page } = opened;
    expect(covers(askedTracks(opened).at(-1), 47.66, 9.48)).toBe(true);
    const asked = await askedAfter(opened, async () => {
      await page.mouse.move(1_200, 450);
      await page.mouse.down();
      await page.mouse.move(600, 450, { steps: 12 });
      await page.mouse.up();
    });
    await waitFor(async () => expect((await viewOf(page)).lon).toBeGreaterThan(9.6));
    const { lat, lon } = await viewOf(page);
    expect(covers(asked[0], lat, lon)).toBe(true);

    await page.evaluate(`location.hash = 'at=47.66/11.5/11'`);
    await lists(page, ['far']);
    expect(askedTracks(opened)).toHaveLength(3);
    expect(covers(askedTracks(opened).at(-1), 47.66, 11.5)).toBe(true);
    expect(covers(askedTracks(opened).at(-1), 47.66, 9.48)).toBe(false);
  });

  test('what is chosen and typed is asked of the server, once, and nothing else is listed', async () => {
    const opened = await openNear();
    const { page } = opened;
    await watchEmptiness(page);
    const choose = (name: string) => page.getByRole('checkbox', { name }).click();
    const fill = async (field: Locator, text: string) => {
      await field.fill(text);
      await field.press('Enter');
    };
    const typed = await askedAfter(opened, () => typeAtOnce(page, 'NEAR-h'));
    expect(typed).toMatchObject([{ search: 'NEAR-h' }]);
    await lists(page, ['near-high']);
    expect(await page.getByRole('tab', { name: /^Aircraft/ }).innerText()).toMatch(/0$/);
    expect(await askedAfter(opened, () => search(page).fill(''))).toHaveLength(1);
    await lists(page, ['near-high', 'near-low']);

    await page.getByRole('button', { name: 'Filters' }).click();
    expect(await askedAfter(opened, () => choose('kit-b'))).toMatchObject([{ kitIds: ['kit-b'] }]);
    await lists(page, ['near-high']);
    expect(await askedAfter(opened, () => choose('kit-b'))).toHaveLength(1);
    await lists(page, ['near-high', 'near-low']);
    const low = await askedAfter(opened, () => fill(page.getByLabel('Altitude up to'), '500'));
    expect(low).toMatchObject([{ maxAltitudeM: 500 }]);
    await lists(page, ['near-low']);
    // Of two altitudes between which there is nothing, the older one gives way.
    const high = await askedAfter(opened, () => fill(page.getByLabel('Altitude from'), '600'));
    expect(high).toMatchObject([{ minAltitudeM: 600 }]);
    expect(high[0]).not.toHaveProperty('maxAltitudeM');
    await lists(page, ['near-high']);
    const kinds = await askedAfter(opened, () => choose('Drones'));
    expect(kinds).toMatchObject([{ kinds: ['DRONE'], minAltitudeM: 600 }]);
    expect(kinds[0]).toHaveProperty('bbox');
    await lists(page, ['near-high']);
    expect(await wasEmpty(page)).toBe(false);
    // Once on opening, and once for each of the changes.
    expect(askedTracks(opened)).toHaveLength(1 + 7);
    expect(await page.getByRole('button', { name: 'Filters, 2 set' }).count()).toBe(1);
    await badgeIs(page, 'Live');
  });

  test('what is being typed stays, whatever else is drawn anew', async () => {
    const { page } = await openNear();
    await page.getByRole('button', { name: 'Filters' }).click();
    const field = page.getByLabel('Altitude from');
    await field.pressSequentially('12');
    const settings = { kitId: 'kit-new', name: 'A new one' };
    await register(settings);
    await page.getByRole('checkbox', { name: 'A new one' }).waitFor();
    expect(await field.inputValue()).toBe('12');
    await field.pressSequentially('00');
    await field.press('Enter');
    await waitFor(() => expect(page.url()).toContain('alt=1200~'));
  });

  test('the address holds the view, the selection and the filters; it is replaced, and read again', async () => {
    const { page } = await openNear();
    await search(page).fill('near');
    await page.locator('tr.listing-row', { hasText: 'high' }).click();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('checkbox', { name: 'kit-b' }).click();
    await waitFor(() =>
      expect(new URL(page.url()).hash).toMatch(
        /^#at=47\.66\d*\/9\.4\d*\/11\.00&track=drone-near-high&q=near&from-kit=kit-b$/,
      ),
    );
    const address = page.url();
    await page.reload();
    await lists(page, ['near-high']);
    expect(await selected(page)).toEqual(['near-high']);
    expect(await search(page).inputValue()).toBe('near');
    await badgeIs(page, 'Live');
    await waitFor(() => expect(page.url()).toBe(address));

    // An address that somebody writes is a step that can be gone back.
    await page.evaluate(`location.hash = '${NEAR}&q=low'`);
    await lists(page, ['near-low']);
    await page.goBack();
    await lists(page, ['near-high']);
    expect(await selected(page)).toEqual(['near-high']);
    // What is done on the page is none: before it is what was there before.
    await page.goBack();
    expect(page.url()).toBe('about:blank');
  });

  test('an address that somebody made up does no harm, neither on opening nor later', async () => {
    const { page } = await openWatchedPage(browser, `${app.url}/#${hostile.join('&')}`);
    await badgeIs(page, 'Live');
    await map(page).waitFor();
    await page.evaluate(`location.hash = '${NEAR}'`);
    await lists(page, ['near-high', 'near-low']);
    for (const fragment of hostile) await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
    await page.evaluate(`location.hash = '${NEAR}&q=low'`);
    await lists(page, ['near-low']);
    await badgeIs(page, 'Live');
  });

  test('a map is read by keyboard alone', async () => {
    const { page } = await openNear();
    const press = (key: string) => page.keyboard.press(key);
    await press('/');
    await page.keyboard.type('near-tjklf?/');
    expect(await search(page).inputValue()).toBe('near-tjklf?/');
    expect(await pressed(page, 'Trails')).toBe('true');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await press('Escape');
    expect((await focused(page)).name).toBe('');
    await press('/');
    await press('ControlOrMeta+a');
    await press('Delete');
    await press('Escape');
    await lists(page, ['near-high', 'near-low']);

    await press('j');
    await waitFor(async () => expect(await selected(page)).toEqual(['near-high']));
    await press('j');
    await waitFor(async () => expect(await selected(page)).toEqual(['near-low']));
    await press('k');
    await waitFor(async () => expect(await selected(page)).toEqual(['near-high']));
    await page.getByRole('complementary', { name: 'Details' }).waitFor();

    for (const [key, name] of [
      ['t', 'Trails'],
      ['l', 'Labels'],
      ['f', 'Follow'],
      ['Enter', 'Follow'],
    ] as const) {
      const before = await pressed(page, name);
      await press(`Control+${key}`);
      await press(`Alt+${key}`);
      expect(await pressed(page, name)).toBe(before);
      await press(key);
      await waitFor(async () => expect(await pressed(page, name)).not.toBe(before));
    }

    await press('?');
    await page.getByRole('dialog', { name: 'Help' }).waitFor();
    await press('j');
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await waitFor(async () => expect(await selected(page)).toEqual(['near-high']));
    await press('Escape');
    await waitFor(async () => expect(await selected(page)).toEqual([]));

    await tabTo(page, /^Live map/);
    const start = await viewOf(page);
    await press('ArrowUp');
    await waitFor(async () => expect((await viewOf(page)).lat).toBeGreaterThan(start.lat));
    await press('+');
    await waitFor(async () => expect((await viewOf(page)).zoom).toBeGreaterThan(start.zoom));
  });

  test('Tab goes through the page in the order of reading, and one sees where it is', async () => {
    const { page } = await openNear();
    await page.keyboard.press('j');
    await page.getByRole('button', { name: 'Close details' }).waitFor();
    const stops: string[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const { name, isVisible } = await focused(page);
      if (name === '' || stops.length > 80) break;
      expect({ name, isVisible }).toEqual({ name, isVisible: true });
      stops.push(name);
    }
    const wanted = [
      'List',
      'Manage kits',
      'Help',
      /^Drones/,
      'Search',
      'Filters',
      'Drones',
      /^Live map/,
      'Details',
      'Close details',
    ];
    const at = wanted.map((name) =>
      stops.findIndex((stop) => (typeof name === 'string' ? stop === name : name.test(stop))),
    );
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));
  });

  async function register(input: Readonly<Record<string, unknown>>): Promise<void> {
    const query = 'mutation ($input: RegisterKitInput!) { registerKit(input: $input) { __typename } }';
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { input } }),
    });
    expect(await response.json()).toMatchObject({
      data: { registerKit: { __typename: 'RegisterKitSuccess' } },
    });
  }
});
