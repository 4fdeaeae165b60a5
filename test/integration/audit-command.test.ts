import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKitStore } from '../../src/db/kits.js';
import { auditEntries, tamper } from '../support/audit.js';
import { runCli } from '../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { somebody } from '../support/viewers.js';

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'airpicture-audit-'));
});
afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const cli = (...args: string[]) =>
  runCli(args, { DATABASE_URL: database.connectionString, DATA_DIR: directory });

/** Three entries. */
async function registerKits(): Promise<void> {
  for (const kitId of ['kit-1', 'kit-2', 'kit-3'])
    await createKitStore(database.pool).insert(
      {
        kitId,
        name: kitId,
        location: null,
        apiUrl: null,
        enabled: true,
        pollIntervalMs: null,
        statusPollIntervalMs: null,
      },
      somebody,
    );
}

test('R6: verify says that the log is whole, and its newest hash', async () => {
  expect(await cli('audit', 'verify')).toMatchObject({ code: 0, stdout: 'The audit log is empty.\n' });
  await registerKits();
  const newest = (await auditEntries(database.pool)).at(-1)!.hash;
  expect(await cli('audit', 'verify', '--holds', newest.toUpperCase())).toMatchObject({
    code: 0,
    stdout: `The audit log is whole: 3 entries, the newest with the hash ${newest}\n`,
  });
});

test('R6: verify finds the first entry that was changed', async () => {
  await registerKits();
  await tamper(database.pool, "UPDATE audit_log SET actor_name = 'nobody' WHERE number >= 2");
  const { code, stdout } = await cli('audit', 'verify');
  expect(code).toBe(1);
  expect(stdout).toBe(
    'The audit log is broken at entry 2: it was changed: what it says does not give its hash.\n',
  );
});

test('R6: verify finds that an entry is missing', async () => {
  await registerKits();
  await tamper(database.pool, 'DELETE FROM audit_log WHERE number = 2');
  const { code, stdout } = await cli('audit', 'verify');
  expect([code, stdout]).toEqual([1, 'The audit log is broken at entry 3: entry 2 is missing.\n']);
});

test('R6: verify finds an entry that was written again with the hash that it then has', async () => {
  await registerKits();
  // The trigger itself gives the forged entry number and hash, and the third one stays as it was.
  await tamper(
    database.pool,
    `CREATE TEMPORARY TABLE third AS SELECT * FROM audit_log WHERE number = 3;
     DELETE FROM audit_log WHERE number >= 2;
     INSERT INTO audit_log (actor_name, operation, outcome) VALUES ('nobody', 'registerKit', 'DONE');
     ALTER TABLE audit_log DISABLE TRIGGER audit_log_append;
     INSERT INTO audit_log SELECT * FROM third;
     ALTER TABLE audit_log ENABLE TRIGGER audit_log_append`,
  );
  const { code, stdout } = await cli('audit', 'verify');
  expect(code).toBe(1);
  expect(stdout).toContain('broken at entry 3: it does not follow entry 2 as that is now');
});

test('R6: verify finds that the end is gone by a hash that was noted elsewhere', async () => {
  await registerKits();
  const noted = (await auditEntries(database.pool)).at(-1)!.hash;
  await tamper(database.pool, 'DELETE FROM audit_log WHERE number = 3');
  expect((await cli('audit', 'verify')).code).toBe(0);
  const { code, stdout } = await cli('audit', 'verify', '--holds', noted);
  expect(code).toBe(1);
  expect(stdout).toContain('its end is gone');
});

test('R6: what commands do is in the log under the name of the user of the machine', async () => {
  const { stdout } = await cli('key', 'create', '--name', 'map', '--role', 'viewer');
  const keyId = stdout.slice(4, 16);
  expect((await cli('key', 'revoke', keyId)).code).toBe(0);
  const { stdout: lines } = await cli('audit', 'list', '--json');
  const entries = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const actor = {
    name: `${userInfo().username} at the command line`,
    role: null,
    keyId: null,
    address: null,
  };
  expect(entries).toMatchObject([
    { number: 2, operation: 'revokeApiKey', target: keyId, outcome: 'DONE', actor },
    { number: 1, operation: 'createApiKey', target: keyId, outcome: 'DONE', actor },
  ]);
  expect(lines).not.toContain(stdout.trimEnd().slice(-43));
});

test('list shows the newest entries for people', async () => {
  await registerKits();
  const { code, stdout } = await cli('audit', 'list', '--last', '2');
  expect(code).toBe(0);
  const [headings, ...rows] = stdout.trimEnd().split('\n');
  expect(headings).toMatch(/^NUMBER +TIME +WHO +ROLE +ADDRESS +OPERATION +TARGET +OUTCOME$/);
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    ['3', expect.stringMatching(/Z$/), 'somebody', 'operator', '192.0.2.7', 'registerKit', 'kit-3', 'done'],
    ['2', expect.stringMatching(/Z$/), 'somebody', 'operator', '192.0.2.7', 'registerKit', 'kit-2', 'done'],
  ]);
});

test.each(['0', '1e3'])('list does not take --last %s', async (count) => {
  expect((await cli('audit', 'list', `--last=${count}`)).code).toBe(64);
});
