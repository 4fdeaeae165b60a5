import type { TrackObservation } from '../../domain/observation.js';
import { MAX_AHEAD_MS } from '../../domain/ranges.js';

/** What a record is to be understood with. Times are epoch milliseconds. */
export interface NormalizeContext {
  /** As registered: what a payload says about its kit is not believed. */
  readonly kitId: string;
  readonly sourceId: string;
  readonly receivedAtMs: number;
  /** Kit clock minus ours, as adopted. */
  readonly clockOffsetMs: number;
  /** What the kit's clock showed when it answered. */
  readonly kitNowMs: number;
  /** What is older than this has no plausible time. Absent: seven days before the receipt. */
  readonly oldestMs?: number;
  /** The kit's time of the record, epoch seconds, where it is known already. Absent: as the record says. */
  readonly givenTimeS?: number | null;
}

/** Why a record gives no observation, as one of a few fixed texts; null: nothing is wrong, but it says nothing new. */
export interface Refusal {
  readonly reason: string | null;
}

const MAX_AGE_MS = 7 * 86_400_000;

type Origin = Pick<
  TrackObservation,
  'kitId' | 'sourceId' | 'observedAtMs' | 'receivedAtMs' | 'kitTimeS' | 'timeSource'
>;

/**
 * Where and when an observation comes from. A kit time that is, once corrected, older than
 * `oldestMs` or more than `MAX_AHEAD_MS` ahead of its receipt is no time: the receive time stands in.
 * Its callers take the fields one by one: spread into a record's literal, they cost more than all of the rest.
 *
 * @param recordTimeS what the record says, which `givenTimeS` overrides
 */
export function originOf(recordTimeS: number | null, context: NormalizeContext): Origin {
  const { kitId, sourceId, receivedAtMs, oldestMs = receivedAtMs - MAX_AGE_MS } = context;
  const kitTimeS = context.givenTimeS === undefined ? recordTimeS : context.givenTimeS;
  const correctedMs = kitTimeS === null ? NaN : Math.round(kitTimeS * 1000) - context.clockOffsetMs;
  const isPlausible = correctedMs >= oldestMs && correctedMs <= receivedAtMs + MAX_AHEAD_MS;
  return {
    kitId,
    sourceId,
    observedAtMs: isPlausible ? correctedMs : receivedAtMs,
    receivedAtMs,
    kitTimeS,
    timeSource: isPlausible ? 'kit' : 'server',
  };
}
