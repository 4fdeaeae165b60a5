import type { Browser } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { elsewhere, openMapPage, type MapPage, type MapPageOptions } from './map-page.js';

export interface WatchedPageOptions extends MapPageOptions {
  /** Problems that the test makes itself, as by taking the server away. None without it. */
  readonly expected?: RegExp;
}

/**
 * The live map in a browser for the rest of this test. At its end the page is closed, and the test fails when the page has
 * asked anybody but its server, when there was an error, a warning or a failed request, when its content security policy
 * had to forbid something, or when a script opened a dialog.
 */
export async function openWatchedPage(
  browser: Browser,
  url: string,
  { expected, ...options }: WatchedPageOptions = {},
): Promise<MapPage> {
  const opened = await openMapPage(browser, url, options);
  onTestFinished(async () => {
    await opened.close();
    const { dialogs, problems } = opened;
    expect({
      asked: elsewhere(opened, url),
      dialogs,
      problems: problems.filter((problem) => expected?.test(problem) !== true),
    }).toEqual({ asked: [], dialogs: [], problems: [] });
  });
  return opened;
}
