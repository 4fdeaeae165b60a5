import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { aDroneRecord, anAircraftRecord, aSignalRecord, aStatus, kitNowS } from '../support/fake-kit.js';
import {
  hostileTexts,
  NOTHING_DONE,
  traces,
  WHAT_THEY_DID,
  type HostileName,
} from '../support/hostile-texts.js';
import { startMapApp, type MapApp } from '../support/map-app.js';
import { details, rows, untilLive } from '../support/map-panels.js';
import { DESKTOP, PHONE, type MapPage } from '../support/map-page.js';
import { graphql } from '../support/graphql.js';
import { waitFor } from '../support/wait-for.js';
import { openWatchedPage } from '../support/watched-page.js';

const names = Object.keys(hostileTexts) as HostileName[];
/** A kit's name has an end, and no control characters. */
const kitNames = names.filter((name) => name !== 'controls');
const KIT_NAME_LETTERS = 128;

const drones = names.map((name, i) => {
  const text = hostileTexts[name];
  return aDroneRecord({
    id: `drone-${text}`,
    lat: 42.36 + i * 0.004,
    lon: -71.06 + i * 0.006,
    description: text,
    operator_id: text,
    caa_id: text,
    ua_type_name: text,
    op_status: text,
    transport: text,
    id_type: text,
    rid: { tracking: text, make: text, model: `model of ${text}`, source: text },
    pilot_lat: 42.361,
    pilot_lon: -71.061,
  });
});
const aircraft = names.map((name, i) => {
  const text = hostileTexts[name];
  return anAircraftRecord({
    id: `adsb-${i}${text}`,
    flight: text,
    reg: text,
    squawk: text,
    category: text,
    lat: 42.37 + i * 0.004,
    lon: -71.07 + i * 0.006,
  });
});
const signals = names.map((name, i) => {
  const text = hostileTexts[name];
  return aSignalRecord({
    uid: `fpv-${i}${text}`,
    alert_id: text,
    callsign: text,
    signal_type: text,
    source: text,
    center_hz: 5_700_000_000 + i * 20_000_000,
    observed_at: kitNowS(),
  });
});
const tabs = [
  { tab: 'drones', of: names },
  { tab: 'aircraft', of: names },
  { tab: 'signals', of: names },
  { tab: 'kits', of: kitNames },
] as const;

describe.runIf(chromiumPath !== undefined)('K13: texts from the air on the map', { timeout: 120_000 }, () => {
  let app: MapApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await startMapApp({
      drones: [...drones, ...aircraft],
      signals,
      status: aStatus({ uid: hostileTexts.turned }),
    });
    for (const [i, name] of kitNames.entries()) {
      const text = hostileTexts[name].slice(0, KIT_NAME_LETTERS);
      await app.addKit({
        kitId: `kit-${i}`,
        name: text,
        location: text,
        ...(i === 0 ? { apiUrl: app.kit.url } : {}),
      });
    }
    browser = await launchBrowser();
    await waitFor(async () => {
      const { data } = await graphql<{ liveTracks: unknown[] }>(app.url, '{ liveTracks { droneId } }');
      expect(data?.liveTracks).toHaveLength(drones.length + aircraft.length);
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  test.each(tabs)('are text in the list of $tab and in its details, and run nothing', async ({ tab, of }) => {
    const { page } = await openAt(`tab=${tab}`);
    for (const name of of) {
      const row = rows(page).filter({ hasText: traces[name] }).first();
      await row.click();
      await expect.poll(() => details(page).textContent()).toContain(traces[name]);
      await expectNothingDone(page);
    }
    await page.setViewportSize(PHONE);
    await expectNothingDone(page);
  });

  test('are text in the kit manager, in its forms and in what a probe finds', async () => {
    const { page } = await openAt('');
    await page.getByRole('button', { name: 'Manage kits' }).click();
    const dialog = page.getByRole('dialog');
    for (const name of kitNames) await dialog.getByText(traces[name]).first().waitFor();
    await expectNothingDone(page);

    await dialog.getByRole('button', { name: 'Add a kit' }).click();
    await dialog.getByLabel('Address of its API').fill(app.kit.url);
    await dialog.getByRole('button', { name: 'Probe' }).click();
    await dialog.getByText(traces.turned).waitFor();
    await expectNothingDone(page);

    for (const field of ['Kit id', 'Name', 'Where it stands'])
      await dialog.getByLabel(field, { exact: true }).fill(hostileTexts.markup);
    await dialog.getByRole('button', { name: 'Add kit' }).click();
    await dialog.getByRole('alert').first().waitFor();
    await expectNothingDone(page);
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    const kit = dialog.getByRole('listitem').filter({ hasText: traces.markup }).first();
    await kit.getByRole('button', { name: 'Remove…' }).click();
    await expectNothingDone(page);
  });

  test('are text where a kit that answers with them is said to fail', async () => {
    const { page } = await openAt('tab=kits');
    app.kit.behaves((socket) => {
      const reason = hostileTexts.markup;
      socket.end(`HTTP/1.0 500 ${reason}\r\nContent-Type: text/html; ${reason}\r\n\r\n${reason}`);
    });
    try {
      await rows(page).filter({ hasText: traces.markup }).first().click();
      await details(page).locator('.notice-bad').waitFor({ timeout: 20_000 });
      await expectNothingDone(page);
    } finally {
      app.kit.behaves(null);
    }
  });

  test.each(names)('are text when they stand in its address: %s', async (name) => {
    const text = encodeURIComponent(hostileTexts[name]);
    const { page } = await openAt(`track=${text}`, false);
    await expect.poll(() => details(page).textContent()).toContain(traces[name]);
    await expect.poll(() => details(page).textContent()).toContain('Nothing is known of it.');
    await expectNothingDone(page);
    await page.goto(`${app.url}/#q=${text}&from-kit=${text}`);
    await page.reload();
    await expect.poll(() => page.getByLabel('Search').inputValue()).toContain(traces[name]);
    await expectNothingDone(page);
  });

  async function openAt(fragment: string, hasRows = true): Promise<MapPage> {
    const opened = await openWatchedPage(browser, `${app.url}/#at=42.37/-71.05/11&${fragment}`, {
      viewport: DESKTOP,
    });
    if (hasRows) await untilLive(opened.page);
    return opened;
  }
});

/** The page is as it would be with any other text. */
async function expectNothingDone(page: Page): Promise<void> {
  expect(await page.evaluate(WHAT_THEY_DID)).toEqual(NOTHING_DONE);
}
