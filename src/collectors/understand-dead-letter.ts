import type { DeadLetter } from '../domain/dead-letter.js';
import { isJsonObject, type JsonObject } from '../domain/json.js';
import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';
import type { Rejection } from '../ingest/push-outcome.js';
import { normalizeAircraft } from './dragonsync/aircraft.js';
import { normalizeDrone } from './dragonsync/drone.js';
import type { NormalizeContext, Refusal } from './dragonsync/normalize-context.js';
import { normalizeSignal } from './dragonsync/signal.js';
import { normalizeStatus } from './dragonsync/status.js';
import { isFileSourceId } from './file/file-source.js';
import type { PushKits } from './push/kits.js';
import { understandAgain } from './push/retry.js';

type Understood = Observation | LogEvent | Rejection;
type Normalize = (record: JsonObject, context: NormalizeContext) => Observation | Refusal;

const NORMALIZERS: Readonly<Record<'drone' | 'aircraft' | 'signal' | 'status', Normalize>> = {
  drone: normalizeDrone,
  aircraft: normalizeAircraft,
  signal: normalizeSignal,
  status: normalizeStatus,
};

/**
 * Makes a record of what was kept of one that could not be used; the same one each time, with the time of
 * the first failure where the record has none of its own.
 *
 * @param letter that is complete
 * @throws {PushRefusedError} `UNAVAILABLE`: it needs a kit, and kits have not been read yet
 */
export function understandDeadLetter(letter: DeadLetter, kits: Pick<PushKits, 'find'>): Understood {
  switch (letter.format) {
    case 'message': {
      const understood = understandAgain(letter, kits);
      if (understood.rejected === null) return understood.record;
      const { reason, message } = understood.rejected;
      return { reason, detail: message };
    }
    case 'observation':
      return ownRecord(parsed(letter));
    case 'drone':
    case 'aircraft':
    case 'signal':
    case 'status':
      return normalized(letter, NORMALIZERS[letter.format]);
  }
}

function normalized(letter: DeadLetter, normalize: Normalize): Understood {
  const record = parsed(letter);
  if (!isJsonObject(record)) return { reason: 'not an object', detail: null };
  if (letter.kitId === null) return { reason: 'UNKNOWN_KIT', detail: null };
  // Of any age, and the time of the import is not the time of anything in it.
  const isHistory = isFileSourceId(letter.sourceId);
  const outcome = normalize(record, {
    kitId: letter.kitId,
    sourceId: letter.sourceId,
    receivedAtMs: letter.firstAtMs,
    clockOffsetMs: 0,
    // What is old by now was not when it came.
    kitNowMs: Number.NEGATIVE_INFINITY,
    ...(isHistory ? { oldestMs: 0 } : {}),
  });
  if (!('type' in outcome)) return { reason: outcome.reason ?? 'nothing new', detail: null };
  return isHistory && outcome.timeSource === 'server' ? { reason: 'no usable time', detail: null } : outcome;
}

/** Another version of us may have written it, so it has to be validated like any other. */
function ownRecord(record: unknown): Understood {
  return isJsonObject(record) && 'type' in record
    ? (record as unknown as Observation | LogEvent)
    : { reason: 'not a record', detail: null };
}

function parsed({ raw }: DeadLetter): unknown {
  return JSON.parse(raw) as unknown;
}
