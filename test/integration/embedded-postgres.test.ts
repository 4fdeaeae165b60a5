import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded.js';
import { DataDirVersionError } from '../../src/db/embedded/cluster.js';
import { serverProcesses } from '../../src/db/embedded/processes.js';
import { DataDirInUseError } from '../../src/db/data-dir-lock.js';
import { captureLogs } from '../support/logs.js';
import { waitFor } from '../support/wait-for.js';

const silent = pino({ level: 'silent' });
let dataDir: string;
let undo: (() => unknown)[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-embedded-'));
  undo = [() => rm(dataDir, { recursive: true, force: true })];
});
afterEach(async () => {
  // What undoing starts is undone too.
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
});

function embedded(
  options: { port?: number; logger?: typeof silent; dataDir?: string } = {},
): EmbeddedPostgres {
  const server = createEmbeddedPostgres({ dataDir, logger: silent, ...options });
  undo.push(() => server.stop());
  return server;
}

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that owns the embedded PostgreSQL, in a process group of its own as in a terminal. */
async function owner() {
  const script = fileURLToPath(new URL('../support/embedded-owner.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  // Starting one more stops a server that it left behind.
  undo.push(() => kill().then(() => embedded().start()));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { pid: child.pid ?? 0, connectionString: line, exited, kill };
}

const modeOf = async (path: string) => (await stat(join(dataDir, path))).mode & 0o777;
const postmasterPid = async () =>
  Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);

test('rows survive a stop and a start, and only the owner may read what it keeps', async () => {
  const first = embedded();
  const url = await first.start();
  await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  await first.stop();
  expect(await query(await embedded().start(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(await modeOf('postgres')).toBe(0o700);
  expect(await modeOf('postgres-password')).toBe(0o600);
  expect(new URL(url).hostname).toBe('127.0.0.1');
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed|ECONNREFUSED/);
});

test.each([0o700, 0o755])('it never runs as root, also below a directory of mode %o', async (mode) => {
  await chmod(dataDir, mode);
  await embedded().start();
  expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0);
});

test('it keeps every confirmed commit', async () => {
  const settings = await query(
    await embedded().start(),
    "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, current_setting('listen_addresses') AS address",
  );
  expect(settings).toEqual([{ fsync: 'on', commit: 'on', address: '127.0.0.1' }]);
});

test('after its owner was killed, the server that was left behind is replaced and rows are intact', async () => {
  const killed = await owner();
  await query(killed.connectionString, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
  const orphan = await postmasterPid();
  await killed.kill();
  const url = await embedded().start();
  expect(await query(url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }]);
  expect(await postmasterPid()).not.toBe(orphan);
});

test('after owner and server were both killed, rows are intact', async () => {
  const killed = await owner();
  await query(killed.connectionString, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
  const server = await postmasterPid();
  await killed.kill();
  process.kill(server, 'SIGKILL');
  const url = await embedded().start();
  expect(await query(url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }]);
});

test('a server that does not answer is killed at the deadline, and what was committed is there again', async () => {
  const first = embedded();
  const url = await first.start();
  await query(url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
  const frozen = await serverProcesses(join(dataDir, 'postgres'), await postmasterPid());
  for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  await first.stop({ deadlineMs: 300 });
  expect(await query(await embedded().start(), 'SELECT count(*)::int AS rows FROM kept')).toEqual([
    { rows: 1000 },
  ]);
});

test('a pid file that names an unrelated process does not stop it from starting', async () => {
  const first = embedded();
  await first.start();
  const pidFile = join(dataDir, 'postgres/postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  await first.stop();
  await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
  expect(await query(await embedded().start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server that is killed while it is being stopped, and stays a zombie, does not either', async () => {
  const first = embedded();
  await first.start();
  const pidFile = join(dataDir, 'postgres/postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  await first.stop();
  // In place of a server: PostgreSQL looks at processes of its own user only. The parent never asks how it ended.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; cd / && exec sleep 60'], {
    uid: (await stat(join(dataDir, 'postgres'))).uid,
    cwd: join(dataDir, 'postgres'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => void parent.kill('SIGKILL'));
  const [pid] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  await writeFile(pidFile, [pid, ...lines.slice(1)].join('\n'));
  const logs = captureLogs();
  const started = embedded({ logger: logs.logger }).start();
  await waitFor(() => expect(logs.entries).toHaveLength(1));
  process.kill(Number(pid), 'SIGKILL');
  expect(await query(await started, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a second one in the same directory is refused, and the first goes on', async () => {
  const first = await owner();
  const refusal: unknown = await embedded()
    .start()
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DataDirInUseError);
  expect(refusal).toMatchObject({ dataDir, pid: first.pid });
  expect(String(refusal)).toMatch(new RegExp(`${dataDir}.*${first.pid}`));
  expect(await query(first.connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('two in one process are refused as well', async () => {
  await embedded().start();
  await expect(embedded().start()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE', pid: process.pid });
});

test('a damaged lock file is no obstacle', async () => {
  await writeFile(join(dataDir, 'airpicture.lock'), '');
  expect(await query(await embedded().start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('another port is used when the wanted one is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  undo.push(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const url = new URL(await embedded({ port }).start());
  expect(Number(url.port)).not.toBe(port);
  expect(await query(url.href, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('Ctrl-C reaches the owner only, which can still write and then stops the server', async () => {
  const interrupted = await owner();
  process.kill(-interrupted.pid, 'SIGINT');
  expect(await interrupted.exited).toEqual([0, null]);
  expect(await query(await embedded().start(), 'SELECT word FROM last_words')).toEqual([{ word: 'flushed' }]);
});

test('a server that dies is started again at the same address', async () => {
  const logs = captureLogs();
  const url = await embedded({ logger: logs.logger }).start();
  process.kill(await postmasterPid(), 'SIGKILL');
  await waitFor(() =>
    expect(logs.count('the embedded PostgreSQL ended by itself: starting it again')).toBe(1),
  );
  await waitFor(async () => expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]));
});

test('stopping while a dead server is being started again leaves none behind', async () => {
  const logs = captureLogs();
  const server = embedded({ logger: logs.logger });
  const url = await server.start();
  process.kill(await postmasterPid(), 'SIGKILL');
  await waitFor(() => expect(logs.entries.some(({ level }) => level >= 50)).toBe(true));
  await server.stop();
  await expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
});

test('a lost password file is replaced', async () => {
  const first = embedded();
  await first.start();
  await first.stop();
  await rm(join(dataDir, 'postgres-password'));
  expect(await query(await embedded().start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await modeOf('postgres-password')).toBe(0o600);
});

test('a data directory of another PostgreSQL is refused by name', async () => {
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '16\n');
  const refusal: unknown = await embedded()
    .start()
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DataDirVersionError);
  expect(String(refusal)).toContain('PostgreSQL 16');
  // The refusal gives the directory free again.
  await rm(join(dataDir, 'postgres'), { recursive: true });
  await embedded().start();
});

test('a start that failed on the way says what PostgreSQL said', async () => {
  const server = createEmbeddedPostgres({ dataDir, logger: silent, settings: { shared_buffers: 'plenty' } });
  await expect(server.start()).rejects.toMatchObject({
    code: 'EMBEDDED_POSTGRES_FAILED',
    output: expect.stringContaining('shared_buffers') as string,
  });
});
