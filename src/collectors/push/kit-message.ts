import type { JsonObject } from '../../domain/json.js';
import type { Observation } from '../../domain/observation.js';
import { cleanText } from '../../domain/text.js';
import { normalizeAircraft } from '../dragonsync/aircraft.js';
import { normalizeDrone } from '../dragonsync/drone.js';
import type { NormalizeContext, Refusal } from '../dragonsync/normalize-context.js';
import { normalizeSignal } from '../dragonsync/signal.js';
import { normalizeStatus } from '../dragonsync/status.js';
import type { MessageContext, MessageRejectCode, UnderstoodMessage } from './message.js';
import { withoutInternalFields } from './internal-fields.js';
import { forbiddenKitAdvice } from './kits.js';
import { timeIn } from './message-time.js';
import { PushRefusedError } from './push-refused-error.js';
import { pushSourceId, textOf } from './push-source.js';

/** How each type of message becomes an observation. Its time is in the context. */
const TYPES: Readonly<
  Record<string, (message: JsonObject, context: NormalizeContext) => Observation | Refusal>
> = {
  // As the list of a kit has it, where aircraft are among the drones.
  drone: (message, context) =>
    message['track_type'] === 'aircraft'
      ? normalizeAircraft(message, context)
      : normalizeDrone(message, context),
  aircraft: normalizeAircraft,
  signal: (message, context) => normalizeSignal(signalRecord(message), context),
  // The kit's id is what it is registered as, not the serial that it knows itself by.
  status: ({ kit_id: _registeredAs, ...message }, context) => normalizeStatus(message, context),
};

/** Whether a message is a detection or a status, which always come from a kit. */
export function isKitMessage(message: JsonObject): boolean {
  return typeof message['type'] === 'string' && Object.hasOwn(TYPES, message['type']);
}

/** The kit that a message says it is from; null when neither it nor the batch says so. */
export function kitIdOf(message: JsonObject, source: string | null): string | null {
  return textOf(message['kit_id']) ?? source;
}

/**
 * @param message of a type that `isKitMessage` knows
 * @throws {PushRefusedError} `UNAVAILABLE`: kits have not been read yet
 */
export function observationOf(message: JsonObject, context: MessageContext): UnderstoodMessage {
  const kitId = kitIdOf(message, context.source);
  const rejected = (code: MessageRejectCode, text: string, by: { kitId?: string; reason?: string } = {}) => ({
    rejected: {
      code,
      message: text,
      reason: by.reason ?? code,
      kitId: by.kitId ?? null,
      record: withoutInternalFields(kitId === null ? message : { ...message, kit_id: kitId }),
    },
  });
  if (kitId === null)
    return rejected(
      'UNKNOWN_KIT',
      'It does not say which kit it is from: set kit_id, or source of the batch.',
    );

  const kit = context.kits.find(kitId);
  if (kit === 'unknowable') {
    throw new PushRefusedError(
      'UNAVAILABLE',
      'The server is still reading which kits there are. Send the same again shortly.',
      { retryAfterMs: 5_000 },
    );
  }
  if (kit === 'forbidden') return rejected('FORBIDDEN_KIT', forbiddenKitAdvice(kitId));
  if (kit === null) {
    return rejected(
      'UNKNOWN_KIT',
      `There is no kit ${JSON.stringify(cleanText(kitId))}: register it with the mutation registerKit, or set INGEST_AUTO_REGISTER=true.`,
    );
  }
  if (!kit.enabled)
    return rejected('KIT_DISABLED', 'The kit is disabled: enable it with the mutation setKitEnabled.', {
      kitId,
    });

  const given = timeIn(message, message['type'] === 'signal' ? SIGNAL_TIME_FIELDS : TIME_FIELDS);
  const outcome = TYPES[message['type'] as string]?.(message, {
    kitId,
    sourceId: pushSourceId(context.source),
    receivedAtMs: context.receivedAtMs,
    clockOffsetMs: 0,
    // What a kit serves for ever once its aircraft receiver has died is old by this clock. What is pushed late
    // is not that: it may have waited for a network.
    kitNowMs: Number.NEGATIVE_INFINITY,
    givenTimeS: given === null ? null : given.ms / 1000,
  }) ?? { reason: null };
  if ('type' in outcome) {
    if (given === null || outcome.timeSource === 'kit') return { rejected: null, record: outcome };
    const warnings = [`${given.field} is not plausible`, ...outcome.warnings];
    return { rejected: null, record: { ...outcome, warnings } };
  }
  const reason = outcome.reason ?? 'nothing new';
  return rejected('INVALID', `The message cannot be used: ${reason}.`, { kitId, reason });
}

const TIME_FIELDS = ['last_update_time', 'time', 'observed_at', 'timestamp'];
const SIGNAL_TIME_FIELDS = ['observed_at', 'time', 'timestamp', 'last_update_time'];

/** With the names that kits have for fields; senders have others for two of them. */
function signalRecord(message: JsonObject): JsonObject {
  const uid = message['uid'] ?? message['id'];
  const frequency = message['center_hz'] ?? message['freq'];
  const isNamed = message['uid'] === uid && message['center_hz'] === frequency;
  return isNamed ? message : { ...message, uid, center_hz: frequency };
}
