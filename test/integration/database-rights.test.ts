import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../src/db/pool.js';
import { prepareDatabase } from '../../src/db/prepare.js';
import { rightsOf } from '../../src/db/rights.js';
import { runCli } from '../support/cli.js';
import { createDatabaseAccounts, type DatabaseAccounts } from '../support/database-accounts.js';
import { captureLogs } from '../support/logs.js';

const logger = pino({ level: 'silent' });
const DATABASE_DOCUMENT = readFileSync(new URL('../../docs/database.md', import.meta.url), 'utf8');

const poolOf = ({ connectionString }: { readonly connectionString: string }) =>
  createPool({ connectionString, max: 1, name: 'account', logger });

const prepare = ({ owner, server }: DatabaseAccounts, into = logger) =>
  prepareDatabase({
    connectionString: server.connectionString,
    ownerConnectionString: owner.connectionString,
    logger: into,
  });

describe('rights that are missing', () => {
  let accounts: DatabaseAccounts;
  let dataDir: string;

  beforeAll(async () => {
    accounts = await createDatabaseAccounts();
    dataDir = await mkdtemp(join(tmpdir(), 'airpicture-account-'));
  });
  afterAll(async () => {
    await accounts.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const airpicture = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCli(args, { DATABASE_URL: accounts.server.connectionString, DATA_DIR: dataDir, PORT: '0', ...env });

  test('R11: an account that may not migrate ends the start, which says what is to be done', async () => {
    const { code, stderr } = await airpicture([]);
    expect(code).toBe(78);
    expect(stderr).toContain(
      `The database account "${accounts.server.name}" may not bring the database up to date (0001_initial,`,
    );
    expect(stderr).toContain('MIGRATION_DATABASE_URL');
    expect(stderr).not.toMatch(/S3NT1NEL|    at /);
  }, 60_000);

  test('R11: an account without rights ends the start, which names each of them', async () => {
    const owner = { DATABASE_URL: accounts.owner.connectionString };
    expect(await airpicture(['migrate'], owner)).toMatchObject({ code: 0 });
    const blind = await airpicture([]);
    expect(blind).toMatchObject({ code: 78, stdout: expect.anything() as string });
    expect(blind.stderr).toContain('may not see which migrations the database has');

    await accounts.pool.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO "${accounts.server.name}"`);
    const { code, stderr } = await airpicture([]);
    expect(code).toBe(78);
    expect(stderr).toContain(
      `The database account "${accounts.server.name}" lacks INSERT on kits, UPDATE on kits`,
    );
    expect(stderr).toContain('INSERT on audit_log');
    expect(stderr).not.toMatch(/SELECT on|UPDATE on drones/);
  }, 60_000);

  test('R11: what "airpicture grants" prints is all that the account needs, and takes the rest', async () => {
    const { code, stdout } = await runCli(['grants', '--to', accounts.server.name], { PORT: 'none' });
    expect(code).toBe(0);
    await accounts.pool.query(`GRANT TRUNCATE, UPDATE ON drones TO "${accounts.server.name}"`);
    const [owners, servers] = [poolOf(accounts.owner), poolOf(accounts.server)];
    await owners.query(stdout);
    expect(await rightsOf(servers)).toEqual({ account: accounts.server.name, missing: [], excess: [] });
    await Promise.all([owners.end(), servers.end()]);
    // Nothing more is to be done, so no owner is needed.
    const logs = captureLogs();
    await prepareDatabase({
      connectionString: accounts.server.connectionString,
      ownerConnectionString: null,
      logger: logs.logger,
    });
    expect(logs.entries).toEqual([]);
  }, 60_000);

  test('R11: every table has its rights', async () => {
    const { stdout } = await runCli(['grants', '--to', 'anybody']);
    const { rows } = await accounts.pool.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    expect(rows.length).toBeGreaterThan(8);
    for (const { name } of rows) expect(stdout).toContain(` ON public.${name} TO "anybody";`);
    const granted = [...stdout.matchAll(/^GRANT (.+) ON public\.(\w+) TO/gm)].map(([, rights, table]) => [
      table,
      rights,
    ]);
    const documented = [...DATABASE_DOCUMENT.matchAll(/^\| (`\w+`.*?) \| (`[A-Z`, ]+`) \|$/gm)].flatMap(
      ([, tables = '', rights = '']) =>
        [...tables.matchAll(/\w+/g)].map(([table]) => [table, rights.replaceAll('`', '')]),
    );
    expect(documented.sort()).toEqual(granted.sort());
  }, 60_000);

  test('R11: a migration account that owns nothing is told so', async () => {
    const other = await createDatabaseAccounts();
    try {
      const { code, stderr } = await airpicture(['migrate'], {
        DATABASE_URL: other.server.connectionString,
        MIGRATION_DATABASE_URL: other.server.connectionString,
      });
      expect(code).toBe(78);
      expect(stderr).toContain(`"${other.server.name}" may not bring the database up to date`);
    } finally {
      await other.drop();
    }
  }, 60_000);
});

test('R11: rights are granted when the database is prepared, by whoever of several comes first', async () => {
  const accounts = await createDatabaseAccounts();
  const servers = poolOf(accounts.server);
  try {
    const logs = captureLogs();
    await Promise.all([prepare(accounts, logs.logger), prepare(accounts, logs.logger)]);
    expect(await rightsOf(servers)).toMatchObject({ missing: [], excess: [] });
    expect(logs.count('changed the rights of the database account')).toBe(1);
    await prepare(accounts, logs.logger);
    expect(logs.count('changed the rights of the database account')).toBe(1);
  } finally {
    await servers.end();
    await accounts.drop();
  }
});

test('R11: an account that has the rights of the owner all the same is worth a warning', async () => {
  const accounts = await createDatabaseAccounts();
  try {
    await accounts.pool.query(`GRANT "${accounts.owner.name}" TO "${accounts.server.name}"`);
    const logs = captureLogs();
    await prepare(accounts, logs.logger);
    const warning = logs.entries.find(({ level }) => level === 40);
    expect(warning).toMatchObject({ account: accounts.server.name });
    expect(warning?.['rights']).toContain('UPDATE on drones');
  } finally {
    await accounts.drop();
  }
});
