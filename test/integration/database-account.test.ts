import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ApiKeysDocument,
  ClearDeadLettersDocument,
  CreateApiKeyDocument,
  DeadLettersDocument,
  DetectionsDocument,
  DronesDocument,
  EventsDocument,
  HealthDocument,
  KitsDocument,
  RegisterKitDocument,
  RemoveKitDocument,
  RetryDeadLettersDocument,
  RevokeApiKeyDocument,
  SetKitEnabledDocument,
  SignalsDocument,
  UpdateKitDocument,
} from '../../operations/generated/graphql.js';
import { createPool } from '../../src/db/pool.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createDatabaseAccounts, type DatabaseAccounts } from '../support/database-accounts.js';
import { aDroneRecord, aSignalRecord, startFakeKit, type FakeKit } from '../support/fake-kit.js';
import { graphql, type Operation } from '../support/graphql.js';
import { waitFor } from '../support/wait-for.js';

const logger = pino({ level: 'silent' });
const range = { last: 'PT1H' };

const poolOf = ({ connectionString }: { readonly connectionString: string }) =>
  createPool({ connectionString, max: 1, name: 'account', logger });

describe('a server whose account may do what it needs and no more', () => {
  let accounts: DatabaseAccounts;
  let app: RunningApp;
  let kit: FakeKit;

  beforeAll(async () => {
    accounts = await createDatabaseAccounts();
    kit = await startFakeKit({ drones: [aDroneRecord()], signals: [aSignalRecord()] });
    app = await startApp(accounts.server, {
      MIGRATION_DATABASE_URL: accounts.owner.connectionString,
      KIT_ALLOWED_NETWORKS: '127.0.0.0/8',
      INGEST_AUTO_REGISTER: 'true',
    });
  });
  afterAll(async () => {
    await app.stop();
    await kit.stop();
    await accounts.drop();
  });

  const ask = async <TData, TVariables>(operation: Operation<TData, TVariables>, variables?: TVariables) => {
    const { data, errors } = await graphql(app.url, operation, variables);
    expect(errors).toBeUndefined();
    return data!;
  };

  async function push(messages: readonly object[]): Promise<unknown> {
    const response = await fetch(`${app.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ source: 'edge-01', messages }),
    });
    return response.json();
  }

  const denied = () =>
    app.logs.entries.filter(
      (entry) => entry.level >= 40 || /permission denied|must be owner|42501/.test(JSON.stringify(entry)),
    );

  test('R11: what is polled and what is pushed is stored', async () => {
    const { registerKit } = await ask(RegisterKitDocument, { input: { kitId: 'field-1', apiUrl: kit.url } });
    expect(registerKit).toMatchObject({ kit: { kitId: 'field-1' } });
    const time = Date.now() / 1000;
    expect(
      await push([
        { type: 'drone', id: 'drone-9', lat: 46.75, lon: 8.03, alt: 640, time },
        { type: 'drone', id: 'nowhere', lat: 'x', lon: {}, time: [] },
        { message: 'Disk is filling up', service: 'storage' },
      ]),
    ).toMatchObject({ received: 3 });
    await waitFor(async () => {
      const { detections } = await ask(DetectionsDocument, { range });
      expect(new Set(detections.nodes.map(({ kitId }) => kitId))).toEqual(new Set(['field-1', 'edge-01']));
      expect((await ask(SignalsDocument, { range })).signals.nodes).not.toEqual([]);
      expect((await ask(HealthDocument, { range })).systemHealth.nodes).not.toEqual([]);
      expect((await ask(EventsDocument, { range })).events.nodes).toHaveLength(1);
      expect((await ask(DronesDocument, { range })).drones.nodes.length).toBeGreaterThan(1);
    });
  });

  test('R11: dead letters are kept, tried again and thrown away', async () => {
    await push([{ type: 'drone', id: 'x', lat: 1, lon: 2, kit_id: ' bad id ' }, 42 as unknown as object]);
    await waitFor(async () =>
      expect((await ask(DeadLettersDocument, {})).deadLetters.totalCount).toBeGreaterThan(0),
    );
    const { retryDeadLetters } = await ask(RetryDeadLettersDocument, { dryRun: false });
    expect(retryDeadLetters).toHaveProperty('items');
    const { clearDeadLetters } = await ask(ClearDeadLettersDocument, { confirm: true });
    expect(clearDeadLetters).toHaveProperty('deleted');
  });

  test('R11: keys are made, listed and revoked', async () => {
    const { createApiKey } = await ask(CreateApiKeyDocument, { input: { name: 'a map', role: 'VIEWER' } });
    const keyId = 'apiKey' in createApiKey ? createApiKey.apiKey.keyId : '';
    expect(await ask(RevokeApiKeyDocument, { keyId })).toMatchObject({
      revokeApiKey: { apiKey: { keyId, revokedAt: expect.any(String) as string } },
    });
    expect((await ask(ApiKeysDocument)).apiKeys).toHaveLength(1);
  });

  test('R11: kits are changed, and removed with their history', async () => {
    await ask(UpdateKitDocument, { kitId: 'field-1', input: { name: 'In the field' } });
    await ask(SetKitEnabledDocument, { kitId: 'field-1', enabled: false });
    expect(await ask(RemoveKitDocument, { kitId: 'field-1', deleteHistory: true })).toMatchObject({
      removeKit: { kitId: 'field-1' },
    });
    const { detections } = await ask(DetectionsDocument, { range });
    expect(new Set(detections.nodes.map(({ kitId }) => kitId))).toEqual(new Set(['edge-01']));
    expect((await ask(KitsDocument)).kits.nodes.map(({ kitId }) => kitId)).toEqual(['edge-01']);
  });

  test('R11: what was changed is in the audit log', async () => {
    const { rows } = await accounts.pool.query<{ count: number }>('SELECT count(*) FROM audit_log');
    expect(rows[0]!.count).toBeGreaterThan(3);
  });

  test('R11: none of this was denied, nor worth a warning', () => {
    expect(denied()).toEqual([]);
  });

  test('R11: the account may not do anything else', async () => {
    await accounts.pool.query('CREATE SCHEMA others; CREATE TABLE others.secrets (id int)');
    const refused = [
      'DROP TABLE drones',
      'ALTER TABLE drones ADD COLUMN more int',
      'ALTER TABLE drones DISABLE TRIGGER ALL',
      'CREATE TABLE mine (id int)',
      'CREATE SCHEMA mine',
      'CREATE ROLE mine SUPERUSER',
      'CREATE EXTENSION file_fdw',
      `ALTER ROLE "${accounts.server.name}" CREATEDB`,
      `SET ROLE "${accounts.owner.name}"`,
      'TRUNCATE drones',
      "UPDATE drones SET kit_id = 'other'",
      "UPDATE events SET message = 'other'",
      "UPDATE audit_log SET operation = 'other'",
      'DELETE FROM audit_log',
      'DELETE FROM api_keys',
      'DELETE FROM aircraft',
      "INSERT INTO pgmigrations (name, run_on) VALUES ('x', now())",
      'SELECT * FROM others.secrets',
      'SELECT * FROM pg_authid',
      "SELECT pg_read_file('/etc/passwd')",
      "COPY drones TO PROGRAM 'cat'",
      "COPY drones FROM '/etc/passwd'",
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user AND usename IS NOT NULL',
    ];
    const pool = poolOf(accounts.server);
    // Somebody else's session, so that there is one to end.
    const owners = poolOf(accounts.owner);
    await owners.query('SELECT 1');
    try {
      const outcomes = await Promise.all(
        refused.map(async (sql) => {
          const outcome = pool.query(sql).then(
            () => 'done',
            (error: { code?: string }) => error.code,
          );
          return [sql, await outcome];
        }),
      );
      expect(outcomes).toEqual(refused.map((sql) => [sql, '42501']));
    } finally {
      await Promise.all([pool.end(), owners.end()]);
    }
  });

  test('R11: its statements and its idle transactions end in time', async () => {
    const pool = poolOf(accounts.server);
    const settings = async (name: string) => (await pool.query(`SHOW ${name}`)).rows[0] as object;
    expect([
      await settings('statement_timeout'),
      await settings('idle_in_transaction_session_timeout'),
    ]).toEqual([{ statement_timeout: '10s' }, { idle_in_transaction_session_timeout: '30s' }]);
    await pool.end();
    const impatient = createPool({
      ...accounts.server,
      max: 1,
      name: 'account',
      logger,
      statementTimeoutMs: 200,
    });
    await expect(impatient.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
    await impatient.end();
  });

  test('R11: where TimescaleDB is, its rows make chunks', async () => {
    const { rows } = await accounts.pool.query<{ installed: boolean }>(
      "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS installed",
    );
    const { rows: parts } = await accounts.pool.query<{ count: number }>(
      "SELECT count(*) FROM pg_inherits WHERE inhparent = 'drones'::regclass",
    );
    const offered = await accounts.pool.query(
      "SELECT FROM pg_available_extensions WHERE name = 'timescaledb'",
    );
    expect(rows[0]!.installed).toBe(offered.rowCount === 1);
    expect(parts[0]!.count > 0).toBe(rows[0]!.installed);
  });
});
