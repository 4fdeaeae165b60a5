import { createHash } from 'node:crypto';
import { type DeadLetter, MAX_RAW_LENGTH } from '../domain/dead-letter.js';

type Failure = Omit<DeadLetter, 'type' | 'id' | 'raw' | 'isComplete' | 'attempts' | 'firstAtMs' | 'lastAtMs'>;

/** Keeps `record`, which has to be JSON, as the first failure of its kind at `atMs`. */
export function deadLetterOf(failure: Failure, record: unknown, atMs: number): DeadLetter {
  const text = JSON.stringify(record) ?? 'null';
  const raw = text.slice(0, MAX_RAW_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
  const { stage, reason, sink, kitId, sourceId } = failure;
  return {
    type: 'deadLetter',
    ...failure,
    id: createHash('sha256')
      .update(JSON.stringify([stage, reason, sink, kitId, sourceId, raw]))
      .digest('base64url'),
    raw,
    isComplete: text.length <= MAX_RAW_LENGTH,
    attempts: 1,
    firstAtMs: atMs,
    lastAtMs: atMs,
  };
}
