import type { ApiKey } from '../domain/api-key.js';
import { cleanText } from '../domain/text.js';
import { tableLines } from './table.js';

/** One line for each key below the headings, in columns. */
export function keyTable(keys: readonly ApiKey[], nowMs: number): string[] {
  return tableLines([
    ['ID', 'NAME', 'ROLE', 'PII', 'KITS', 'CREATED', 'EXPIRES', 'LAST USED', 'STATE'],
    ...keys.map((key) => [
      key.keyId,
      key.name,
      key.role.toLowerCase(),
      key.pii ? 'yes' : 'no',
      key.kitIds?.map(cleanText).join(', ') ?? 'all',
      minuteOf(key.createdAtMs),
      key.expiresAtMs === null ? 'never' : minuteOf(key.expiresAtMs),
      key.lastUsedAtMs === null ? 'never' : minuteOf(key.lastUsedAtMs),
      stateOf(key, nowMs),
    ]),
  ]);
}

/** The key as one line of JSON. */
export function keyJson(key: ApiKey, nowMs: number): string {
  // Field by field: whatever else the object holds stays here.
  return JSON.stringify({
    keyId: key.keyId,
    name: key.name,
    role: key.role.toLowerCase(),
    pii: key.pii,
    kitIds: key.kitIds,
    createdAt: isoOf(key.createdAtMs),
    expiresAt: isoOf(key.expiresAtMs),
    lastUsedAt: isoOf(key.lastUsedAtMs),
    revokedAt: isoOf(key.revokedAtMs),
    state: stateOf(key, nowMs),
  });
}

function stateOf({ expiresAtMs, revokedAtMs }: ApiKey, nowMs: number): 'good' | 'expired' | 'revoked' {
  if (revokedAtMs !== null) return 'revoked';
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'good';
}

function isoOf(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

/** UTC, to the minute. */
export function minuteOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 'YYYY-MM-DDThh:mm'.length)}Z`;
}
