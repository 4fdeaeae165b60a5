import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulatedKit, type SimulatedKit } from '../../simulator/kit.js';
import { KITS_NETWORK, startServer, type ServerProcess } from '../../simulator/server-process.js';
import { freePort } from '../../simulator/free-port.js';
import { createWorld } from '../../simulator/world.js';
import { waitFor } from '../support/wait-for.js';

let dataDir: string;
let kit: SimulatedKit;
let server: ServerProcess;
let env: Record<string, string>;

async function start(): Promise<void> {
  server = startServer({ host: '127.0.0.1', port: await freePort(0), env });
  await server.ready(30_000);
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-crash-'));
  const world = createWorld({ seed: 5, startMs: Date.now() - 600_000, droneCount: 10 });
  kit = createSimulatedKit({
    world,
    serial: 'CRASH',
    position: { lat: 47.66, lon: 9.48, altitudeM: 450 },
    rateLimit: 10_000,
  });
  const apiUrl = await kit.start();
  const kitsPath = join(dataDir, 'kits.yaml');
  await writeFile(kitsPath, `kits:\n  - id: crash-kit\n    name: Crash\n    api_url: ${apiUrl}\n`);
  env = {
    DATA_DIR: dataDir,
    KIT_ALLOWED_NETWORKS: KITS_NETWORK,
    KITS_CONFIG: kitsPath,
    POLL_INTERVAL: '1.5',
    LOG_LEVEL: 'error',
    DATABASE_URL: '',
  };
  await start();
});

afterAll(async () => {
  await server.stop();
  await kit.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('killed in the middle of writing again and again, it comes back with every row once', async () => {
  let rows = 0;
  for (let round = 0; round < 3; round += 1) {
    await waitFor(async () => {
      const { detections } = await server.query<{ detections: { nodes: unknown[] } }>(
        '{ detections(range: { last: "PT1H" }, first: 1000) { nodes { id } } }',
      );
      expect(detections.nodes.length).toBeGreaterThan(rows);
      rows = detections.nodes.length;
    });
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toBe('SIGKILL');
    await start();
  }
  const { total, distinct } = await count();
  expect(total).toBeGreaterThanOrEqual(rows);
  expect(distinct).toBe(total);
});

/** Reports stored, and how many different ones the kit made. */
async function count(): Promise<{ total: number; distinct: number }> {
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  const pid = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(pid.split('\n')[3]),
    user: 'airpicture',
    password,
    database: 'airpicture',
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ total: number; distinct: number }>(
      'SELECT count(*)::int AS total, count(DISTINCT (kit_id, drone_id, kit_time_s))::int AS distinct FROM drones',
    );
    return rows[0]!;
  } finally {
    await client.end();
  }
}

test('the password of its database is for its owner only', async () => {
  expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
});

test('told to stop twice, it ends once and cleanly', async () => {
  process.kill(server.pid, 'SIGTERM');
  process.kill(server.pid, 'SIGTERM');
  expect(await server.exited).toBe(0);
});
