import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { ApiKey } from '../domain/api-key.js';
import { read, selectList } from './read.js';

/** A key with what recognises its text. */
export interface HashedKey extends ApiKey {
  /** SHA-256. */
  readonly hash: Buffer;
}

const COLUMNS = selectList({
  keyId: 'key_id',
  name: 'name',
  role: 'role',
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

export async function insertKey(pool: Pool, key: HashedKey): Promise<void> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  await read(
    pool,
    sql`INSERT INTO api_keys (key_id, name, role, kit_ids, hash, created_at, expires_at)
        VALUES (${key.keyId}, ${key.name}, ${key.role}, ${key.kitIds}, ${key.hash}, ${at(key.createdAtMs)}, ${at(key.expiresAtMs)})`,
  );
}

/** A key that is revoked already stays as it is. Null: there is none with this id. */
export async function revokeKey(pool: Pool, keyId: string, atMs: number): Promise<ApiKey | null> {
  const [key] = await read<ApiKey>(
    pool,
    sql`UPDATE api_keys SET revoked_at = coalesce(revoked_at, ${new Date(atMs)}) WHERE key_id = ${keyId}
        RETURNING ${COLUMNS}`,
  );
  return key ?? null;
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
