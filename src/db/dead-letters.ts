import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { Actor } from '../domain/actor.js';
import type { DeadLetter, DeadLetterStage } from '../domain/dead-letter.js';
import type { DeadLetterSelection } from '../domain/dead-letter-desk.js';
import { writeAudit } from './audit-log.js';
import { all, equal, oneOf } from './conditions.js';
import { explained } from './database-errors.js';
import { readPage, type KeysetList, type Page, type PageRequest } from './keyset.js';
import { read, selectList, type Sql } from './read.js';
import { inTransaction, type Queryable } from './transaction.js';

/** Parts that are absent or null do not restrict. */
export interface DeadLetterFilter {
  readonly reason?: string | null | undefined;
  readonly stage?: DeadLetterStage | null | undefined;
  readonly kitId?: string | null | undefined;
}

export interface DeadLetterQuery {
  readonly filter: DeadLetterFilter;
  readonly page: PageRequest;
}

export const deadLetterList: KeysetList = {
  name: 'deadLetters',
  time: { column: 'last_at', field: 'lastAtMs' },
  ids: [{ column: 'id', field: 'id', type: 'string' }],
};

const columns = sql`'deadLetter' AS type, ${selectList({
  id: 'id',
  stage: 'stage',
  reason: 'reason',
  detail: 'detail',
  sink: 'sink',
  kitId: 'kit_id',
  sourceId: 'source_id',
  format: 'format',
  raw: 'raw',
  isComplete: 'is_complete',
  attempts: 'attempts',
  firstAtMs: 'first_at',
  lastAtMs: 'last_at',
})}`;

const matching = ({ reason, stage, kitId }: DeadLetterFilter): Sql =>
  all([equal('reason', reason), equal('stage', stage), equal('kit_id', kitId)]);

const selected = ({ ids, reason, failedBeforeMs }: DeadLetterSelection): Sql =>
  all([
    oneOf('id', ids),
    equal('reason', reason),
    failedBeforeMs === null ? null : sql`last_at < ${new Date(failedBeforeMs)}`,
  ]);

/** Newest failure first. */
export function listDeadLetters(pool: Pool, { filter, page }: DeadLetterQuery): Promise<Page<DeadLetter>> {
  const select = sql`SELECT ${columns} FROM dead_letters WHERE ${matching(filter)}`;
  return readPage(pool, deadLetterList, select, page);
}

export async function countDeadLetters(pool: Pool, filter: DeadLetterFilter): Promise<number> {
  const rows = await read<{ count: number }>(
    pool,
    sql`SELECT count(*) FROM dead_letters WHERE ${matching(filter)}`,
  );
  return rows[0]!.count;
}

/** The dead letters of these ids that exist, in any order. */
export function deadLettersById(pool: Pool, ids: readonly string[]): Promise<DeadLetter[]> {
  return read(pool, sql`SELECT ${columns} FROM dead_letters WHERE ${oneOf('id', ids)}`);
}

/** Those that failed longest ago, at most `limit`, and how many there are in all. */
export async function oldestDeadLetters(
  pool: Pool,
  selection: DeadLetterSelection,
  limit: number,
): Promise<{ readonly letters: readonly DeadLetter[]; readonly count: number }> {
  const letters = await read<DeadLetter & { count: number }>(
    pool,
    sql`SELECT ${columns}, count(*) OVER () AS count FROM dead_letters
        WHERE ${selected(selection)} ORDER BY last_at, id LIMIT ${limit}`,
  );
  return { letters, count: letters[0]?.count ?? 0 };
}

/**
 * Counts another attempt; false when the letter is gone, or has had another attempt since it was read:
 * of several who want to try it, one does.
 */
export async function claimDeadLetter(
  pool: Pool,
  { id, attempts }: Pick<DeadLetter, 'id' | 'attempts'>,
  nowMs: number,
  actor: Actor,
): Promise<boolean> {
  const claim = sql`
    UPDATE dead_letters SET attempts = attempts + 1, last_at = greatest(last_at, ${new Date(nowMs)})
    WHERE id = ${id} AND attempts = ${attempts} RETURNING id`;
  return explained(() =>
    inTransaction(pool, async (client) => {
      const claimed = await read(client, claim);
      if (claimed.length !== 1) return false;
      const after = { attempts: attempts + 1 };
      await writeAudit(client, [{ ...retryOf(id, actor), before: { attempts }, after }]);
      return true;
    }),
  );
}

/** Deletes a letter, unless it has failed again since it was claimed. */
export async function settleDeadLetter(
  pool: Pool,
  { id, attempts }: Pick<DeadLetter, 'id' | 'attempts'>,
  actor: Actor,
): Promise<void> {
  const settle = sql`DELETE FROM dead_letters WHERE id = ${id} AND attempts = ${attempts} RETURNING id`;
  await explained(() =>
    inTransaction(pool, async (client) => {
      const settled = await read(client, settle);
      if (settled.length === 1) await auditStored(client, id, actor);
    }),
  );
}

/** For whoever deletes a letter because its record is stored: as the last thing of the same transaction. */
export async function auditStored(db: Queryable, id: string, actor: Actor): Promise<void> {
  await writeAudit(db, [{ ...retryOf(id, actor), before: { stored: false }, after: { stored: true } }]);
}

const retryOf = (id: string, actor: Actor) =>
  ({ actor, operation: 'retryDeadLetters', target: id, outcome: 'DONE' }) as const;
/** Returns how many there were. */
export function deleteDeadLetters(pool: Pool, selection: DeadLetterSelection, actor: Actor): Promise<number> {
  return explained(() =>
    inTransaction(pool, async (client) => {
      const rows = await read<{ count: number }>(
        client,
        sql`WITH deleted AS (DELETE FROM dead_letters WHERE ${selected(selection)} RETURNING id)
            SELECT count(*) FROM deleted`,
      );
      const deleted = rows[0]!.count;
      if (deleted > 0) {
        const after = { deleted, ...selection };
        const change = { operation: 'clearDeadLetters', target: null, outcome: 'DONE' } as const;
        await writeAudit(client, [{ actor, ...change, before: null, after }]);
      }
      return deleted;
    }),
  );
}
