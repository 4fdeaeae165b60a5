import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { LogEvent } from '../../domain/log-event.js';
import type { Observation } from '../../domain/observation.js';
import { withoutInternalFields } from './internal-fields.js';
import { isKitMessage, observationOf } from './kit-message.js';
import { forbiddenKitAdvice, type PushKits } from './kits.js';
import { logEventOf } from './log-message.js';
import { textOf } from './push-source.js';

export type MessageRejectCode =
  'NOT_AN_OBJECT' | 'EMPTY' | 'FORBIDDEN_KIT' | 'UNKNOWN_KIT' | 'KIT_DISABLED' | 'INVALID';

/** Why one message cannot be used. */
export interface MessageReject {
  readonly code: MessageRejectCode;
  /** For whoever sent it: what to do about it. */
  readonly message: string;
  /** One of a few fixed texts, to count by. */
  readonly reason: string;
  /** The registered kit that sent it; null when there is none. */
  readonly kitId: string | null;
  /** The message with everything filled in that only the batch knew. */
  readonly record: unknown;
}

export interface MessageContext {
  /** Who pushed it; null when it did not say. */
  readonly source: string | null;
  /** Who log lines are to be from, whatever they say; null: as they, or their batch, say. */
  readonly logSource: string | null;
  /** Of the push; with `index`, what makes the ids of events. */
  readonly pushKey: string;
  /** Place in the batch. */
  readonly index: number;
  /** When the sender made the batch, epoch ms by its clock; null when it did not say. */
  readonly batchTimeMs: number | null;
  readonly receivedAtMs: number;
  readonly kits: Pick<PushKits, 'find'>;
}

export type UnderstoodMessage =
  { readonly rejected: null; readonly record: Observation | LogEvent } | { readonly rejected: MessageReject };

/**
 * Turns a pushed message into a record. The same message with the same context gives the same record.
 *
 * @throws {PushRefusedError} `UNAVAILABLE`: it needs a kit, and kits have not been read yet
 */
export function understandMessage(message: unknown, context: MessageContext): UnderstoodMessage {
  if (!isJsonObject(message))
    return rejectedAs('NOT_AN_OBJECT', 'A message has to be a JSON object.', message);
  // What is read of these has a name that begins otherwise.
  if (isKitMessage(message)) return observationOf(message, context);
  const clean = withoutInternalFields(message) as JsonObject;
  if (Object.keys(clean).length === 0)
    return rejectedAs(
      'EMPTY',
      'The message has no fields, apart from internal ones that begin with "_".',
      message,
    );
  const kitId = textOf(clean['kit_id']);
  if (kitId !== null && context.kits.find(kitId) === 'forbidden')
    return rejectedAs('FORBIDDEN_KIT', forbiddenKitAdvice(kitId), message);
  return { rejected: null, record: logEventOf(clean, context) };
}

function rejectedAs(code: MessageRejectCode, message: string, record: unknown): UnderstoodMessage {
  return { rejected: { code, message, reason: code, kitId: null, record } };
}
