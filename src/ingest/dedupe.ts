import type { Observation } from '../domain/observation.js';
import { createKitLru } from './lru.js';

const MAX_IDS_PER_KIT = 10_000;

/** What is stored already: the newest kit time of one thing that a kit reports on. */
interface StoredReport {
  readonly type: Observation['type'];
  readonly kitId: string;
  /** droneId or signalUid; empty for the kit's own status. */
  readonly id: string;
  readonly kitTimeS: number;
}

/**
 * Tells what a kit says for the first time from what it serves again: DragonSync lists a drone for a
 * minute after its last packet, and its own last status for ever.
 */
export interface Dedupe {
  /** False for a repeat. What is new is remembered. */
  isNew(observation: Observation): boolean;
  /** Remembers what was stored before this process started. */
  warm(reports: Iterable<StoredReport>): void;
}

/**
 * A report is a repeat when the kit's own time of it, uncorrected, is the last one seen of the same
 * thing: correcting it would make repeats look new whenever the offset moves. A report without a time
 * is a repeat when it says the same as the last one.
 */
export function createDedupe(): Dedupe {
  const seenBy = createKitLru<number | string>(MAX_IDS_PER_KIT);
  return {
    isNew(observation) {
      const seen = seenBy(observation.kitId);
      const key = keyOf(observation.type, idOf(observation));
      const mark = observation.kitTimeS ?? contentOf(observation);
      if (seen.get(key) === mark) return false;
      seen.set(key, mark);
      return true;
    },
    warm(reports) {
      for (const { type, kitId, id, kitTimeS } of reports) seenBy(kitId).set(keyOf(type, id), kitTimeS);
    },
  };
}

function keyOf(type: Observation['type'], id: string): string {
  return `${type}:${id}`;
}

function idOf(observation: Observation): string {
  switch (observation.type) {
    case 'track':
      return observation.droneId;
    case 'signal':
      return observation.signalUid;
    case 'kitStatus':
      return '';
  }
}

function contentOf(observation: Observation): string {
  return JSON.stringify({ ...observation, observedAtMs: null, receivedAtMs: null });
}
