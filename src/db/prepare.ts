import type pg from 'pg';
import type { Logger } from 'pino';
import { detectEdition, ensureHypertables, type DatabaseEdition } from './edition.js';
import { migrate } from './migrate.js';
import { createPool } from './pool.js';
import { checkRights, grantsFor, rightsOf, unlessDenied, type AccountRights } from './rights.js';

/** Ours, so that processes that start together grant one after the other: of two at once, PostgreSQL refuses one. */
const ADVISORY_LOCK = 4_182_019_732;
const GRANT_TIMEOUT_MS = 600_000;

export interface PrepareOptions {
  /** The account that the server works with. */
  readonly connectionString: string;
  /** The account that owns the tables; null: the same. */
  readonly ownerConnectionString: string | null;
  readonly logger: Logger;
  /** Cuts the connection that migrates. */
  readonly signal?: AbortSignal;
}

export interface PreparedDatabase extends DatabaseEdition {
  /** The last migration that the database has. */
  readonly migration: string;
}

/**
 * Makes the database what this version needs: migrations, hypertables, and the rights of the account that works with it. Changes
 * nothing the second time, and then needs no owner.
 *
 * @throws {DatabaseTooNewError | PostgresTooOldError | DatabaseRightsError}
 */
export async function prepareDatabase({
  connectionString,
  ownerConnectionString,
  logger,
  signal,
}: PrepareOptions): Promise<PreparedDatabase> {
  const owner = ownerConnectionString ?? connectionString;
  const { version } = await migrate({
    connectionString: owner,
    logger,
    ...(signal === undefined ? {} : { signal }),
  });
  const owners = createPool({
    connectionString: owner,
    name: 'owner',
    max: 1,
    logger,
    statementTimeoutMs: GRANT_TIMEOUT_MS,
  });
  const workers = createPool({ connectionString, name: 'rights', max: 1, logger });
  try {
    const edition = await ensureHypertables(owners, await detectEdition(owners), logger);
    if (ownerConnectionString !== null) await grant(owners, workers, logger);
    await checkRights(workers);
    return { ...edition, migration: version };
  } finally {
    await Promise.all([owners.end(), workers.end()]);
  }
}

/** Only when something is to be changed: on TimescaleDB it goes through all chunks. */
async function grant(owners: pg.Pool, workers: pg.Pool, logger: Logger): Promise<void> {
  if (isExact(await rightsOf(workers))) return;
  const owner = await owners.connect();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const before = await rightsOf(workers);
    if (isExact(before)) return;
    const task = `grant rights to ${JSON.stringify(before.account)}`;
    await unlessDenied(owner, task, () => owner.query(grantsFor(before.account)));
    const { account, missing, excess } = await rightsOf(workers);
    const gone = (rights: readonly string[], left: readonly string[]) =>
      rights.filter((right) => !left.includes(right));
    const changed = { granted: gone(before.missing, missing), revoked: gone(before.excess, excess) };
    if (changed.granted.length + changed.revoked.length > 0)
      logger.info({ account, ...changed }, 'changed the rights of the database account');
    if (excess.length > 0)
      logger.warn(
        { account, rights: excess },
        'the account of DATABASE_URL may do more than it needs: it is a superuser or in the role of the owner',
      );
  } finally {
    // Ends the session, and with it the lock.
    owner.release(true);
  }
}

const isExact = ({ missing, excess }: AccountRights) => missing.length === 0 && excess.length === 0;
