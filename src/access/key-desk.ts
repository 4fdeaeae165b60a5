import type { Pool } from 'pg';
import { kitIdProblem } from '../collectors/kit-rules.js';
import { insertKey, readKeys, revokeKey } from '../db/api-keys.js';
import type { KeyDesk, NewApiKey } from '../domain/api-key.js';
import { InvalidInputError, type InputIssue } from '../domain/errors.js';
import { cleanText } from '../domain/text.js';
import { scopesFor } from '../domain/viewer.js';
import { keyHash, newKeyText } from './key-text.js';

export interface KeyDeskOptions {
  readonly pool: Pool;
  readonly randomBytes: (count: number) => Buffer;
  readonly now: () => number;
  /** Called after every change, and waited for; must not reject. @default nobody has to know */
  readonly changed?: () => Promise<void>;
}

const MAX_NAME_LENGTH = 100;
const MAX_KITS = 1000;

export function createKeyDesk({
  pool,
  randomBytes,
  now,
  changed = () => Promise.resolve(),
}: KeyDeskOptions): KeyDesk {
  return {
    list: () => readKeys(pool),
    async create(wanted, actor) {
      const createdAtMs = now();
      const name = cleanText(wanted.name.trim());
      const issues = issuesOf({ ...wanted, name }, createdAtMs);
      if (issues.length > 0) throw new InvalidInputError(issues);
      const { keyId, text } = newKeyText(randomBytes);
      const pii = scopesFor(wanted.role, { pii: wanted.pii ?? false }).includes('PII');
      const key = { ...wanted, pii, name, keyId, createdAtMs, lastUsedAtMs: null, revokedAtMs: null };
      await insertKey(pool, { ...key, hash: keyHash(text) }, actor);
      await changed();
      return { key, text };
    },
    async revoke(keyId, actor) {
      const key = await revokeKey(pool, keyId, now(), actor);
      await changed();
      return key;
    },
  };
}

function issuesOf({ name, role, pii, kitIds, expiresAtMs }: NewApiKey, nowMs: number): InputIssue[] {
  const issues: InputIssue[] = [];
  if (name.length === 0 || name.length > MAX_NAME_LENGTH)
    issues.push({ path: ['input', 'name'], message: `must have 1 to ${MAX_NAME_LENGTH} characters` });
  if (pii === true && role === 'INGEST')
    issues.push({ path: ['input', 'pii'], message: 'a key that only pushes sees nothing' });
  if (pii === false && scopesFor(role, { pii }).includes('PII'))
    issues.push({
      path: ['input', 'pii'],
      message: `the role ${role} always sees what is about people; make it a VIEWER`,
    });
  if (kitIds !== null && role !== 'INGEST')
    issues.push({ path: ['input', 'kitIds'], message: 'only a key that pushes can be restricted to kits' });
  if (kitIds !== null && (kitIds.length === 0 || kitIds.length > MAX_KITS))
    issues.push({
      path: ['input', 'kitIds'],
      message: `must be 1 to ${MAX_KITS} kits; leave it out for all`,
    });
  for (const kitId of kitIds ?? []) {
    const problem = kitIdProblem(kitId);
    if (problem !== null) issues.push({ path: ['input', 'kitIds'], message: problem });
  }
  if (expiresAtMs !== null && expiresAtMs <= nowMs)
    issues.push({ path: ['input', 'expiresAt'], message: 'must be in the future' });
  return issues;
}
