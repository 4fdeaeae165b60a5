import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmbeddedPostgres } from '../../src/db/embedded.js';
import { counted, runCli, startCli } from '../support/cli.js';
import { createEmptyDatabase } from '../support/database.js';
import { aLogRow, droneLog, LOGGED_MS } from '../support/drone-log.js';
import { waitFor } from '../support/wait-for.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airpicture-cli-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function aLog(rows: number): Promise<string> {
  const path = join(directory, 'log.csv');
  await writeFile(path, droneLog(Array.from({ length: rows }, (_, index) => aLogRow({}, LOGGED_MS + index))));
  return path;
}

async function count(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM drones');
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

test('--help names the commands, --version the version; neither reads the configuration', async () => {
  const broken = { PORT: 'none' };
  const help = await runCli(['--help'], broken);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const command of ['migrate', 'grants', 'import', 'replay-spool', 'key'])
    expect(help.stdout).toContain(command);
  expect(await runCli(['--version'], broken)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});

test.each([
  [['bogus'], "unknown command 'bogus'"],
  [['--bogus'], "unknown option '--bogus'"],
  [['import'], "missing required argument 'file'"],
  [['import', 'log.csv', '--format', 'xml'], 'Allowed choices are csv, ndjson'],
  [['import', 'log.csv', '--delimiter', ';;'], 'The delimiter is one character'],
  [['replay-spool', '--sink', 'disk'], 'Allowed choices are tsdb, loki'],
])('%j is answered with help and exit code 64', async (args, complaint) => {
  const { code, stdout, stderr } = await runCli(args);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(complaint);
  expect(stderr).toContain('Usage: airpicture');
});

test.each([[[]], [['migrate']], [['import', 'log.csv']], [['replay-spool']]])(
  'airpicture %j with a configuration that cannot be used ends with exit code 78',
  async (args) => {
    const { code, stderr } = await runCli(args, { PORT: 'none' });
    expect(code).toBe(78);
    expect(stderr).toContain('PORT');
  },
);

test('an import into a database that nobody uses makes its tables first', async () => {
  const database = await createEmptyDatabase();
  try {
    const env = { DATABASE_URL: database.connectionString };
    expect(await runCli(['import', await aLog(3)], env)).toMatchObject({ code: 0 });
    expect(await count(database.connectionString)).toBe(3);
  } finally {
    await database.drop();
  }
});

test('an import starts the embedded PostgreSQL, stops it again, or uses the one that a server runs', async () => {
  const path = await aLog(3);
  expect(await runCli(['import', path], { DATA_DIR: directory })).toMatchObject({ code: 0, stderr: '' });
  const server = createEmbeddedPostgres({ dataDir: directory, logger: pino({ level: 'silent' }) });
  const connectionString = await server.start();
  try {
    expect(await count(connectionString)).toBe(3);
    const { code, stdout } = await runCli(['import', path], { DATA_DIR: directory });
    expect(code).toBe(0);
    expect(counted(stdout, 'there already')).toBe(3);
  } finally {
    await server.stop();
  }
}, 60_000);

test('an interrupted import ends after the current chunk and says how far it came', async () => {
  const database = await createEmptyDatabase();
  try {
    const { child, ended } = startCli(['import', await aLog(100_000)], {
      DATABASE_URL: database.connectionString,
    });
    await waitFor(async () => expect(await count(database.connectionString)).toBeGreaterThan(0));
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    const stored = counted(stdout, 'stored');
    expect(stored).toBeLessThan(100_000);
    expect(await count(database.connectionString)).toBe(stored);
  } finally {
    await database.drop();
  }
}, 60_000);
