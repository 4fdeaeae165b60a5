import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { openMapPage } from '../test/support/map-page.js';

export interface WeighedFile {
  readonly path: string;
  /** Compressed as gzip does, whatever this browser took. */
  readonly bytes: number;
  /** Whether it was asked for only after the first picture was there. */
  readonly isLater: boolean;
}

/** What the page shows when its first picture is there: an aircraft on the map and in the list. */
const HAS_PICTURE = `
  document.querySelector('tr.listing-row') !== null &&
  Number(document.querySelector('canvas.map-overlay')?.dataset.symbols ?? 0) > 0`;

/** From the start of loading to the frame with the first picture, ms. */
export const untilPicture = (page: Page) =>
  page.evaluate<number>(`new Promise((resolve) => {
    requestAnimationFrame(function look(nowMs) {
      if (${HAS_PICTURE}) resolve(nowMs);
      else requestAnimationFrame(look);
    });
  })`);

/** So long after its first picture a page has loaded what it loads when it has nothing else to do. */
const LATER_MS = 10_000;

/** The files of the page that it asked for, largest first. */
export async function weighPage(browser: Browser, url: string): Promise<readonly WeighedFile[]> {
  const opened = await openMapPage(browser, url);
  const paths = () => new Set(opened.asked.map((address) => new URL(address).pathname));
  await untilPicture(opened.page);
  const first = paths();
  await opened.page.waitForTimeout(LATER_MS);
  const all = paths();
  await opened.close();
  return [...all]
    .filter((path) => path === '/' || path.startsWith('/assets/'))
    .map((path) => ({ path, bytes: weigh(path), isLater: !first.has(path) }))
    .sort((a, b) => b.bytes - a.bytes);
}

function weigh(path: string): number {
  const file = new URL(`../dist/web${path === '/' ? '/index.html' : path}`, import.meta.url);
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

/** How long the first picture takes with an empty cache, ms. */
export async function firstPictureMs(browser: Browser, url: string): Promise<number> {
  const opened = await openMapPage(browser, url);
  const tookMs = await untilPicture(opened.page);
  await opened.close();
  return tookMs;
}
