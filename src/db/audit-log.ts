import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { ChainLink } from '../domain/audit-chain.js';
import type { AuditFilter } from '../domain/audit-filter.js';
import type { AuditEntry, AuditRecord } from '../domain/audit.js';
import type { JsonObject } from '../domain/json.js';
import { cleanText, storableText } from '../domain/text.js';
import type { TimeRange } from '../domain/time-range.js';
import { all, equal, oneOf } from './conditions.js';
import { readPage, type KeysetList, type Page, type PageRequest } from './keyset.js';
import { read } from './read.js';
import type { Queryable } from './transaction.js';

/**
 * Adds entries, in the transaction that `db` is in. Let it be the last thing before the commit: until then
 * nobody else can add any.
 */
export async function writeAudit(db: Queryable, records: readonly AuditRecord[]): Promise<void> {
  if (records.length === 0) return;
  const column = (of: (record: AuditRecord) => string | null) =>
    records.map((record) => {
      const value = of(record);
      return value === null ? null : cleanText(value);
    });
  await db.query(
    `INSERT INTO audit_log (actor_name, actor_role, key_id, address, request_id, operation, target, outcome, before, after)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                          $9::jsonb[], $10::jsonb[])`,
    [
      column(({ actor }) => actor.name),
      column(({ actor }) => actor.role),
      column(({ actor }) => actor.keyId),
      column(({ actor }) => actor.address),
      column(({ actor }) => actor.requestId),
      column(({ operation }) => operation),
      column(({ target }) => target),
      column(({ outcome }) => outcome),
      records.map(({ before }) => jsonText(before)),
      records.map(({ after }) => jsonText(after)),
    ],
  );
}

/** JSON that jsonb takes, whatever was typed in. */
function jsonText(state: JsonObject | null): string | null {
  if (state === null) return null;
  return JSON.stringify(state, (_key, value: unknown) =>
    typeof value === 'string' ? storableText(value) : value,
  );
}

export interface AuditQuery {
  readonly range: TimeRange;
  readonly filter: AuditFilter;
  readonly page: PageRequest;
}

export const auditList: KeysetList = {
  name: 'auditLog',
  time: { column: 'at', field: 'atMs' },
  ids: [{ column: 'number', field: 'number', type: 'number' }],
};

/** Newest first. */
export function listAuditLog(pool: Pool, { range, filter, page }: AuditQuery): Promise<Page<AuditEntry>> {
  const matching = all([
    sql`at >= ${new Date(range.fromMs)} AND at < ${new Date(range.toMs)}`,
    oneOf('actor_name', filter.actors),
    oneOf('key_id', filter.keyIds),
    oneOf('operation', filter.operations),
    oneOf('target', filter.targets),
    equal('outcome', filter.outcome),
  ]);
  const select = sql`
    SELECT number, at AS "atMs", operation, target, outcome, before, after,
           encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash,
           json_build_object('name', actor_name, 'role', actor_role, 'keyId', key_id, 'address', address,
                             'requestId', request_id) AS actor
    FROM audit_log WHERE ${matching}`;
  return readPage(pool, auditList, select, page);
}

const LINKS_AT_ONCE = 1000;

/** The whole audit log from its first entry on, as it is hashed. */
export async function* readChain(pool: Pool): AsyncGenerator<ChainLink> {
  let last = 0;
  for (;;) {
    // The columns in the order of the trigger audit_log_append.
    const links = await read<ChainLink>(
      pool,
      sql`SELECT number, encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash,
                 ARRAY[encode(previous_hash, 'hex'), number::text, (extract(epoch FROM at) * 1000000)::bigint::text,
                       actor_name, actor_role, key_id, address, request_id,
                       operation, target, outcome, before::text, after::text] AS parts
          FROM audit_log WHERE number > ${last} ORDER BY number LIMIT ${LINKS_AT_ONCE}`,
    );
    yield* links;
    if (links.length < LINKS_AT_ONCE) return;
    last = links.at(-1)!.number;
  }
}
