import { startOfDayMs, type TimeZoneChoice } from '../../format/time.js';

/** A day on which an aircraft was heard. */
export interface SeenDay {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kitNames: readonly string[];
}

/** What has to be asked of the history. Ranges include `fromMs` and end before `toMs`. */
export interface Presence {
  lastHeardMs(fromMs: number, toMs: number): Promise<number | null>;
  during(fromMs: number, toMs: number): Promise<SeenDay | null>;
}

export interface SeenPage {
  /** The newest first. */
  readonly days: readonly SeenDay[];
  /** Where the next page begins; null when there is nothing before, as far as one can look. */
  readonly beforeMs: number | null;
}

/** The longest range that the history answers for in one question. */
const FARTHEST_MS = 31 * 86_400_000;

/**
 * Days on which it was heard, going back from `beforeMs`. Leaps from one such day to the one before, so that an aircraft
 * that comes once a week costs as little as one that comes every day.
 */
export async function seenDays(
  presence: Presence,
  beforeMs: number,
  count: number,
  zone: TimeZoneChoice,
): Promise<SeenPage> {
  const days: SeenDay[] = [];
  let before = beforeMs;
  while (days.length < count) {
    const lastMs = await presence.lastHeardMs(before - FARTHEST_MS, before);
    if (lastMs === null) return { days, beforeMs: null };
    const dayMs = startOfDayMs(lastMs, zone);
    // Reports are dated to the millisecond.
    const day = await presence.during(dayMs, lastMs + 1);
    if (day !== null) days.push(day);
    before = dayMs;
  }
  return { days, beforeMs: before };
}
