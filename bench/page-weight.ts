import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { openMapPage } from '../test/support/map-page.js';

export interface WeighedFile {
  readonly path: string;
  /** Compressed as gzip does, whatever this browser took. */
  readonly bytes: number;
  /** By when it was asked for. */
  readonly neededFor: 'picture' | 'ground' | 'later';
}

/** What the page shows when its first picture is there: an aircraft on the map and in the list. */
const HAS_PICTURE = `
  document.querySelector('tr.listing-row') !== null &&
  Number(document.querySelector('canvas.map-overlay')?.dataset.symbols ?? 0) > 0`;

/** Runs in the page before its own scripts: asked from outside, a page that is busy would answer late. */
const LOOK_FOR_PICTURE = `window.__pictureMs = new Promise((resolve) => {
  requestAnimationFrame(function look(nowMs) {
    if (${HAS_PICTURE}) resolve(nowMs);
    else requestAnimationFrame(look);
  });
})`;

export const openBenchPage = (browser: Browser, url: string, scripts: readonly string[] = []) =>
  openMapPage(browser, url, { scripts: [LOOK_FOR_PICTURE, ...scripts] });

/** From the start of loading to the frame with the first picture, ms. */
export const untilPicture = (page: Page) => page.evaluate<number>('window.__pictureMs');

/** Until the map below the picture has been drawn. Result: when, ms from the start of loading. */
const groundMs = (page: Page) =>
  page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((marks) => {
      for (const { startTime } of marks.getEntriesByName('ground')) resolve(startTime);
    }).observe({ type: 'mark', buffered: true });
  })`);

/** What the page has asked for, and when. */
const ASKED = `['navigation', 'resource']
  .flatMap((type) => performance.getEntriesByType(type))
  .map(({ name, startTime }) => ({ path: new URL(name).pathname, askedMs: startTime }))`;

/** So long after its map a page has loaded what it loads when it has nothing else to do. */
const LATER_MS = 10_000;

/** The files of the page that it asked for, largest first. */
export async function weighPage(browser: Browser, url: string): Promise<readonly WeighedFile[]> {
  const opened = await openBenchPage(browser, url);
  const { page } = opened;
  const pictureMs = await untilPicture(page);
  const mapMs = await groundMs(page);
  await page.waitForTimeout(LATER_MS);
  const asked = await page.evaluate<{ path: string; askedMs: number }[]>(ASKED);
  await opened.close();
  return asked
    .filter(({ path }) => path === '/' || path.startsWith('/assets/'))
    .map(({ path, askedMs }): WeighedFile => {
      const neededFor = askedMs < pictureMs ? 'picture' : askedMs < mapMs ? 'ground' : 'later';
      return { path, bytes: weigh(path), neededFor };
    })
    .sort((a, b) => b.bytes - a.bytes);
}

function weigh(path: string): number {
  const file = new URL(`../dist/web${path === '/' ? '/index.html' : path}`, import.meta.url);
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

/** How long the first picture takes with an empty cache, and the map below it, ms. */
export async function loadingMs(browser: Browser, url: string): Promise<{ picture: number; ground: number }> {
  const opened = await openBenchPage(browser, url);
  const picture = await untilPicture(opened.page);
  const ground = await groundMs(opened.page);
  await opened.close();
  return { picture, ground };
}
