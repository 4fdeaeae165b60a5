/**
 * How soon people see what they wait for, on the built server with its own PostgreSQL: a first start, a kit in the
 * subscription `kits` after it was registered, its drones in `tracks`, and a start after SIGKILL. Prints each beside
 * what is promised; exit code 1 when one takes longer.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createSimulatedKit } from '../simulator/kit.js';
import { freePort } from '../simulator/free-port.js';
import { buildServer, KITS_NETWORK, startServer, type ServerProcess } from '../simulator/server-process.js';
import { createWorld } from '../simulator/world.js';

const POLL_INTERVAL_MS = 2000;

interface Measure {
  readonly what: string;
  readonly tookMs: number;
  readonly promisedMs: number;
}

async function main(): Promise<readonly Measure[]> {
  await buildServer();
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-bench-'));
  const world = createWorld({ seed: 1, startMs: Date.now() - 600_000 });
  const kit = createSimulatedKit({
    world,
    serial: 'BENCH',
    position: { lat: 47.66, lon: 9.48, altitudeM: 450 },
  });
  const apiUrl = await kit.start();
  await untilKitHearsSomething(apiUrl);
  let server: ServerProcess | null = null;
  try {
    const start = async () => {
      server = await launch(dataDir);
      return server;
    };
    const first = await timed(start);
    const client = createClient({
      url: `${first.result.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
    });
    const seen = await watchRegistration(first.result, client, apiUrl);
    await client.dispose();
    process.kill(first.result.pid, 'SIGKILL');
    await first.result.exited;
    const again = await timed(start);
    return [
      { what: 'first start to ready', tookMs: first.tookMs, promisedMs: 60_000 },
      { what: 'registered kit in `kits`', tookMs: seen.kitMs, promisedMs: 2000 },
      { what: 'its drones in `tracks`', tookMs: seen.tracksMs, promisedMs: POLL_INTERVAL_MS + 500 },
      { what: 'SIGKILL to ready', tookMs: again.tookMs, promisedMs: 5000 },
    ];
  } finally {
    await (server as ServerProcess | null)?.stop();
    await kit.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function launch(dataDir: string): Promise<ServerProcess> {
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    KIT_ALLOWED_NETWORKS: KITS_NETWORK,
    POLL_INTERVAL: String(POLL_INTERVAL_MS / 1000),
    LOG_LEVEL: 'warn',
  };
  const server = startServer({ host: '127.0.0.1', port: await freePort(0), env });
  await server.ready(60_000);
  return server;
}

async function watchRegistration(server: ServerProcess, client: Client, apiUrl: string) {
  const kits = client.iterate<{ kits: { kitId: string } }>({ query: 'subscription { kits { kitId } }' });
  const tracks = client.iterate<{ tracks: { tracks?: unknown[]; upserts?: unknown[] } }>({
    query:
      'subscription { tracks { ... on TrackSnapshot { tracks { droneId } } ... on TrackBatch { upserts { droneId } } } }',
  });
  await tracks.next();
  const startMs = performance.now();
  const since = async (next: Promise<unknown>) => {
    await next;
    return performance.now() - startMs;
  };
  const [kitMs, tracksMs] = await Promise.all([
    since(kits.next()),
    since(tracks.next()),
    server.query('mutation ($input: RegisterKitInput!) { registerKit(input: $input) { __typename } }', {
      input: { kitId: 'bench', apiUrl },
    }),
  ]);
  return { kitMs, tracksMs };
}

async function untilKitHearsSomething(apiUrl: string): Promise<void> {
  for (;;) {
    const { drones } = (await (await fetch(`${apiUrl}/drones`)).json()) as { drones: unknown[] };
    if (drones.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number }> {
  const startMs = performance.now();
  const result = await work();
  return { result, tookMs: performance.now() - startMs };
}

const measures = await main();
for (const { what, tookMs, promisedMs } of measures)
  console.log(`${what}: ${Math.round(tookMs)} ms, promised ${promisedMs} ms`);
console.log(JSON.stringify(measures.map((measure) => ({ ...measure, tookMs: Math.round(measure.tookMs) }))));
process.exitCode = measures.every(({ tookMs, promisedMs }) => tookMs <= promisedMs) ? 0 : 1;
