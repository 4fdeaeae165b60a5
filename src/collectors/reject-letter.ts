import type { DeadLetter } from '../domain/dead-letter.js';
import { deadLetterOf } from '../ingest/dead-letter.js';
import type { Reject } from './source.js';

/** Keeps a record that a kit served and nobody could understand. */
export function letterOfReject(
  kitId: string,
  sourceId: string,
  { reason, format, record }: Reject,
  atMs: number,
): DeadLetter {
  const failure = { stage: 'UNDERSTAND', reason, detail: null, sink: null, kitId, sourceId, format } as const;
  return deadLetterOf(failure, record, atMs);
}
