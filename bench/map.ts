/**
 * The live map in Chromium, from the built server: what the page weighs, how soon it shows the first picture and the map
 * below it, and how long its frames take while so many drones fly. Where there is no graphics hardware, the processor draws,
 * which the server, its database and the drones use as well; each drone reports every second, or as often as makes 2,000
 * reports a second in all.
 *
 * Beside it are measured, in the same browser and while as much is reported: a page that shows nothing, which gives as many
 * frames as there can be, and a bare canvas of the same size with as many moving dots, which is the least that drawing takes.
 * The map draws less often than it could, so that the page answers: how long it takes to answer is what is promised.
 * Exit code 1 when a promise is broken.
 *
 *   npm run bench:map [-- --tracks 100,1000,3000,10000] [--seconds 10] [--save]
 *
 * What is loaded when there is nothing else to do, such as a finer map of the world, is listed and counts for itself.
 */
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { buildServer } from '../simulator/server-process.js';
import { wholeNumber } from '../simulator/whole-number.js';
import { launchBrowser } from '../test/support/browser.js';
import { COUNT_DRAWINGS } from '../test/support/count-drawings.js';
import { pushCrowd } from '../test/support/crowd.js';
import { DESKTOP } from '../test/support/map-page.js';
import { startMapWorld } from '../test/support/map-world.js';
import { bareCanvasPage, EMPTY_PAGE } from './bare-page.js';
import { median } from './median.js';
import { watchFrames, type PageFrames } from './page-frames.js';
import { loadingMs, openBenchPage, untilPicture, weighPage, type WeighedFile } from './page-weight.js';
import { finish, type Comparison } from './result.js';

const MOST_KB = 600;
const MOST_FIRST_PICTURE_MS = 1_000;
const FIRST_PICTURES = 5;
/** Nobody notices that something took shorter to answer. */
const MOST_ANSWER_MS = 100;
const REPORTS_PER_SECOND = 2_000;
const WARM_UP_MS = 8_000;
/** All of the crowd, which is spread over half a degree. */
const VIEW = '#at=47.66/9.48/9.50';

function readArguments() {
  const { values } = parseArgs({
    options: {
      tracks: { type: 'string', default: '100,1000,3000,10000' },
      seconds: { type: 'string', default: '10' },
      save: { type: 'boolean', default: false },
    },
  });
  return {
    crowds: values.tracks.split(',').map((text) => wholeNumber('tracks', text, 1, 100_000)),
    forMs: wholeNumber('seconds', values.seconds, 1, 600) * 1_000,
    save: values.save,
  };
}

async function compareWeight(browser: Browser, url: string): Promise<Comparison> {
  const files = await weighPage(browser, url);
  const kilobytes = (stage: WeighedFile['neededFor']) =>
    files.reduce((sum, file) => sum + (file.neededFor === stage ? file.bytes : 0), 0) / 1_000;
  for (const { path, bytes, neededFor } of files)
    console.log(`${(bytes / 1_000).toFixed(1).padStart(8)} kB  ${path} (${neededFor})`);
  const pictureKb = kilobytes('picture');
  const ours = pictureKb + kilobytes('ground');
  return {
    what: 'page with its map, with gzip',
    unit: 'kB',
    ours,
    promises: [{ name: 'kB', value: ours, atMost: MOST_KB }],
    details: { pictureKb, laterKb: kilobytes('later'), files },
  };
}

async function compareFirstPicture(browser: Browser, url: string): Promise<Comparison> {
  const took: Awaited<ReturnType<typeof loadingMs>>[] = [];
  for (let i = 0; i < FIRST_PICTURES; i += 1) took.push(await loadingMs(browser, url));
  const ours = median(took.map(({ picture }) => picture));
  return {
    what: 'first picture, from the start of loading with an empty cache',
    unit: 'ms',
    ours,
    promises: [{ name: 'ms', value: ours, atMost: MOST_FIRST_PICTURE_MS }],
    details: { groundMs: median(took.map(({ ground }) => ground)), took },
  };
}

