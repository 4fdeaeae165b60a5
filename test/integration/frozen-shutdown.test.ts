import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../simulator/free-port.js';
import { serverProcesses } from '../../src/db/embedded/processes.js';
import { startCli } from '../support/cli.js';
import { waitFor } from '../support/wait-for.js';

/** After it, systemd and Docker kill. */
const KILLED_AFTER_MS = 10_000;

let dataDir: string;
let silentLoki: Server;
let running: ReturnType<typeof startCli> | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-frozen-'));
  silentLoki = createServer(() => undefined).listen(0, '127.0.0.1');
  await waitFor(() => expect(silentLoki.listening).toBe(true));
});
afterEach(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  silentLoki.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<string> {
  const port = await freePort(0);
  running = startCli([], {
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(port),
    INGEST_AUTO_REGISTER: 'true',
    LOKI_ENABLED: 'true',
    LOKI_URL: `http://127.0.0.1:${(silentLoki.address() as AddressInfo).port}`,
    LOG_FORMAT: 'json',
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => expect((await fetch(`${url}/ready`)).status).toBe(200));
  return url;
}

const postmasterFile = async () =>
  (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n');

async function freeze(): Promise<void> {
  const [pid] = await postmasterFile();
  for (const one of await serverProcesses(join(dataDir, 'postgres'), Number(pid)))
    process.kill(one, 'SIGSTOP');
}

async function stored(): Promise<readonly string[]> {
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  const port = (await postmasterFile())[3];
  const client = new pg.Client(`postgresql://airpicture:${password}@127.0.0.1:${port}/airpicture`);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>('SELECT DISTINCT drone_id AS id FROM drones');
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

/** Pushes one drone after another, from several clients at once, until nobody answers any more. */
function pushing(url: string) {
  const acknowledged: string[] = [];
  const one = async (client: number) => {
    for (let count = 0; ; count++) {
      const id = `drone-${client}-${count}`;
      const messages = [{ type: 'drone', id, lat: 46.75, lon: 8.03, time: Date.now() / 1000 }];
      try {
        const { status } = await fetch(`${url}/ingest`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ source: 'kit-1', messages }),
        });
        if (status === 200) acknowledged.push(id);
      } catch {
        return;
      }
    }
  };
  return { acknowledged, ended: Promise.all([0, 1, 2, 3].map(one)) };
}

test('told to stop while its database is frozen and Loki does not answer, it is over in time and loses nothing', async () => {
  const url = await start();
  const { acknowledged, ended } = pushing(url);
  await waitFor(() => expect(acknowledged.length).toBeGreaterThan(20));
  await freeze();
  const startMs = performance.now();
  running?.child.kill('SIGTERM');
  const result = await running?.ended;
  expect(performance.now() - startMs).toBeLessThan(KILLED_AFTER_MS);
  expect(result?.code).toBe(0);
  expect(result?.stdout).not.toContain('could not stop in time');
  expect(result?.stdout).not.toContain('could not close');
  await ended;

  await start();
  await waitFor(async () => expect(await stored()).toEqual(expect.arrayContaining(acknowledged)));
}, 120_000);
