import type { DeadLetterFormat } from '../../domain/dead-letter.js';
import type { JsonObject } from '../../domain/json.js';
import type { Observation } from '../../domain/observation.js';
import { normalizeAircraft } from '../dragonsync/aircraft.js';
import { normalizeDrone } from '../dragonsync/drone.js';
import type { NormalizeContext, Refusal } from '../dragonsync/normalize-context.js';
import { normalizeSignal } from '../dragonsync/signal.js';
import { normalizeStatus } from '../dragonsync/status.js';
import { timeIn } from '../push/message-time.js';

export interface UnderstandContext {
  /** E.g. `file:drone_log_20261121_200000.csv`. */
  readonly sourceId: string;
  readonly receivedAtMs: number;
  /** The kit that a record names, or none, is known as; null: it cannot be said which kit it is from. */
  readonly kitIdOf: (named: string | null) => string | null;
}

/** Why a record is no observation, as one of a few fixed texts. */
interface Refused {
  readonly reason: string;
  readonly detail: string | null;
}

/** Remote ID counts its time from 2019 on: an older one is a clock that was never set. */
const OLDEST_MS = Date.UTC(2019, 0, 1);
const TIME_FIELDS = ['last_update_time', 'observed_at', 'time', 'timestamp', 'ts'];
/** DragonSync refreshes the others of a signal without hearing it again. */
const SIGNAL_TIME_FIELDS = ['observed_at', ...TIME_FIELDS];

const NORMALIZE: Readonly<
  Record<
    'drone' | 'aircraft' | 'signal' | 'status',
    (record: JsonObject, context: NormalizeContext) => Observation | Refusal
  >
> = {
  drone: normalizeDrone,
  aircraft: normalizeAircraft,
  signal: normalizeSignal,
  // The kit's id is what it is registered as, not the serial that it knows itself by.
  status: ({ kit_id: _registeredAs, ...record }, context) => normalizeStatus(record, context),
};

/** What a record of a file is: DragonSync's, a pushed message, or an observation of ours. Null for anything else. */
export function formatOf(record: JsonObject): Exclude<DeadLetterFormat, 'message'> | null {
  const { type } = record;
  if (type === 'track' || type === 'kitStatus' || 'observedAtMs' in record) return 'observation';
  if (type === 'aircraft' || type === 'signal' || type === 'status') return type;
  if (type !== undefined && type !== 'drone') return null;
  if (record['track_type'] === 'aircraft' || 'hex' in record) return 'aircraft';
  return type === undefined && 'center_hz' in record ? 'signal' : 'drone';
}

/**
 * Turns a record of a file into an observation, whose values are still to be validated. History is old,
 * so its time may be; but without a time of its own a record is of no use.
 */
export function understand(record: JsonObject, context: UnderstandContext): Observation | Refused {
  const format = formatOf(record);
  if (format === null) return { reason: 'not a detection', detail: `type ${JSON.stringify(record['type'])}` };
  if (format === 'observation') return ourOwn(record, context);

  const kitId = context.kitIdOf(nameOfKit(record, format));
  if (kitId === null) return { reason: 'no kit', detail: 'it names none: say which with --kit' };
  const time = timeIn(record, format === 'signal' ? SIGNAL_TIME_FIELDS : TIME_FIELDS);
  if (time === null) return { reason: 'no usable time', detail: null };

  const timeS = time.ms / 1000;
  const dated =
    format === 'signal' ? { ...record, observed_at: timeS } : { ...record, last_update_time: timeS };
  const outcome = NORMALIZE[format](dated, {
    kitId,
    sourceId: context.sourceId,
    receivedAtMs: context.receivedAtMs,
    clockOffsetMs: 0,
    // It was new when it was written.
    kitNowMs: time.ms,
    oldestMs: OLDEST_MS,
  });
  if (!('type' in outcome)) return { reason: outcome.reason ?? 'says nothing', detail: null };
  if (outcome.timeSource === 'server')
    return { reason: 'no usable time', detail: new Date(time.ms).toISOString() };
  return outcome;
}

/** What it claims to be is left to validation, which keeps only what an observation has. */
function ourOwn(record: JsonObject, { kitIdOf }: UnderstandContext): Observation | Refused {
  const kitId = kitIdOf(textOf(record['kitId']));
  if (kitId === null) return { reason: 'no kit', detail: 'it names none: say which with --kit' };
  return { ...record, kitId } as unknown as Observation;
}

function nameOfKit(record: JsonObject, format: 'drone' | 'aircraft' | 'signal' | 'status'): string | null {
  const named = textOf(record['kit_id']) ?? textOf(record['seen_by']);
  return named ?? (format === 'status' ? textOf(record['uid']) : null);
}

const textOf = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
