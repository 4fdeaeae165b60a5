import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { drawnOn, lookForMovement, movementOn, NOTE_WHAT_IS_DRAWN } from '../support/drawn-map.js';
import { agesIn, badge, details, namesIn, rows, untilBadgeSays, untilLive } from '../support/map-panels.js';
import { startMapWorld, type MapWorld } from '../support/map-world.js';
import { shortestOf } from '../support/shortest-of.js';
import { NOTE_WHAT_IS_SAID, pagesOf, saidOn, SLEEP_IS_AN_HOUR } from '../support/sleeping-page.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';
import { openWatchedPage } from '../support/watched-page.js';

/** From a server that is ready again to drones that move. */
const SOON_MS = 3_000;
/** From waking to the truth. */
const AT_ONCE_MS = 1_000;
/** Each request that fails is told in the console of the browser, and nothing else may be. */
const expected =
  /net::ERR_|^WebSocket connection to |TypeError: Failed to fetch|^The map below the picture cannot be loaded/;
const scripts = [NOTE_WHAT_IS_DRAWN];

describe.runIf(chromiumPath !== undefined)('the live map without its server', { timeout: 180_000 }, () => {
  let world: MapWorld;
  let proxy: TcpProxy;
  let browser: Browser;
  beforeAll(async () => {
    world = await startMapWorld();
    proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(world.url).port) });
    browser = await launchBrowser();
    await waitFor(async () => expect((await droneNames(world)).length).toBeGreaterThan(3));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    await world?.stop();
  });

  const throughProxy = () => `http://127.0.0.1:${proxy.port}`;

  test('that was killed keeps the last picture with its age, says so, and goes on within 3 s of the server', async () => {
    const { page } = await openWatchedPage(browser, world.url, { expected, scripts });
    await page.evaluate('window.__isTheSamePage = true');
    await untilLive(page);
    await rows(page).first().click();
    const warning = details(page).getByText('The connection is lost. What follows is as of');
    const movedMs = await shortestOf(SOON_MS, async () => {
      await untilLive(page);
      await waitFor(async () => expect(await namesIn(page)).toEqual(await droneNames(world)));
      const known = await namesIn(page);
      await world.kill();
      await untilBadgeSays(page, /^Reconnecting/);
      const before = await namesIn(page);
      // One may have come or gone in the moment before.
      expect(before.filter((name) => known.includes(name)).length).toBeGreaterThanOrEqual(known.length - 1);
      await waitFor(async () => expect(Math.min(...(await agesIn(page)))).toBeGreaterThanOrEqual(3));
      expect(await namesIn(page)).toEqual(before);
      expect((await drawnOn(page)).symbols.length).toBeGreaterThan(3);
      expect(await warning.count()).toBe(1);

      await watchNames(page);
      await world.startAgain();
      const readyMs = performance.now();
      await untilBadgeSays(page, /^Live$/);
      await lookForMovement(page);
      await movementOn(page);
      const tookMs = performance.now() - readyMs;
      expect(await warning.count()).toBe(0);

      await waitFor(async () => expect(await namesIn(page)).toEqual(await droneNames(world)));
      const still = await droneNames(world);
      // Not even for a moment.
      expect(await lostNames(page)).toEqual(before.filter((name) => !still.includes(name)));
      return tookMs;
    });
    expect(movedMs).toBeLessThanOrEqual(SOON_MS);
    expect(await page.evaluate('window.__isTheSamePage')).toBe(true);
  });

  test('says by how much it is behind when nothing comes for a while, and catches up over the same connection', async () => {
    const { page, sockets } = await openWatchedPage(browser, throughProxy());
    await untilLive(page);
    proxy.hold();
    try {
      await untilBadgeSays(page, /^Behind (8|9|1\d) s$/);
      const first = await behindS(page);
      await waitFor(async () => expect(await behindS(page)).toBeGreaterThan(first));
    } finally {
      proxy.release();
    }
    await untilLive(page);
    await waitFor(async () => expect(Math.min(...(await agesIn(page)))).toBeLessThan(8));
    expect(sockets).toHaveLength(1);
  });

  test('takes a connection that is silent, though open, for dead', async () => {
    const { page, sockets } = await openWatchedPage(browser, throughProxy(), { expected });
    await untilLive(page);
    proxy.freeze();
    try {
      await untilBadgeSays(page, /^Behind \d+ s$/);
      await untilBadgeSays(page, /^Reconnecting/);
      expect(await rows(page).count()).toBeGreaterThan(0);
    } finally {
      proxy.recover();
    }
    await untilLive(page);
    expect(sockets.length).toBeGreaterThan(1);
  });

  test('says when it is the device that has no network, and goes on when it is back', async () => {
    const { page } = await openWatchedPage(browser, throughProxy(), { expected });
    await untilLive(page);
    await page.context().setOffline(true);
    proxy.refuse();
    try {
      await untilBadgeSays(page, /^Offline$/);
      expect(await rows(page).count()).toBeGreaterThan(0);
    } finally {
      proxy.recover();
      await page.context().setOffline(false);
    }
    await untilLive(page);
  });

  test('tells the truth within a second of waking from an hour of sleep', async () => {
    const toldMs = await shortestOf(AT_ONCE_MS, async () => {
      const { page } = await openWatchedPage(browser, throughProxy(), {
        expected,
        scripts: [SLEEP_IS_AN_HOUR, NOTE_WHAT_IS_SAID],
      });
      await untilLive(page);
      const pages = await pagesOf(browser);
      for (const pid of pages) process.kill(pid, 'SIGSTOP');
      try {
        // Some of what comes still waits for the page when it wakes, as it does in the buffers of a computer.
        await sleep(1_500);
        // After an hour no router remembers the connection.
        proxy.hold();
        await sleep(3_500);
      } finally {
        for (const pid of pages) process.kill(pid, 'SIGCONT');
      }
      await waitFor(async () => expect((await saidOn(page)).wokeAtMs).not.toBeNull());
      await waitFor(async () => expect((await saidOn(page)).toldAtMs).not.toBeNull());
      const { wokeAtMs, toldAtMs } = await saidOn(page);
      await untilBadgeSays(page, /^Live$/);
      await waitFor(async () => expect(await namesIn(page)).toEqual(await droneNames(world)));
      await waitFor(async () => expect(Math.min(...(await agesIn(page)))).toBeLessThan(8));
      return toldAtMs! - wokeAtMs!;
    });
    expect(toldMs).toBeLessThanOrEqual(AT_ONCE_MS);
  });
});

