import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKeyDesk } from '../../src/access/key-desk.js';
import { keyHash } from '../../src/access/key-text.js';
import { writeAudit } from '../../src/db/audit-log.js';
import { claimDeadLetter, deleteDeadLetters, settleDeadLetter } from '../../src/db/dead-letters.js';
import { createKitStore } from '../../src/db/kits.js';
import { grantsFor } from '../../src/db/rights.js';
import { systemActor } from '../../src/domain/actor.js';
import type { AuditEntry } from '../../src/domain/audit.js';
import type { KitConfig } from '../../src/domain/kit.js';
import { writeAndSettle } from '../../src/sinks/timescale-sink.js';
import { auditEntries, auditFault, tamper } from '../support/audit.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aDeadLetter, storeRecords } from '../support/dead-letters.js';
import { aTrackReport } from '../support/observations.js';
import { somebody } from '../support/viewers.js';

let database: TestDatabase;
let seen: number;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('TRUNCATE kits, api_keys, dead_letters');
  seen = (await auditEntries(database.pool)).length;
});

/** What was added since the test began. */
const added = async (): Promise<AuditEntry[]> => (await auditEntries(database.pool)).slice(seen);
const kits = () => createKitStore(database.pool);
const keys = () => createKeyDesk({ pool: database.pool, randomBytes, now: Date.now });

const aConfig = (given: Partial<KitConfig> = {}): KitConfig => ({
  kitId: 'kit-1',
  name: 'North',
  location: null,
  apiUrl: 'http://10.0.0.1:8088',
  enabled: true,
  pollIntervalMs: null,
  statusPollIntervalMs: null,
  ...given,
});

describe('R6: what is changed is in the audit log', () => {
  test('R6: kits, with who, before and after', async () => {
    await kits().insert(aConfig(), somebody);
    await kits().update(aConfig({ name: 'South' }), somebody, 'updateKit');
    await kits().update(aConfig({ name: 'South', enabled: false }), somebody, 'setKitEnabled');
    await kits().remove('kit-1', { deleteHistory: true }, somebody);
    const north = { ...aConfig(), hasCredentials: false };
    const south = { ...north, name: 'South' };
    const about = { actor: somebody, target: 'kit-1', outcome: 'DONE' };
    expect(await added()).toMatchObject([
      { ...about, operation: 'registerKit', before: null, after: north },
      { ...about, operation: 'updateKit', before: north, after: south },
      { ...about, operation: 'setKitEnabled', before: south, after: { ...south, enabled: false } },
      {
        ...about,
        operation: 'removeKit',
        before: { ...south, enabled: false },
        after: { deletedHistory: true },
      },
    ]);
  });

  test('R6: kits of the file, as the server’s, and only those that are new', async () => {
    await kits().insert(aConfig(), somebody);
    const seeds = ['kit-1', 'kit-2', 'kit-3'].map((kitId) => aConfig({ kitId, apiUrl: null }));
    await kits().insertMissing(seeds, systemActor);
    expect((await added()).map(({ actor, target }) => [actor.name, target])).toEqual([
      ['somebody', 'kit-1'],
      ['airpicture', 'kit-2'],
      ['airpicture', 'kit-3'],
    ]);
  });

  test('R6: API keys, once when one is revoked twice', async () => {
    const { key } = await keys().create(
      { name: 'map', role: 'VIEWER', kitIds: null, expiresAtMs: null },
      somebody,
    );
    await keys().revoke(key.keyId, somebody);
    await keys().revoke(key.keyId, somebody);
    expect(await added()).toMatchObject([
      { operation: 'createApiKey', target: key.keyId, before: null, after: { name: 'map', role: 'VIEWER' } },
      {
        operation: 'revokeApiKey',
        target: key.keyId,
        before: { revokedAtMs: null },
        after: { revokedAtMs: expect.any(Number) as number },
      },
    ]);
  });

  test('R6: dead letters that are tried again, stored or thrown away', async () => {
    const letters = ['drone-A', 'drone-B', 'drone-C'].map((id) =>
      aDeadLetter({ record: { type: 'drone', id } }),
    );
    await storeRecords(database.pool, letters);
    const [one, other] = letters as [(typeof letters)[0], (typeof letters)[0]];
    await claimDeadLetter(database.pool, one, Date.now(), somebody);
    await writeAndSettle(database.pool, aTrackReport(), one.id, somebody);
    await settleDeadLetter(database.pool, other, somebody);
    const everything = { ids: null, reason: 'UNKNOWN_KIT', failedBeforeMs: null };
    await deleteDeadLetters(database.pool, everything, somebody);
    const retried = { actor: somebody, operation: 'retryDeadLetters', outcome: 'DONE' };
    expect(await added()).toMatchObject([
      { ...retried, target: one.id, before: { attempts: 1 }, after: { attempts: 2 } },
      { ...retried, target: one.id, before: { stored: false }, after: { stored: true } },
      { ...retried, target: other.id, after: { stored: true } },
      { actor: somebody, operation: 'clearDeadLetters', target: null, after: { deleted: 1, ...everything } },
    ]);
  });

  test('R6: not what failed, and not what changed nothing', async () => {
    await kits().insert(aConfig(), somebody);
    await expect(kits().insert(aConfig(), somebody)).rejects.toThrow('registered already');
    await expect(kits().update(aConfig({ kitId: 'none' }), somebody, 'updateKit')).rejects.toThrow();
    await kits().remove('none', { deleteHistory: false }, somebody);
    await keys().revoke('none', somebody);
    await deleteDeadLetters(database.pool, { ids: null, reason: null, failedBeforeMs: null }, somebody);
    expect(await added()).toHaveLength(1);
  });

  test('R6: a change that cannot be written to it is not made', async () => {
    await database.pool.query("ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (target <> 'kit-9')");
    try {
      await expect(kits().insert(aConfig({ kitId: 'kit-9' }), somebody)).rejects.toThrow('full_disk');
      expect(await kits().list()).toEqual([]);
    } finally {
      await database.pool.query('ALTER TABLE audit_log DROP CONSTRAINT full_disk');
    }
  });
});

