import { signalShownMs } from '../../state/signal-groups.js';

/** So long after a report a track is drawn in full. Kits are asked every few seconds. */
const FRESH_MS = 10_000;
/** From here on it is as faint as it gets before it is called stale. */
const OLD_MS = 40_000;
const FAINTEST = 0.6;
/** Still legible: the last known place of what nobody hears is worth knowing. */
const STALE = 0.4;

/** How strongly a track is drawn, 0..1. */
export function trackOpacity(stale: boolean, ageMs: number): number {
  if (stale) return STALE;
  const share = Math.min(1, Math.max(0, (ageMs - FRESH_MS) / (OLD_MS - FRESH_MS)));
  return 1 - share * (1 - FAINTEST);
}

/** How strongly a signal is drawn, 0..1: 0 is not at all. */
export function signalOpacity(ageMs: number): number {
  if (ageMs >= signalShownMs) return 0;
  return 1 - 0.7 * Math.max(0, ageMs / signalShownMs);
}
