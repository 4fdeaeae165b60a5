import type { Browser, Page } from 'playwright-core';

/**
 * Runs in the page before its own scripts: when the page was stopped for a few seconds, an hour has passed for it by the
 * time of day, as for a computer that slept. The clock of its timers does not count while a computer sleeps, either.
 */
export const SLEEP_IS_AN_HOUR = `{
  const RealDate = Date;
  const stoppedMs = 2_000;
  const hourMs = 3_600_000;
  let aheadMs = 0;
  let aliveAtMs = performance.now();
  const look = () => {
    const nowMs = performance.now();
    if (nowMs - aliveAtMs > stoppedMs) {
      aheadMs += hourMs;
      window.__wokeAtMs ??= nowMs;
    }
    aliveAtMs = nowMs;
  };
  setInterval(look, 20);
  window.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(window.Date.now());
      else super(...given);
    }
    static now() {
      look();
      return RealDate.now() + aheadMs;
    }
  };
}`;

/** Runs in the page before its own scripts and notes when, after it woke, the badge first said anything but that it is live. */
export const NOTE_WHAT_IS_SAID = `new MutationObserver(() => {
  const said = document.querySelector('[data-testid="freshness"]')?.textContent;
  if (window.__wokeAtMs !== undefined && said !== 'Live') window.__toldAtMs ??= performance.now();
}).observe(document, { childList: true, subtree: true, characterData: true })`;

interface Said {
  /** ms since the page was opened; null: it has not slept. */
  readonly wokeAtMs: number | null;
  readonly toldAtMs: number | null;
}

export const saidOn = (page: Page) =>
  page.evaluate<Said>('({ wokeAtMs: window.__wokeAtMs ?? null, toldAtMs: window.__toldAtMs ?? null })');

/** The processes that run the pages of a browser. */
export async function pagesOf(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
