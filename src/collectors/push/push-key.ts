import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import { PushRefusedError } from './push-refused-error.js';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

/**
 * The same for a batch that is sent again, by whatever it says of the sending: its senders mark it as a retry then,
 * and some stamp it anew.
 *
 * @param text what was sent
 * @param body the same, parsed
 * @param isTimed whether each message has a time, so that none needs the batch's
 */
export function fingerprintOf(text: string, body: JsonObject, isTimed: boolean): string {
  const { messages, rest } = asSent(text, body);
  const kept = { ...rest, is_retry: null, ...(isTimed && { timestamp: null }) };
  return createHash('sha256').update(messages).update(JSON.stringify(kept)).digest('base64url');
}

/** The messages as text, and the few fields beside them. Writing text anew takes as long as parsing it. */
function asSent(text: string, body: JsonObject): { messages: string; rest: JsonObject } {
  const start = text.indexOf('[');
  const end = text.lastIndexOf(']') + 1;
  try {
    const rest: unknown = JSON.parse(`${text.slice(0, start)}null${text.slice(end)}`);
    const isRest = isJsonObject(rest) && rest['messages'] === null;
    if (isRest && Object.keys(rest).length === Object.keys(body).length)
      return { messages: text.slice(start, end), rest };
  } catch {
    // There are other brackets around the messages.
  }
  return { messages: JSON.stringify(body['messages']), rest: { ...body, messages: null } };
}

/**
 * What a push is known by: the client's own key, which is its own business and so counts within its
 * source, or else what it sent; and among those who may report for the same kits only, because they are given each
 * other's answers.
 *
 * @param kitIds the only kits that its sender may report for; null: all
 * @throws {PushRefusedError} `INVALID_IDEMPOTENCY_KEY`
 */
export function pushKeyOf(
  source: string | null,
  idempotencyKey: string | null,
  fingerprint: string,
  kitIds: readonly string[] | null,
): string {
  const hashOf = (parts: readonly unknown[]) =>
    createHash('sha256')
      .update(JSON.stringify(kitIds === null ? parts : [...parts, kitIds.toSorted()]))
      .digest('base64url');
  if (idempotencyKey === null) return `body:${kitIds === null ? fingerprint : hashOf([fingerprint])}`;
  if (!PRINTABLE.test(idempotencyKey))
    throw new PushRefusedError(
      'INVALID_IDEMPOTENCY_KEY',
      'Idempotency-Key has to be 1 to 255 printable ASCII characters.',
    );
  return `key:${hashOf([source, idempotencyKey])}`;
}
