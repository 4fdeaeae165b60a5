import { createHash } from 'node:crypto';
import type { Observation } from '../domain/observation.js';
import { createKitLru } from './lru.js';

const MAX_IDS_PER_KIT = 10_000;
/** More different records under one id than this in one answer defeat recognising them, for that id only. */
const MARKS_PER_ID = 8;

/** Newest first: times as the kit sent them, or what was said instead. */
type Marks = (number | string)[];

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
 * A report is a repeat when the kit's own time of it, uncorrected, is one of the last few of the same
 * thing: correcting it would make repeats look new whenever the offset moves. One is not enough to
 * remember, since an answer may hold several records of one id. Times are compared for being equal, not
 * for being newer, because a kit's clock may be put back. A report without a time is a repeat when it
 * says the same as one of the last few.
 */
export function createDedupe(): Dedupe {
  const seenOf = {
    track: createKitLru<Marks>(MAX_IDS_PER_KIT),
    signal: createKitLru<Marks>(MAX_IDS_PER_KIT),
    kitStatus: createKitLru<Marks>(MAX_IDS_PER_KIT),
  };
  return {
    isNew(observation) {
      const seen = seenOf[observation.type](observation.kitId);
      const id = idOf(observation);
      const mark = observation.kitTimeS ?? contentOf(observation);
      const marks = seen.get(id);
      if (marks === undefined) {
        seen.set(id, [mark]);
        return true;
      }
      const at = marks.indexOf(mark);
      // What is served again and again stays, however many times its neighbour moves on.
      if (at > 0) marks.splice(at, 1);
      if (at !== 0) remember(marks, mark);
      return at === -1;
    },
    warm(reports) {
      for (const { type, kitId, id, kitTimeS } of reports) {
        const seen = seenOf[type](kitId);
        const marks = seen.get(id) ?? [];
        remember(marks, kitTimeS);
        seen.set(id, marks);
      }
    },
  };
}

function remember(marks: Marks, mark: number | string) {
  if (marks.unshift(mark) > MARKS_PER_ID) marks.pop();
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

/** Hashed, because a kit can write a lot. */
function contentOf(observation: Observation): string {
  const content = JSON.stringify({ ...observation, observedAtMs: null, receivedAtMs: null });
  return createHash('sha1').update(content).digest('base64');
}
