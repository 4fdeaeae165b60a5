import type pg from 'pg';
import type { DeadLetter } from '../../src/domain/dead-letter.js';
import { deadLetterOf } from '../../src/ingest/dead-letter.js';
import type { SinkRecord } from '../../src/sinks/sink.js';
import { createTimescaleSink } from '../../src/sinks/timescale-sink.js';
import { NOON_MS } from './observations.js';

/** A pushed drone whose kit nobody had registered; say only what matters. `record` is what was pushed. */
export function aDeadLetter({
  record = { type: 'drone', id: 'drone-A', kit_id: 'kit-1', lat: 46.7, lon: 8 },
  atMs = NOON_MS,
  ...given
}: Partial<DeadLetter> & { readonly record?: unknown; readonly atMs?: number } = {}): DeadLetter {
  const failure = {
    stage: 'UNDERSTAND',
    reason: 'UNKNOWN_KIT',
    detail: null,
    sink: null,
    kitId: null,
    sourceId: 'push:edge-01',
    format: 'message',
    ...given,
  } as const;
  return { ...deadLetterOf(failure, record, atMs), ...given };
}

/** Stores any kind of record as the process itself does. */
export async function storeRecords(pool: pg.Pool, records: readonly SinkRecord[]): Promise<void> {
  await createTimescaleSink({ pool, ready: () => true }).write(records, new AbortController().signal);
}
