/**
 * Ten minutes without the database: records are pushed to the built server all the time, twenty people watch the live
 * picture, and then the database comes back. Prints how late the live picture was, how much memory the server took,
 * how long it was until everything acknowledged was in the database, and what was lost or stored twice. Exit code 1
 * when that is more than is promised.
 *
 * A latency is from when a push was due until a subscriber had the event, both in this process. Subscribers ask for
 * ten batches a second, so up to 100 ms of it is waiting for the next batch.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { freePort } from '../simulator/free-port.js';
import { buildServer, startServer, type ServerProcess } from '../simulator/server-process.js';
import { wholeNumber } from '../simulator/whole-number.js';
import { createEmbeddedPostgres } from '../src/db/embedded.js';
import { startTcpProxy, type TcpProxy } from '../test/support/tcp-proxy.js';
import { createLatencies } from './latencies.js';
import { watchTracks } from './live-watchers.js';
import { fileMemoryMib, usageOf } from './process-usage.js';
import { startSteadyPush } from './steady-push.js';

const MOST_LATENCY_MS = 1000;
const MOST_MIB = 512;
const MOST_CATCH_UP_S = 120;
/** Of the reports, as many have to reach every subscriber. */
const LEAST_DELIVERED = 0.99;
const WARM_UP_MS = 5000;
const GIVE_UP_MS = 600_000;
const SUBSCRIBERS = 20;

function readArguments() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '600' },
      rate: { type: 'string', default: '500' },
    },
  });
  return {
    seconds: wholeNumber('seconds', values.seconds, 5, 86_400),
    rate: wholeNumber('rate', values.rate, 10, 100_000),
  };
}

interface Stored {
  readonly rows: number;
  readonly distinct: number;
}

/** A record is known by who and when it was, by its own clock. */
async function readStored(database: pg.Client): Promise<Stored> {
  const { rows } = await database.query<Stored>(`
    SELECT count(*)::int AS rows, count(DISTINCT (id, kit_time_s))::int AS distinct
    FROM (SELECT drone_id AS id, kit_time_s FROM drones UNION ALL SELECT signal_uid, kit_time_s FROM signals) AS stored`);
  return rows[0] ?? { rows: 0, distinct: 0 };
}

async function countRows(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT ((SELECT count(*) FROM drones) + (SELECT count(*) FROM signals))::int AS count',
  );
  return rows[0]?.count ?? 0;
}

async function measure(
  { seconds, rate }: ReturnType<typeof readArguments>,
  server: ServerProcess,
  network: TcpProxy,
  database: pg.Client,
) {
  const latencies = createLatencies();
  const away = { fromMs: Infinity, toMs: Infinity };
  const watchers = await watchTracks(server.url, SUBSCRIBERS, (observedAtMs) => {
    if (observedAtMs >= away.fromMs && observedAtMs < away.toMs) latencies.add(Date.now() - observedAtMs);
  });
  const push = startSteadyPush({ url: server.url, rate });
  let mostMib = 0;
  let filesMib = 0;
  const sampling = setInterval(() => {
    const { memoryMib } = usageOf(server.pid);
    if (memoryMib <= mostMib) return;
    mostMib = memoryMib;
    filesMib = fileMemoryMib(server.pid);
  }, 1000);
  await sleep(WARM_UP_MS);

  network.refuse();
  away.fromMs = Date.now();
  const before = push.counts();
  for (let elapsedS = 0; elapsedS < seconds; elapsedS += 10) {
    await sleep(Math.min(10, seconds - elapsedS) * 1000);
    console.error(
      `${elapsedS + 10} s: p99 ${latencies.percentile(0.99)} ms, ${Math.round(mostMib)} MiB at most, ` +
        JSON.stringify(push.counts()),
    );
  }
  const after = push.counts();
  away.toMs = Date.now();
  // What was sent last is on its way.
  await sleep(MOST_LATENCY_MS);

  network.recover();
  const backMs = performance.now();
  // Pushing goes on: it has caught up when what is acknowledged at a moment is in the database a moment later.
  let caughtUpS: number | null = null;
  while (caughtUpS === null && performance.now() - backMs < GIVE_UP_MS) {
    const { acknowledged } = push.counts();
    if ((await countRows(database)) >= acknowledged) caughtUpS = (performance.now() - backMs) / 1000;
    else await sleep(500);
  }
  await push.stop();
  await watchers.stop();
  clearInterval(sampling);
  const { acknowledged, refused } = push.counts();
  const settleMs = performance.now();
  while ((await countRows(database)) < acknowledged && performance.now() - settleMs < 30_000)
    await sleep(500);
  const stored = await readStored(database);
  return {
    seconds,
    rate,
    p50Ms: latencies.percentile(0.5),
    p99Ms: latencies.percentile(0.99),
    maxMs: latencies.percentile(1),
    deliveredShare: latencies.count / (SUBSCRIBERS * (after.tracksSent - before.tracksSent)),
    rssMib: Math.round(mostMib),
    ofFilesMib: Math.round(filesMib),
    acknowledged,
    refused,
    caughtUpS: caughtUpS === null ? null : Math.round(caughtUpS * 10) / 10,
    lost: acknowledged - stored.distinct,
    doubled: stored.rows - stored.distinct,
  };
}

async function main(): Promise<number> {
  const given = readArguments();
  await buildServer();
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-bench-'));
  const postgres = createEmbeddedPostgres({
    dataDir: join(dataDir, 'database'),
    logger: pino({ level: 'silent' }),
  });
  try {
    const url = new URL(await postgres.start());
    const network = await startTcpProxy({ host: '127.0.0.1', port: Number(url.port) });
    const database = new pg.Client(url.href);
    await database.connect();
    url.port = String(network.port);
    const server = startServer({
      host: '127.0.0.1',
      port: await freePort(0),
      env: {
        DATABASE_URL: url.href,
        DATA_DIR: join(dataDir, 'server'),
        INGEST_AUTO_REGISTER: 'true',
        INGEST_RECORDS_PER_SECOND: '0',
        LOG_LEVEL: 'error',
      },
    });
    try {
      await server.ready(60_000);
      const result = await measure(given, server, network, database);
      const passed =
        result.p99Ms <= MOST_LATENCY_MS &&
        result.deliveredShare >= LEAST_DELIVERED &&
        result.rssMib <= MOST_MIB &&
        result.caughtUpS !== null &&
        result.caughtUpS <= MOST_CATCH_UP_S &&
        result.lost === 0 &&
        result.doubled === 0;
      console.log(JSON.stringify({ passed, ...result }));
      console.log(
        `${result.seconds} s without the database at ${result.rate} records/s: live p99 ${result.p99Ms} ms ` +
          `(${(100 * result.deliveredShare).toFixed(1)} % delivered), memory ${result.rssMib} MiB (${result.ofFilesMib} of them files, the spool among them), caught up in ` +
          `${result.caughtUpS ?? '∞'} s; of ${result.acknowledged} acknowledged ${result.lost} lost, ` +
          `${result.doubled} doubled: ${passed ? 'passed' : 'FAILED'}`,
      );
      return passed ? 0 : 1;
    } finally {
      await server.stop();
      await database.end();
      await network.stop();
    }
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
