/**
 * Takes the pictures of the live map that the README shows:
 *
 *   npm run screenshots                        of the demo, which it starts
 *   npm run screenshots -- --crowd 3000        with so many more drones
 *   npm run screenshots -- --url http://127.0.0.1:4000 --to /tmp/pictures
 *
 * Writes docs/images/map-<name>.png.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser, withoutChromium } from '../test/support/browser.js';
import { pushCrowd } from '../test/support/crowd.js';
import { introductionOf, startDemo } from '../test/support/demo.js';
import { openMapPage, PHONE } from '../test/support/map-page.js';

const STARTS_WITHIN_MS = 120_000;
/** So that there are trails and profiles. Before the one kit fails that does so now and then. */
const FLIES_FOR_MS = 90_000;
const SETTLES_MS = 8_000;
/** The demo's kits, and what flies between them. */
const VIEW = '47.6610/9.4780/11.9';
const NARROW_VIEW = '47.6640/9.4780/11.6';
/** Small enough that the pictures weigh less than 350 kB each. */
const SIZE = { width: 1440, height: 800 };

interface Picture {
  readonly name: string;
  readonly theme: 'light' | 'dark' | 'night';
  readonly view: string;
  readonly options: BrowserContextOptions;
}

const phone = { viewport: PHONE, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true };

const pictures: readonly Picture[] = [
  { name: 'desktop-light', theme: 'light', view: VIEW, options: { viewport: SIZE } },
  { name: 'desktop-dark', theme: 'dark', view: VIEW, options: { viewport: SIZE } },
  { name: 'desktop-night', theme: 'night', view: VIEW, options: { viewport: SIZE } },
  { name: 'phone', theme: 'dark', view: NARROW_VIEW, options: phone },
];

interface Flying {
  readonly droneId: string;
  readonly model: string | null;
  readonly speedMps: number | null;
  readonly pilot: object | null;
  readonly sightings: readonly object[];
}

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    to: { type: 'string', default: fileURLToPath(new URL('../docs/images', import.meta.url)) },
    crowd: { type: 'string', default: '0' },
  },
});
const folder = resolve(values.to);
const crowd = Number(values.crowd);

async function take(browser: Browser, url: string, droneId: string, picture: Picture): Promise<void> {
  const { name, theme, view, options } = picture;
  const habits = JSON.stringify(JSON.stringify({ theme }));
  const opened = await openMapPage(browser, `${url}/#${new URLSearchParams({ at: view, track: droneId })}`, {
    ...options,
    colorScheme: theme === 'light' ? 'light' : 'dark',
    // Not in the empty page before it, which has no storage.
    scripts: [`if (location.protocol === 'http:') localStorage.setItem('airpicture-habits', ${habits})`],
  });
  const { page } = opened;
  await page.locator('.app-details .uplot').first().waitFor();
  await sleep(SETTLES_MS);
  const path = join(folder, `map-${name}.png`);
  await page.screenshot({ path });
  console.log([path, ...opened.problems].join('\n  '));
  await opened.close();
}

/** The one of which there is most to tell: several kits hear it, it moves, and its pilot is known. */
async function mostTelling(url: string): Promise<string> {
  const query = '{ liveTracks { droneId model speedMps pilot { lat } sightings { kitId } } }';
  const giveUpMs = Date.now() + STARTS_WITHIN_MS;
  do {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = (await response.json()) as { data: { liveTracks: readonly Flying[] } };
    const telling = data.liveTracks
      .filter((track) => track.model !== null && track.pilot !== null && (track.speedMps ?? 0) > 3)
      .sort((a, b) => b.sightings.length - a.sightings.length || (a.droneId < b.droneId ? -1 : 1))[0];
    if (telling !== undefined) return telling.droneId;
    await sleep(1_000);
  } while (Date.now() < giveUpMs);
  throw new Error('No drone with a pilot flies there.');
}

async function takeAll(url: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (crowd > 0) await pushCrowd(url, crowd);
  const browser = await launchBrowser();
  try {
    for (const picture of pictures) await take(browser, url, await mostTelling(url), picture);
  } finally {
    await browser.close();
  }
}

async function ofTheDemo(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-screenshots-'));
  // The crowd comes with a kit of its own.
  const demo = startDemo({ DATA_DIR: dataDir, INGEST_AUTO_REGISTER: 'true' });
  try {
    const giveUpMs = Date.now() + STARTS_WITHIN_MS;
    while (introductionOf(demo) === null && !demo.hasEnded() && Date.now() < giveUpMs) await sleep(200);
    const introduction = introductionOf(demo);
    if (introduction === null) throw new Error(`The demo did not start:\n${demo.output()}`);
    await sleep(FLIES_FOR_MS);
    await takeAll(introduction.url);
  } finally {
    demo.kill('SIGTERM');
    await demo.exited;
    await rm(dataDir, { recursive: true, force: true });
  }
}

if (withoutChromium !== null) {
  console.error(withoutChromium);
  process.exitCode = 1;
} else await (values.url === undefined ? ofTheDemo() : takeAll(values.url));
