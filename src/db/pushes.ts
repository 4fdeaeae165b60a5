import { sql } from 'kysely';
import type { Pool } from 'pg';
import { read } from './read.js';

/** Newest first, and no more than a process can well keep in memory. */
const MAX_REMEMBERED = 100_000;
/** So that a statement ends long before its timeout. */
const ROWS_PER_DELETE = 10_000;

/** When a push was taken first, by its key. */
export interface RecentPush {
  readonly key: string;
  readonly receivedAtMs: number;
}

/** What was pushed since `sinceMs`, newest first: lets a restarted process know a repeat when it sees one. */
export function recentPushes(pool: Pool, sinceMs: number): Promise<RecentPush[]> {
  return read(
    pool,
    sql`SELECT key, received_at AS "receivedAtMs" FROM pushes
        WHERE received_at >= ${new Date(sinceMs)} ORDER BY received_at DESC, key LIMIT ${MAX_REMEMBERED}`,
  );
}

/** Forgets pushes that were taken before `beforeMs`; returns how many. */
export async function forgetPushes(pool: Pool, beforeMs: number): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const rows = await read<{ count: number }>(
      pool,
      sql`WITH deleted AS (
            DELETE FROM pushes WHERE key IN (
              SELECT key FROM pushes WHERE received_at < ${new Date(beforeMs)}
              ORDER BY received_at LIMIT ${ROWS_PER_DELETE}
            ) RETURNING key
          ) SELECT count(*) FROM deleted`,
    );
    const { count } = rows[0]!;
    forgotten += count;
    if (count < ROWS_PER_DELETE) return forgotten;
  }
}