/** Has the crowd report all the time. Result: ends that. */
function flyCrowd(url: string, count: number): () => Promise<void> {
  const turns = Math.ceil(count / REPORTS_PER_SECOND);
  let ended = false;
  const flying = (async () => {
    await pushCrowd(url, count);
    for (let number = 0; !ended; number += 1) {
      const beginMs = Date.now();
      await pushCrowd(url, count, { atMs: beginMs, turn: { of: turns, number } });
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 - (Date.now() - beginMs))));
    }
  })();
  return async () => {
    ended = true;
    await flying;
  };
}

/** Drags the map to and fro while its frames are watched. */
async function watchPanning(page: Page, forMs: number): Promise<PageFrames> {
  const box = await page.locator('canvas.maplibregl-canvas').boundingBox();
  if (box === null) throw new Error('The page has no map.');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const watching = watchFrames(page, forMs);
  const endMs = Date.now() + forMs;
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  for (let i = 0; Date.now() < endMs; i += 1) {
    const angle = i / 10;
    await page.mouse.move(middle.x + 150 * Math.sin(angle), middle.y + 100 * Math.sin(angle / 2));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
  return watching;
}

async function watchBare(browser: Browser, html: string, forMs: number): Promise<PageFrames> {
  const page = await browser.newPage({ viewport: DESKTOP });
  await page.setContent(html);
  await page.waitForTimeout(1_000);
  const frames = await watchFrames(page, forMs);
  await page.close();
  return frames;
}

async function compareFrames(
  browser: Browser,
  url: string,
  count: number,
  forMs: number,
): Promise<Comparison> {
  const land = flyCrowd(url, count);
  try {
    const opened = await openBenchPage(browser, `${url}/${VIEW}`, [COUNT_DRAWINGS]);
    const { page } = opened;
    await untilPicture(page);
    await page.waitForTimeout(WARM_UP_MS);
    const drawn = Number(await page.locator('canvas.map-overlay').getAttribute('data-symbols'));
    const size = await page.locator('canvas.map-overlay').boundingBox();
    const resting = await watchFrames(page, forMs);
    const panning = await watchPanning(page, forMs);
    await opened.close();
    const empty = await watchBare(browser, EMPTY_PAGE, forMs / 2);
    const { width = DESKTOP.width, height = DESKTOP.height } = size ?? {};
    const bare = await watchBare(
      browser,
      bareCanvasPage({ widthPx: Math.round(width), heightPx: Math.round(height), dots: count }),
      forMs / 2,
    );
    return {
      what: `${count.toLocaleString('en')} tracks that fly, in software`,
      unit: 'frames/s',
      ours: resting.framesPerSecond,
      peers: [{ name: 'bare canvas', value: bare.framesPerSecond }],
      limit: { name: 'empty page', value: empty.framesPerSecond },
      promises: [
        { name: 'ms p95 to answer', value: resting.answerP95Ms, atMost: MOST_ANSWER_MS },
        { name: 'ms p95 to answer while panning', value: panning.answerP95Ms, atMost: MOST_ANSWER_MS },
      ],
      details: { drawn, resting, panning, bare, empty },
    };
  } finally {
    await land();
  }
}

async function main(): Promise<number> {
  const { crowds, forMs, save } = readArguments();
  await buildServer();
  const world = await startMapWorld({ INGEST_RECORDS_PER_SECOND: '0' });
  const browser = await launchBrowser();
  try {
    // The server has something to show by then.
    const firstPicture = await compareFirstPicture(browser, world.url);
    const comparisons = [await compareWeight(browser, world.url), firstPicture];
    for (const count of crowds) comparisons.push(await compareFrames(browser, world.url, count, forMs));
    return await finish('map', comparisons, { save });
  } finally {
    await browser.close();
    await world.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
