import type pg from 'pg';
import { listAuditLog, readChain } from '../../src/db/audit-log.js';
import { faultOf, type ChainLink } from '../../src/domain/audit-chain.js';
import type { AuditEntry } from '../../src/domain/audit.js';

/** All entries, the oldest first. */
export async function auditEntries(pool: pg.Pool): Promise<AuditEntry[]> {
  const page = { limit: 10_000, backward: false, after: null, before: null };
  const { rows } = await listAuditLog(pool, { range: { fromMs: 0, toMs: 8.64e15 }, filter: {}, page });
  return rows.toReversed();
}

/** What is wrong with the first entry that is wrong; null when none is. */
export async function auditFault(pool: pg.Pool): Promise<string | null> {
  let last: ChainLink | null = null;
  for await (const link of readChain(pool)) {
    const fault = faultOf(link, last);
    if (fault !== null) return `entry ${link.number}: ${fault}`;
    last = link;
  }
  return null;
}

/** As somebody who owns the database and wants to hide something. */
export async function tamper(pool: pg.Pool, sql: string): Promise<void> {
  await pool.query('ALTER TABLE audit_log DISABLE TRIGGER audit_log_refuse');
  await pool.query(sql);
  await pool.query('ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_refuse');
}
