import pg from 'pg';

/**
 * What to do about a failed write.
 * - `row`: a row is to blame; the same row fails again, its neighbours do not.
 * - `conflict`: another transaction was in the way; the same again works.
 * - `outage`: the database is away, full, overloaded or not as it should be; wait, then the same again.
 */
export type WriteFailure = 'row' | 'conflict' | 'outage';

/** Data exceptions, violated constraints, and limits such as the size of an indexed value. */
const ROW_CLASSES = new Set(['22', '23', '54']);
/** Serialization failure and deadlock. */
const CONFLICTS = new Set(['40001', '40P01']);

/** Whatever is unknown counts as an outage: rows then wait, which loses less than dropping them. */
export function classifyWriteFailure(error: unknown): WriteFailure {
  const sqlState = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  if (ROW_CLASSES.has(sqlState.slice(0, 2))) return 'row';
  return CONFLICTS.has(sqlState) ? 'conflict' : 'outage';
}