describe('R6: no secret is in the audit log', () => {
  test('R6: neither the text of an API key nor its hash', async () => {
    const { key, text } = await keys().create(
      { name: 'map', role: 'ADMIN', kitIds: null, expiresAtMs: null },
      somebody,
    );
    await keys().revoke(key.keyId, somebody);
    const all = JSON.stringify(await added());
    for (const secret of [text.slice(-43), keyHash(text).toString('hex'), keyHash(text).toString('base64')])
      expect(all).not.toContain(secret);
  });

  test('R6: not what a kit is asked with, not even encrypted; only that there is something, and that it is new', async () => {
    const sealed = [randomBytes(64), randomBytes(64)] as const;
    await kits().insert({ ...aConfig(), sealedCredentials: sealed[0] }, somebody);
    await kits().update({ ...aConfig(), sealedCredentials: sealed[1] }, somebody, 'updateKit');
    const { rows } = await database.pool.query<{ text: string }>(
      'SELECT audit_log::text AS text FROM audit_log',
    );
    const all = rows.map(({ text }) => text).join('\n');
    for (const bytes of sealed)
      for (const secret of [bytes.toString('hex'), bytes.toString('base64')])
        expect(all).not.toContain(secret);
    expect(await added()).toMatchObject([
      { after: { hasCredentials: true } },
      { before: { hasCredentials: true }, after: { hasCredentials: true, newCredentials: true } },
    ]);
  });
});

