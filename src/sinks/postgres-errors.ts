import pg from 'pg';
import { SinkError } from './sink.js';

/**
 * What to do about a failed write.
 * - `row`: a row is to blame; the same row fails again, its neighbours do not.
 * - `conflict`: another transaction was in the way; the same again works.
 * - `outage`: the database is away, full, overloaded or not as it should be; wait, then the same again.
 */
export type WriteFailure = 'row' | 'conflict' | 'outage';

/** Classes of SQLSTATE that are the row's fault, as PostgreSQL calls them; `54` is e.g. too much for an index. */
const ROW_CLASSES: ReadonlyMap<string, string> = new Map([
  ['22', 'data exception'],
  ['23', 'integrity constraint violation'],
  ['54', 'program limit exceeded'],
]);
/** Serialization failure and deadlock. */
const CONFLICTS = new Set(['40001', '40P01']);

const sqlStateOf = (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? '') : '');

/** Whatever is unknown counts as an outage: rows then wait, which loses less than dropping them. */
export function classifyWriteFailure(error: unknown): WriteFailure {
  const sqlState = sqlStateOf(error);
  if (ROW_CLASSES.has(sqlState.slice(0, 2))) return 'row';
  return CONFLICTS.has(sqlState) ? 'conflict' : 'outage';
}

/** The same for whoever brings records to a sink. */
export function sinkErrorOf(error: unknown): SinkError {
  const failure = classifyWriteFailure(error);
  const message = error instanceof Error ? error.message : String(error);
  return new SinkError(failure === 'row' ? 'record' : failure, message, {
    reason: ROW_CLASSES.get(sqlStateOf(error).slice(0, 2)) ?? null,
    cause: error,
  });
}
