import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { captureLogs } from '../../test/support/logs.js';
import type { HashedKey } from '../db/api-keys.js';
import { keyHash, newKeyText } from './key-text.js';
import { createKeyring } from './keyring.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const START_MS = Date.UTC(2026, 0);

/** A key and its text; `fill` tells it from others. */
function aKey(fill: number, given: Partial<HashedKey> = {}): { key: HashedKey; text: string } {
  const { keyId, text } = newKeyText((count) => Buffer.alloc(count, fill));
  const key: HashedKey = {
    keyId,
    name: `key ${fill}`,
    pii: false,
    role: 'VIEWER',
    kitIds: null,
    createdAtMs: START_MS,
    expiresAtMs: null,
    lastUsedAtMs: null,
    revokedAtMs: null,
    hash: keyHash(text),
    ...given,
  };
  return { key, text };
}

function setUp() {
  vi.setSystemTime(START_MS);
  const database = { keys: [] as HashedKey[], isAway: false };
  const noted: [string, number][] = [];
  const orAway = () => (database.isAway ? Promise.reject(new Error('away')) : Promise.resolve());
  const keyring = createKeyring({
    read: async () => {
      await orAway();
      return database.keys.map((key) => ({ ...key, hash: Buffer.from(key.hash) }));
    },
    noteUsed: async (usedAtMs) => {
      await orAway();
      noted.push(...usedAtMs);
    },
    logger: captureLogs().logger,
    now: Date.now,
  });
  return { database, noted, keyring };
}

test('before it has read keys it knows that it has not', async () => {
  const { keyring } = setUp();
  expect(keyring.isRead()).toBe(false);
  await keyring.refresh();
  expect(keyring.isRead()).toBe(true);
});

test('only the very text of a key finds it', async () => {
  const { database, keyring } = setUp();
  const { key, text } = aKey(1);
  const other = aKey(2);
  database.keys = [key, other.key];
  await keyring.refresh();
  expect(keyring.find(text)).toMatchObject({ keyId: key.keyId });
  const foreignSecret = `air_${key.keyId}_${other.text.slice(-43)}`;
  for (const wrong of [foreignSecret, `${text}x`, text.slice(0, -1), text.toUpperCase(), '', key.keyId])
    expect(keyring.find(wrong)).toBeNull();
});

test('a key that expires is good until that moment', async () => {
  const { database, keyring } = setUp();
  const { key, text } = aKey(1, { expiresAtMs: START_MS + 1000 });
  database.keys = [key];
  await keyring.refresh();
  vi.setSystemTime(START_MS + 999);
  expect([keyring.find(text)?.keyId, keyring.has(key.keyId)]).toEqual([key.keyId, true]);
  vi.setSystemTime(START_MS + 1000);
  expect([keyring.find(text), keyring.has(key.keyId)]).toEqual([null, false]);
});

test('keys that were made or revoked are known within two seconds, and listeners are told', async () => {
  const { database, keyring } = setUp();
  const { key, text } = aKey(1);
  await keyring.refresh();
  const changed = vi.fn();
  const stop = keyring.onChange(changed);
  keyring.start();
  database.keys = [key];
  await vi.advanceTimersByTimeAsync(2000);
  expect([keyring.find(text)?.keyId, changed.mock.calls.length]).toEqual([key.keyId, 1]);
  database.keys = [];
  await vi.advanceTimersByTimeAsync(2000);
  expect([keyring.find(text), changed.mock.calls.length]).toEqual([null, 2]);
  stop();
  await vi.advanceTimersByTimeAsync(4000);
  expect(changed.mock.calls.length).toBe(2);
  await keyring.stop();
});

test('while the database is away the keys that were good stay good, and expire', async () => {
  const { database, keyring } = setUp();
  const [lasting, short] = [aKey(1), aKey(2, { expiresAtMs: START_MS + 3000 })];
  database.keys = [lasting.key, short.key];
  await keyring.refresh();
  const changed = vi.fn();
  keyring.onChange(changed);
  keyring.start();
  database.isAway = true;
  await vi.advanceTimersByTimeAsync(4000);
  expect([keyring.has(lasting.key.keyId), keyring.has(short.key.keyId)]).toEqual([true, false]);
  expect(changed).toHaveBeenCalled();
  await keyring.stop();
});

test('when a key was used last is noted every minute, and at the end', async () => {
  const { database, noted, keyring } = setUp();
  const [one, two] = [aKey(1), aKey(2)];
  database.keys = [one.key, two.key];
  await keyring.refresh();
  keyring.start();
  keyring.find(one.text);
  vi.setSystemTime(START_MS + 500);
  keyring.find(one.text);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(noted).toEqual([[one.key.keyId, START_MS + 500]]);
  keyring.find(two.text);
  await keyring.stop();
  expect(noted.map(([keyId]) => keyId)).toEqual([one.key.keyId, two.key.keyId]);
});
