import { sql } from 'kysely';
import type { ClientBase, Pool } from 'pg';
import type { Actor } from '../domain/actor.js';
import type { ApiKey } from '../domain/api-key.js';
import type { JsonObject } from '../domain/json.js';
import { writeAudit } from './audit-log.js';
import { explained } from './database-errors.js';
import { read, selectList } from './read.js';
import { inTransaction } from './transaction.js';

/** A key with what recognises its text. */
export interface HashedKey extends ApiKey {
  /** SHA-256. */
  readonly hash: Buffer;
}

const COLUMNS = selectList({
  keyId: 'key_id',
  name: 'name',
  role: 'role',
  pii: 'pii',
  kitIds: 'kit_ids',
  createdAtMs: 'created_at',
  expiresAtMs: 'expires_at',
  lastUsedAtMs: 'last_used_at',
  revokedAtMs: 'revoked_at',
});

/** Newest first. */
export function readKeys(pool: Pool): Promise<ApiKey[]> {
  return read(pool, sql`SELECT ${COLUMNS} FROM api_keys ORDER BY created_at DESC, key_id`);
}

/** Those that are not revoked; one may have expired. */
export function readGoodKeys(pool: Pool): Promise<HashedKey[]> {
  return read(pool, sql`SELECT ${COLUMNS}, hash FROM api_keys WHERE revoked_at IS NULL`);
}

export function insertKey(pool: Pool, key: HashedKey, actor: Actor): Promise<void> {
  return audited(pool, actor, 'createApiKey', async (client) => {
    await insert(client, key);
    return { result: undefined, before: null, after: key };
  });
}

async function insert(client: ClientBase, key: HashedKey): Promise<void> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  await read(
    client,
    sql`INSERT INTO api_keys (key_id, name, role, pii, kit_ids, hash, created_at, expires_at)
        VALUES (${key.keyId}, ${key.name}, ${key.role}, ${key.pii}, ${key.kitIds}, ${key.hash}, ${at(key.createdAtMs)}, ${at(key.expiresAtMs)})`,
  );
}

/** A key that is revoked already stays as it is. Null: there is none with this id. */
export function revokeKey(pool: Pool, keyId: string, atMs: number, actor: Actor): Promise<ApiKey | null> {
  return audited(pool, actor, 'revokeApiKey', async (client) => {
    const found = sql`SELECT ${COLUMNS} FROM api_keys WHERE key_id = ${keyId} FOR UPDATE`;
    const [before] = await read<ApiKey>(client, found);
    if (before === undefined || before.revokedAtMs !== null) return { result: before ?? null };
    const revoke = sql`UPDATE api_keys SET revoked_at = ${new Date(atMs)} WHERE key_id = ${keyId} RETURNING ${COLUMNS}`;
    const [after] = await read<ApiKey>(client, revoke);
    return { result: after ?? null, before, after: after ?? null };
  });
}

interface KeyChange {
  readonly before: ApiKey | null;
  readonly after: ApiKey | null;
}

/** Does `work` in a transaction, and adds what it changed to the audit log, unless it changed nothing. */
function audited<T>(
  pool: Pool,
  actor: Actor,
  operation: string,
  work: (client: ClientBase) => Promise<{ readonly result: T } & Partial<KeyChange>>,
): Promise<T> {
  return explained(() =>
    inTransaction(pool, async (client) => {
      const { result, before = null, after = null } = await work(client);
      const target = (after ?? before)?.keyId;
      if (target !== undefined)
        await writeAudit(client, [
          { actor, operation, target, outcome: 'DONE', before: auditedKey(before), after: auditedKey(after) },
        ]);
      return result;
    }),
  );
}

/** As the audit log shows it: field by field, so that its hash stays here. */
function auditedKey(key: ApiKey | null): JsonObject | null {
  if (key === null) return null;
  const { keyId, name, role, pii, kitIds, createdAtMs, expiresAtMs, revokedAtMs } = key;
  return { keyId, name, role, pii, kitIds, createdAtMs, expiresAtMs, revokedAtMs };
}

export async function noteKeysUsed(pool: Pool, usedAtMs: ReadonlyMap<string, number>): Promise<void> {
  await read(
    pool,
    sql`UPDATE api_keys
           SET last_used_at = greatest(last_used_at, to_timestamp(used_ms / 1000.0))
          FROM unnest(${[...usedAtMs.keys()]}::text[], ${[...usedAtMs.values()]}::float8[]) AS used (used_key_id, used_ms)
         WHERE key_id = used_key_id`,
  );
}
