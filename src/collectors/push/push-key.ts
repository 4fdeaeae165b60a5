import { createHash } from 'node:crypto';
import { PushRefusedError } from './push-refused-error.js';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
/** A sender sets it when it tries again, and nothing else is different then. */
const RETRY_MARK = /"is_retry"\s*:\s*(?:true|false|null)/g;

/** The same for a batch that is sent again. */
export function fingerprintOf(text: string): string {
  return createHash('sha256').update(text.replace(RETRY_MARK, '"is_retry":null')).digest('base64url');
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
