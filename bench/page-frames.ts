import type { Page } from 'playwright-core';
import type { Drawings } from '../test/support/count-drawings.js';
import { createLatencies } from './latencies.js';

/** What a page did for a while. */
export interface PageFrames {
  readonly framesPerSecond: number;
  readonly frameP50Ms: number;
  readonly frameP95Ms: number;
  /** A task keeps the page from answering. 0: none took 50 ms. */
  readonly longestTaskMs: number;
  /** How much later than it was due a timer came: as long a key or a click would have waited. */
  readonly answerP95Ms: number;
  /** How often the layers of the live map were drawn, where that was counted. */
  readonly overlaysPerSecond: number;
  readonly backdropsPerSecond: number;
  readonly groundsPerSecond: number;
}

interface Seen {
  readonly elapsedMs: number;
  readonly gapsMs: readonly number[];
  readonly latenessMs: readonly number[];
  readonly tasksMs: readonly number[];
  readonly drawn: Drawings;
}

const watch = (forMs: number) => `new Promise((resolve) => {
  const TIMER_MS = 20;
  const gapsMs = [], latenessMs = [], tasksMs = [];
  const none = { overlay: 0, backdrop: 0, ground: 0 };
  const before = { ...(window.__drawings ?? none) };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasksMs.push(duration);
  });
  observer.observe({ type: 'longtask' });
  const beginMs = performance.now();
  let lastMs = beginMs;
  let isOver = false;
  (function tick(dueMs) {
    setTimeout(() => {
      latenessMs.push(Math.max(0, performance.now() - dueMs));
      if (!isOver) tick(performance.now() + TIMER_MS);
    }, TIMER_MS);
  })(beginMs + TIMER_MS);
  requestAnimationFrame(function next() {
    const nowMs = performance.now();
    gapsMs.push(nowMs - lastMs);
    lastMs = nowMs;
    if (nowMs - beginMs < ${forMs}) return requestAnimationFrame(next);
    isOver = true;
    observer.disconnect();
    const after = window.__drawings ?? none;
    const drawn = {};
    for (const layer in before) drawn[layer] = after[layer] - before[layer];
    resolve({ elapsedMs: nowMs - beginMs, gapsMs, latenessMs, tasksMs, drawn });
  });
})`;

export async function watchFrames(page: Page, forMs: number): Promise<PageFrames> {
  const { elapsedMs, gapsMs, latenessMs, tasksMs, drawn } = await page.evaluate<Seen>(watch(forMs));
  const percentile = (values: readonly number[], share: number) => {
    const latencies = createLatencies();
    for (const value of values) latencies.add(value);
    return latencies.percentile(share);
  };
  const perSecond = (count: number) => (count / elapsedMs) * 1000;
  return {
    framesPerSecond: perSecond(gapsMs.length),
    frameP50Ms: percentile(gapsMs, 0.5),
    frameP95Ms: percentile(gapsMs, 0.95),
    longestTaskMs: Math.max(0, ...tasksMs),
    answerP95Ms: percentile(latenessMs, 0.95),
    overlaysPerSecond: perSecond(drawn.overlay),
    backdropsPerSecond: perSecond(drawn.backdrop),
    groundsPerSecond: perSecond(drawn.ground),
  };
}