describe('R6: an entry is never changed', () => {
  const FORGERIES = [
    "UPDATE audit_log SET actor_name = 'nobody'",
    'UPDATE audit_log SET hash = hash WHERE false',
    'DELETE FROM audit_log',
    'TRUNCATE audit_log',
  ];

  test.each(FORGERIES)('R6: not by whoever owns the tables: %s', async (forgery) => {
    await kits().insert(aConfig(), somebody);
    await expect(database.pool.query(forgery)).rejects.toMatchObject({ code: '42501' });
    expect(await added()).toHaveLength(1);
  });

  test.each([...FORGERIES, 'ALTER TABLE audit_log DISABLE TRIGGER ALL', 'DROP TABLE audit_log'])(
    'R6: not by the account of the server: %s',
    async (forgery) => {
      const role = `audit_test_${randomBytes(6).toString('hex')}`;
      const client = await database.pool.connect();
      try {
        await client.query(`CREATE ROLE ${role}`);
        await client.query(grantsFor(role));
        await client.query(`SET ROLE ${role}`);
        await writeAudit(client, [
          {
            actor: somebody,
            operation: 'registerKit',
            target: null,
            outcome: 'DONE',
            before: null,
            after: null,
          },
        ]);
        await expect(client.query(forgery)).rejects.toMatchObject({ code: '42501' });
      } finally {
        await client.query(`RESET ROLE`);
        await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
        client.release();
      }
      expect([(await added()).length, await auditFault(database.pool)]).toEqual([1, null]);
    },
  );

  test('R6: numbers, times and hashes are the database’s, whatever is inserted', async () => {
    await database.pool.query(
      `INSERT INTO audit_log (number, at, actor_name, operation, outcome, previous_hash, hash)
       VALUES (7000, '1999-01-01Z', 'x', 'x', 'DONE', sha256('x'), sha256('x'))`,
    );
    const [entry] = await added();
    expect(entry?.number).toBe(seen + 1);
    expect(Math.abs((entry?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await auditFault(database.pool)).toBeNull();
  });

  test('R6: a temporary table of the same name is not taken for it', async () => {
    await kits().insert(aConfig(), somebody);
    const client = await database.pool.connect();
    try {
      await client.query('CREATE TEMPORARY TABLE audit_log (number bigint, at timestamptz, hash bytea)');
      await client.query(
        "INSERT INTO public.audit_log (actor_name, operation, outcome) VALUES ('x', 'x', 'DONE')",
      );
    } finally {
      client.release(true);
    }
    expect([(await added()).length, await auditFault(database.pool)]).toEqual([2, null]);
  });
});

describe('R6: the chain', () => {
  test('R6: is whole after many changes at once, some of which fail, without a gap', async () => {
    const store = kits();
    const changes = Array.from({ length: 100 }, async (_, at) => {
      const kitId = `kit-${at % 10}`;
      if (at % 3 === 0) return store.remove(kitId, { deleteHistory: false }, somebody);
      return store.insert(aConfig({ kitId, apiUrl: null, name: `ä "\\ ${at} \u{1F681}` }), somebody);
    });
    await Promise.allSettled(changes);
    const entries = await added();
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.map(({ number }) => number)).toEqual(entries.map((_, at) => seen + 1 + at));
    // Or the newest could not be told from the one before it.
    expect(new Set(entries.map(({ atMs }) => atMs)).size).toBe(entries.length);
    expect(await auditFault(database.pool)).toBeNull();
  });

  test('R6: holds whatever text comes in', async () => {
    const name = 'NUL \0, half \ud800, \u202e, "quotes", \n and 12:colons,';
    const actor = { ...somebody, name, address: null, requestId: '' };
    const state = { name, list: [name], number: 1e-9, nothing: null };
    await writeAudit(database.pool, [
      { actor, operation: 'x', target: name, outcome: 'REFUSED', before: state, after: {} },
    ]);
    expect(await auditFault(database.pool)).toBeNull();
    expect((await added())[0]?.before).toMatchObject({ number: 1e-9, nothing: null });
  });

  test.each([
    ['who it was', "actor_name = 'nobody'"],
    ['when it was', "at = at + interval '1 microsecond'"],
    ['a state', `after = after || '{"name": "x"}'`],
    ['null for nothing', 'request_id = NULL'],
    ['the hash of the one before', "previous_hash = sha256('x')"],
  ])('R6: shows that %s was changed', async (_what, change) => {
    for (const kitId of ['kit-1', 'kit-2', 'kit-3'])
      await kits().insert(aConfig({ kitId, apiUrl: null }), somebody);
    const number = seen + 2;
    const { rows } = await database.pool.query<{ row: string }>(
      'SELECT to_jsonb(audit_log)::text AS row FROM audit_log WHERE number = $1',
      [number],
    );
    await tamper(database.pool, `UPDATE audit_log SET ${change} WHERE number = ${number}`);
    expect(await auditFault(database.pool)).toContain(`entry ${number}: it was changed`);
    const restored = `SELECT (jsonb_populate_record(NULL::audit_log, '${rows[0]!.row.replaceAll("'", "''")}')).*`;
    await tamper(
      database.pool,
      `UPDATE audit_log SET (number, at, actor_name, actor_role, key_id, address, request_id, operation, target, outcome, before, after, previous_hash, hash) = (${restored}) WHERE number = ${number}`,
    );
    expect(await auditFault(database.pool)).toBeNull();
  });
});
