/**
 * Polls fleets of simulated kits with the real server for a minute each, and says whether the server keeps up: polls
 * on time, memory, processor time, rows written. Exit code 1 when less than 99 % of the polls are on time, the server
 * has more than 512 MiB resident, or takes more than one core; its PostgreSQL is reported beside it and not in these.
 *
 * A poll of /drones is on time when it comes 5 s ± 10 % after the one before it on the same kit. What is measured
 * begins two intervals after the server was ready.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { stringify } from 'yaml';
import { freePort } from '../simulator/free-port.js';
import { buildServer, KITS_NETWORK, startServer } from '../simulator/server-process.js';
import { wholeNumber } from '../simulator/whole-number.js';
import { startChild } from './child.js';
import { embeddedDatabase } from './embedded-database.js';
import { usageOf, usageOfFamily } from './process-usage.js';
import { burstiness, punctuality } from './punctuality.js';
import { finish, type Comparison } from './result.js';
import type { FleetAddresses, FleetOrder, FleetReport } from './simulated-fleet.js';

const INTERVAL_MS = 5000;
const TOLERANCE = 0.1;
const WINDOW_MS = 100;
const LEAST_ON_TIME = 0.99;
const MOST_MIB = 512;
const MOST_CORES = 1;

function readArguments() {
  const { values } = parseArgs({
    options: {
      kits: { type: 'string', default: '10,100,500,1000' },
      seconds: { type: 'string', default: '60' },
      drones: { type: 'string', default: '5' },
      save: { type: 'boolean', default: false },
    },
  });
  return {
    kits: values.kits.split(',').map((text) => wholeNumber('kits', text, 1, 5000)),
    seconds: wholeNumber('seconds', values.seconds, 10, 86_400),
    drones: wholeNumber('drones', values.drones, 0, 100),
    save: values.save,
  };
}

async function countRows(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(`
    SELECT ((SELECT count(*) FROM drones) + (SELECT count(*) FROM signals) + (SELECT count(*) FROM system_health))::int AS rows`);
  return rows[0]?.rows ?? 0;
}

async function measure(order: FleetOrder, seconds: number, dataDir: string, told: AbortSignal) {
  const fleet = startChild('simulated-fleet.ts');
  const { urls } = await fleet.ask<FleetAddresses>(order);
  const kitsPath = join(dataDir, 'kits.yaml');
  await writeFile(
    kitsPath,
    stringify({ kits: urls.map((api_url, i) => ({ id: `kit-${i}`, name: `Kit ${i}`, api_url })) }),
  );
  const server = startServer({
    host: '127.0.0.1',
    port: await freePort(0),
    env: {
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      KIT_ALLOWED_NETWORKS: KITS_NETWORK,
      KITS_CONFIG: kitsPath,
      POLL_INTERVAL: '5',
      LOG_LEVEL: 'warn',
    },
  });
  try {
    await server.ready(60_000);
    await sleep(2 * INTERVAL_MS, undefined, { signal: told });
    const database = await embeddedDatabase(dataDir);
    const client = new pg.Client(database.url);
    await client.connect();

    const before = {
      server: usageOf(server.pid),
      database: usageOfFamily(database.pid),
      rows: await countRows(client),
      report: await fleet.ask<FleetReport>('report'),
    };
    const fromMs = Date.now();
    let mostServerMib = 0;
    let mostDatabaseMib = 0;
    while (Date.now() < fromMs + seconds * 1000) {
      await sleep(1000, undefined, { signal: told });
      mostServerMib = Math.max(mostServerMib, usageOf(server.pid).memoryMib);
      mostDatabaseMib = Math.max(mostDatabaseMib, usageOfFamily(database.pid).memoryMib);
    }
    const toMs = Date.now();
    const after = {
      server: usageOf(server.pid),
      database: usageOfFamily(database.pid),
      rows: await countRows(client),
      report: await fleet.ask<FleetReport>('report'),
    };
    await client.end();

    const polls = after.report.dronePollsMs;
    const failed = ({ failures }: FleetReport) =>
      Object.values(failures).reduce((sum, count) => sum + count, 0);
    const burst = burstiness(polls.flat(), { windowMs: WINDOW_MS, fromMs, toMs });
    return {
      kits: order.kits,
      seconds: (toMs - fromMs) / 1000,
      polls: punctuality(polls, { intervalMs: INTERVAL_MS, tolerance: TOLERANCE, fromMs, toMs }),
      mostPollsIn100Ms: burst.most,
      meanPollsIn100Ms: round(burst.mean),
      httpRequests: after.report.requests - before.report.requests,
      httpFailures: failed(after.report) - failed(before.report),
      rowsPerSecond: round(((after.rows - before.rows) * 1000) / (toMs - fromMs)),
      serverCpuS: round(after.server.cpuS - before.server.cpuS),
      databaseCpuS: round(after.database.cpuS - before.database.cpuS),
      simulatorCpuS: round(after.report.cpuS - before.report.cpuS),
      serverRssMib: round(mostServerMib),
      databaseMib: round(mostDatabaseMib),
    };
  } finally {
    await server.stop();
    fleet.end();
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

async function measureFleet(order: FleetOrder, seconds: number, told: AbortSignal): Promise<Comparison> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-bench-'));
  try {
    const result = await measure(order, seconds, dataDir, told);
    const { polls, serverRssMib } = result;
    return {
      what: `${order.kits.toLocaleString('en')} kits, each every 5 s`,
      unit: '% of polls on time',
      ours: 100 * polls.onTimeShare,
      promises: [
        { name: '% on time', value: 100 * polls.onTimeShare, atLeast: 100 * LEAST_ON_TIME },
        { name: 'cores', value: result.serverCpuS / result.seconds, atMost: MOST_CORES },
        { name: 'MiB', value: serverRssMib, atMost: MOST_MIB },
      ],
      details: result,
    };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { kits, drones, seconds, save } = readArguments();
  const telling = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => telling.abort());
  await buildServer();
  const comparisons: Comparison[] = [];
  for (const count of kits) {
    const comparison = await measureFleet({ kits: count, drones }, seconds, telling.signal);
    comparisons.push(comparison);
    console.error(JSON.stringify(comparison));
  }
  return finish('fleet', comparisons, { save });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
