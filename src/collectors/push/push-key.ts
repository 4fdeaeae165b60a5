import { createHash } from 'node:crypto';
import type { JsonObject } from '../../domain/json.js';
import { PushRefusedError } from './push-refused-error.js';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
/**
 * The same for a batch that is sent again, by whatever it says of the sending: its senders mark it as a retry then,
 * and some stamp it anew.
 *
 * @param isTimed whether each message has a time, so that none needs the batch's
 */
export function fingerprintOf(body: JsonObject, isTimed: boolean): string {
  const sent = { ...body, is_retry: null, ...(isTimed && { timestamp: null }) };
  return createHash('sha256').update(JSON.stringify(sent)).digest('base64url');
}

/**
 * What a push is known by: the client's own key, which is its own business and so counts within its
 * source, or else what it sent.
 *
 * @throws {PushRefusedError} `INVALID_IDEMPOTENCY_KEY`
 */
export function pushKeyOf(source: string | null, idempotencyKey: string | null, fingerprint: string): string {
  if (idempotencyKey === null) return `body:${fingerprint}`;
  if (!PRINTABLE.test(idempotencyKey))
    throw new PushRefusedError(
      'INVALID_IDEMPOTENCY_KEY',
      'Idempotency-Key has to be 1 to 255 printable ASCII characters.',
    );
  return `key:${createHash('sha256')
    .update(JSON.stringify([source, idempotencyKey]))
    .digest('base64url')}`;
}
