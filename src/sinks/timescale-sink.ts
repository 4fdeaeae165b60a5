import type pg from 'pg';
import { auditStored } from '../db/dead-letters.js';
import type { Actor } from '../domain/actor.js';
import type { TrackObservation } from '../domain/observation.js';
import { createAircraftPace, type DueAircraft } from './aircraft-pace.js';
import { SinkError, type Sink, type SinkRecord } from './sink.js';
import { sinkErrorOf } from './postgres-errors.js';
import { upsertAircraft } from './timescale-aircraft.js';
import { storeRecords } from './timescale-records.js';
import { inTransaction } from './timescale-transaction.js';

export interface TimescaleSinkDeps {
  /** The sink's own: readers must not be able to use up its connections. */
  readonly pool: pg.Pool;
  /** Whether the database has the tables that this version writes to. */
  readonly ready: () => boolean;
  /** Whatever the server does, a write or a probe ends after this long. */
  readonly writeTimeoutMs?: number;
  /** When an aircraft was last seen is written at most this often; left out: with every report. */
  readonly aircraftEveryMs?: number;
  /** Records were committed, the earliest of them observed then. */
  readonly onStored?: (earliestMs: number) => void;
  /** So many dead letters had to go because there were too many. */
  readonly onForgotten?: (count: number) => void;
}

const WRITE_TIMEOUT_MS = 5000;

/**
 * Stores every kind of record, each write in one transaction. A write that was given up may have been
 * committed all the same: the same records again are recognised by their keys.
 */
export function createTimescaleSink({
  pool,
  ready,
  writeTimeoutMs = WRITE_TIMEOUT_MS,
  aircraftEveryMs = 0,
  onStored = () => undefined,
  onForgotten = () => undefined,
}: TimescaleSinkDeps): Sink {
  const pace = createAircraftPace({ everyMs: aircraftEveryMs, now: Date.now });
  let duplicates = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function scheduleRest(): void {
    if (pace.waiting === 0 || closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      // While the database is away they wait on.
      void writeRest(new AbortController().signal)
        .catch(() => undefined)
        .then(scheduleRest);
    }, aircraftEveryMs).unref();
  }

  async function writeRest(signal: AbortSignal): Promise<void> {
    const rest = pace.rest();
    if (rest.rows.length === 0) return;
    await within(writeTimeoutMs, signal, (limit) =>
      inTransaction(pool, limit, (client) => upsertAircraft(client, rest.rows)),
    );
    rest.stored();
  }

  function check(): void {
    if (!ready()) throw new SinkError('outage', 'the database is not up to date yet');
  }

  return {
    name: 'tsdb',
    takes: () => true,
    async write(records, signal) {
      check();
      let aircraft: DueAircraft | null = null;
      const aircraftOf = (tracks: readonly TrackObservation[]) => (aircraft = pace.due(tracks)).rows;
      const stored = await within(writeTimeoutMs, signal, (limit) =>
        inTransaction(pool, limit, (client) => storeRecords(client, records, aircraftOf)),
      );
      (aircraft as DueAircraft | null)?.stored();
      scheduleRest();
      onStored(earliestMs(records));
      duplicates += stored.duplicates;
      if (stored.forgotten > 0) onForgotten(stored.forgotten);
      return [];
    },
    async probe(signal) {
      check();
      await within(writeTimeoutMs, signal, (limit) =>
        inTransaction(pool, limit, (client) => client.query('SELECT 1')),
      );
    },
    duplicates: () => duplicates,
    async close(signal) {
      closed = true;
      clearTimeout(timer);
      await writeRest(signal);
    },
  };
}

/**
 * Stores a record for somebody and forgets the dead letter that it was, in one transaction: it is never both.
 *
 * @throws {SinkError} nothing is known to have changed
 */
export async function writeAndSettle(
  pool: pg.Pool,
  record: SinkRecord,
  deadLetterId: string,
  actor: Actor,
): Promise<void> {
  await within(WRITE_TIMEOUT_MS, new AbortController().signal, (limit) =>
    inTransaction(pool, limit, async (client) => {
      await storeRecords(client, [record]);
      await client.query('DELETE FROM dead_letters WHERE id = $1', [deadLetterId]);
      await auditStored(client, deadLetterId, actor);
    }),
  );
}

/** When the earliest of them was observed; infinite when none was. */
function earliestMs(records: readonly SinkRecord[]): number {
  let earliest = Infinity;
  for (const record of records) {
    if ('observedAtMs' in record && record.observedAtMs < earliest) earliest = record.observedAtMs;
  }
  return earliest;
}

/** @throws {SinkError} */
async function within<T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const give = () => limit.abort(signal.reason);
  if (signal.aborted) give();
  signal.addEventListener('abort', give, { once: true });
  const timer = setTimeout(
    () => limit.abort(new Error(`the database did not answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await work(limit.signal);
  } catch (error) {
    // What a closed connection says is less than why it was closed.
    throw sinkErrorOf(limit.signal.aborted ? limit.signal.reason : error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', give);
  }
}