/** Of all drones in the live picture, sorted as text. */
async function droneNames(world: MapWorld): Promise<string[]> {
  const { liveTracks } = await world.query<{
    liveTracks: { droneId: string; callsign: string | null; registration: string | null }[];
  }>('{ liveTracks(filter: { kinds: [DRONE] }) { droneId callsign registration } }');
  return liveTracks
    .map(({ droneId, callsign, registration }) => callsign ?? registration ?? droneId.replace(/^drone-/, ''))
    .sort();
}

async function behindS(page: Page): Promise<number> {
  return Number(/^Behind (\d+) s$/.exec((await badge(page).textContent()) ?? '')?.[1]);
}

/** From now on, notes in the page which of the names in the list are missing at any time. */
async function watchNames(page: Page): Promise<void> {
  await page.evaluate(`{
    const names = () => [...document.querySelectorAll('tr.listing-row .cell-name')].map((cell) => cell.textContent);
    const before = names();
    window.__lost = new Set();
    new MutationObserver(() => {
      const now = new Set(names());
      for (const name of before) if (!now.has(name)) window.__lost.add(name);
    }).observe(document.querySelector('.app-listing'), { childList: true, subtree: true, characterData: true });
  }`);
}

const lostNames = (page: Page) => page.evaluate<string[]>('[...window.__lost].sort()');
