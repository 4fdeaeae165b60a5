import type { LogEvent } from '../../domain/log-event.js';
import type { Observation } from '../../domain/observation.js';
import { createLru } from '../../ingest/lru.js';

type Rec = Observation | LogEvent;

/** As many aircraft as can be pushed about within the few milliseconds that this is about, and more. */
const MAX_SUBJECTS = 100_000;
/** What seems to be further ahead was given before the clock was set back. */
const MAX_AHEAD_MS = 60_000;

/**
 * Records without a time of their own all have the time of the push, and two about the same aircraft would
 * be stored as one. The second is put a millisecond later, and so on: the same push gives the same times.
 */
export function distinctTimes(records: readonly Rec[]): readonly Rec[] {
  const timesOf = new Map<string, number>();
  return records.map((record) => {
    const subject = subjectOf(record);
    if (subject === null) return record;
    const earlier = timesOf.get(subject) ?? 0;
    timesOf.set(subject, earlier + 1);
    return earlier === 0 ? record : { ...record, observedAtMs: record.observedAtMs + earlier };
  });
}

/** The times that pushes gave lately: two pushes in the same millisecond must not give the same ones. */
export interface GivenTimes {
  /**
   * Returns by how much later a push with these records would have to have come for all of its times to
   * be its own; it then counts as having come so much later.
   */
  claim(records: readonly Rec[]): number;
}

export function createGivenTimes(): GivenTimes {
  const newest = createLru<number>(MAX_SUBJECTS);
  return {
    claim(records) {
      const lastMsOf = new Map<string, number>();
      let laterMs = 0;
      for (const record of records) {
        const subject = subjectOf(record);
        if (subject === null) continue;
        if (!lastMsOf.has(subject)) {
          const aheadMs = (newest.get(subject) ?? -Infinity) + 1 - record.observedAtMs;
          if (aheadMs <= MAX_AHEAD_MS) laterMs = Math.max(laterMs, aheadMs);
        }
        lastMsOf.set(subject, record.observedAtMs);
      }
      for (const [subject, lastMs] of lastMsOf) newest.set(subject, lastMs + laterMs);
      return laterMs;
    },
  };
}

/**
 * With its time, what makes an observation the same as another; null when that time does not come from us,
 * or an event, which has an id of its own.
 */
function subjectOf(record: Rec): string | null {
  if (record.timeSource === 'kit') return null;
  switch (record.type) {
    case 'track':
      return JSON.stringify(['track', record.kitId, record.droneId]);
    case 'signal':
      return JSON.stringify(['signal', record.kitId, record.signalUid, record.frequencyMhz]);
    case 'kitStatus':
      return JSON.stringify(['kitStatus', record.kitId]);
    case 'log':
      return null;
  }
}
