import { formatAge } from '../format/time.js';
import type { Freshness } from '../state/app-state.js';

export interface FreshnessText {
  readonly text: string;
  /** Said to screen readers, and on hover. */
  readonly meaning: string;
  readonly level: 'ok' | 'warn' | 'bad';
}

/** Under an empty sky only answers to pings come, every 5 s. What is older than one of those and its way is late. */
const LIVE_WITHIN_MS = 8_000;

/** What the badge says. It counts seconds only where they matter. */
export function freshnessText(freshness: Freshness, nowMs: number): FreshnessText {
  switch (freshness.state) {
    case 'connecting':
      return { text: 'Connecting', meaning: 'The picture is on its way.', level: 'warn' };
    case 'live':
      return freshness.behindMs < LIVE_WITHIN_MS
        ? { text: 'Live', meaning: 'The picture is current.', level: 'ok' }
        : {
            text: `Behind ${formatAge(freshness.behindMs)}`,
            meaning: 'The connection is there, but what comes over it is late.',
            level: 'warn',
          };
    case 'reconnecting': {
      const inS = Math.ceil((freshness.retryAtMs - nowMs) / 1000);
      const when = inS > 0 ? `in ${inS} s` : 'now';
      return {
        text: `Reconnecting ${when}`,
        meaning: `The connection is lost: what you see is old. Attempt ${freshness.attempt} ${when}.`,
        level: 'bad',
      };
    }
    case 'offline':
      return {
        text: 'Offline',
        meaning: 'This device has no network: what you see is old. It reconnects by itself.',
        level: 'bad',
      };
    case 'refused':
      return { text: 'Refused', meaning: freshness.message, level: 'bad' };
  }
}
