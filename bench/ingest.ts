/**
 * Records a second into the database through POST /ingest and through the collectors, beside a plain
 * `INSERT … SELECT FROM unnest` of the same rows into a twin of the same table on the same PostgreSQL, in the same
 * run, and what they cost in processor time. Exit code 1 when a way in reaches less than 0.6 of the plain insert, or
 * a row is missing.
 *
 * The plain insert has the rows as objects, as pg reads them, turns a thousand at a time into a parameter for each
 * column, sends them on one connection, and does nothing else. The server takes requests of 1,000 to 5,000 messages over four connections, or polls fifty kits; it unpacks,
 * parses, checks, deduplicates, serves the live picture, keeps the list of aircraft, and acknowledges after the
 * commit. Whoever pushes, and the kits, have processes of their own, and have their bodies ready.
 *
 * A kit lists one report for each drone, so it would take thousands of kits to be as many at once; here each kit
 * lists forty of each. Their time is from their answers, all at once, until the last row is in the table. Otherwise
 * the kits are disabled, so that polling them costs the pushes nothing.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { stringify } from 'yaml';
import { freePort } from '../simulator/free-port.js';
import { buildServer, KITS_NETWORK, startServer, type ServerProcess } from '../simulator/server-process.js';
import { wholeNumber } from '../simulator/whole-number.js';
import { startChild, type Child } from './child.js';
import { kitIdOf, type DetectionsOrder } from './detections.js';
import { enableKits } from './enable-kits.js';
import { embeddedDatabase } from './embedded-database.js';
import type { KitsAddresses, KitsReport } from './full-kits.js';
import { median } from './median.js';
import { insertPlain, makeTwin, readDrones } from './plain-insert.js';
import { usageOf, usageOfFamily } from './process-usage.js';
import type { PushBodies, PushOrder, PushReport } from './push-load.js';
import { finish, type Comparison } from './result.js';

const LEAST_RATIO = 0.6;
const KITS = 50;
const DRONES_PER_KIT = 50;
const CONNECTIONS = 4;
/** More come into the table at no time: counting more often would only be in the way. */
const MOST_ROWS_PER_S = 40_000;
const LEAST_WAIT_MS = 50;
const GIVE_UP_MS = 120_000;
const WAYS = ['pushed, gzip', 'pushed, plain', 'collected'] as const;
type Way = (typeof WAYS)[number];

interface Run {
  readonly rowsPerS: number;
  readonly serverCpuS: number;
  readonly databaseCpuS: number;
}

/** One way in, and the same rows right behind it as a plain insert. */
interface Result {
  readonly run: Run;
  readonly plain: Run;
}

interface Bench {
  readonly server: ServerProcess;
  readonly pusher: Child;
  readonly kits: Child;
  readonly database: pg.Client;
  readonly twin: pg.Client;
  readonly postmasterPid: number;
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      records: { type: 'string', default: '100000' },
      save: { type: 'boolean', default: false },
    },
  });
  return {
    save: values.save,
    rounds: wholeNumber('rounds', values.rounds, 1, 50),
    reportsPerDrone: Math.ceil(
      wholeNumber('records', values.records, 2500, 1_000_000) / (KITS * DRONES_PER_KIT),
    ),
  };
}

/** Brings the records in one way; returns how many seconds it took until all were in the table. */
async function bringIn(way: Way, order: DetectionsOrder, bench: Bench, begin: () => void): Promise<number> {
  const expected = order.kits * order.dronesPerKit * order.reportsPerDrone;
  if (way === 'collected') {
    await bench.kits.ask(order);
    begin();
    // A kit that is enabled is polled at once.
    await enableKits(bench.server, KITS, true);
    const endMs = await untilStored(bench.database, expected);
    await enableKits(bench.server, KITS, false);
    const { servedMs } = await bench.kits.ask<KitsReport>('served');
    if (servedMs === null) throw new Error('not every kit was polled');
    return (endMs - servedMs) / 1000;
  }
  const gzip = way === 'pushed, gzip';
  const push: PushOrder = { ...order, url: bench.server.url, gzip, connections: CONNECTIONS };
  await bench.pusher.ask<PushBodies>(push);
  begin();
  const { seconds, written, failures } = await bench.pusher.ask<PushReport>('go');
  if (written !== expected)
    throw new Error(`${written} of ${expected} pushed records were written: ${JSON.stringify(failures)}`);
  await untilStored(bench.database, expected);
  return seconds;
}

/** Returns when that was. @throws {Error} there are more, or not as many after two minutes */
async function untilStored(database: pg.Client, expected: number): Promise<number> {
  const giveUpMs = Date.now() + GIVE_UP_MS;
  for (;;) {
    const { rows } = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM drones');
    const count = rows[0]?.count ?? 0;
    if (count === expected) return Date.now();
    if (count > expected || Date.now() > giveUpMs) throw new Error(`${count} rows instead of ${expected}`);
    await sleep(Math.max(LEAST_WAIT_MS, ((expected - count) / MOST_ROWS_PER_S) * 1000));
  }
}

async function measure(way: Way, order: DetectionsOrder, bench: Bench): Promise<Result> {
  const { server, database, twin, postmasterPid } = bench;
  await database.query('TRUNCATE drones, aircraft, pushes');
  await twin.query('TRUNCATE drones');
  await database.query('CHECKPOINT');
  const usage = () => ({ server: usageOf(server.pid).cpuS, database: usageOfFamily(postmasterPid).cpuS });
  const ran = (rows: number, seconds: number, before: ReturnType<typeof usage>): Run => {
    const after = usage();
    return {
      rowsPerS: rows / seconds,
      serverCpuS: ((after.server - before.server) * 100_000) / rows,
      databaseCpuS: ((after.database - before.database) * 100_000) / rows,
    };
  };

  let before = usage();
  const seconds = await bringIn(way, order, bench, () => (before = usage()));
  const rows = order.kits * order.dronesPerKit * order.reportsPerDrone;
  const run = ran(rows, seconds, before);

  const plainRows = await readDrones(database);
  await database.query('CHECKPOINT');
  before = usage();
  const plainSeconds = await insertPlain(twin, plainRows);
  return { run, plain: ran(plainRows.rows.length, plainSeconds, before) };
}

async function startBench(dataDir: string): Promise<Bench & { stop(): Promise<void> }> {
  const kits = startChild('full-kits.ts');
  const pusher = startChild('push-load.ts');
  const { urls } = await kits.ask<KitsAddresses>({ kits: KITS });
  const kitsPath = join(dataDir, 'kits.yaml');
  await writeFile(
    kitsPath,
    stringify({
      kits: urls.map((api_url, i) => ({ id: kitIdOf(i), name: `Kit ${i}`, api_url, enabled: false })),
    }),
  );
  const server = startServer({
    host: '127.0.0.1',
    port: await freePort(0),
    env: {
      DATA_DIR: dataDir,
      KIT_ALLOWED_NETWORKS: KITS_NETWORK,
      KITS_CONFIG: kitsPath,
      INGEST_AUTO_REGISTER: 'true',
      INGEST_RECORDS_PER_SECOND: '0',
      LOG_LEVEL: 'warn',
    },
  });
  await server.ready(60_000);
  const url = process.env['DATABASE_URL'] || (await embeddedDatabase(dataDir)).url;
  const database = new pg.Client(url);
  await database.connect();
  const { rows } = await database.query<{ pid: number }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
  );
  const twin = new pg.Client(await makeTwin(url, 'airpicture_bench_twin'));
  await twin.connect();
  return {
    server,
    pusher,
    kits,
    database,
    twin,
    postmasterPid: rows[0]?.pid ?? 0,
    async stop() {
      await twin.end();
      await database.query('DROP DATABASE airpicture_bench_twin WITH (FORCE)');
      await database.end();
      await server.stop();
      kits.end();
      pusher.end();
    },
  };
}

async function main(): Promise<number> {
  const { rounds, reportsPerDrone, save } = readArguments();
  await buildServer();
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-bench-'));
  const results = new Map<Way, Result[]>(WAYS.map((way) => [way, []]));
  try {
    const bench = await startBench(dataDir);
    try {
      // The first round only warms up.
      for (let round = 0; round <= rounds; round++) {
        for (const [index, way] of WAYS.entries()) {
          const result = await measure(way, orderOf(round * WAYS.length + index, reportsPerDrone), bench);
          if (round > 0) results.get(way)?.push(result);
        }
      }
    } finally {
      await bench.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  const comparisons = WAYS.map((way) => compare(way, results.get(way) ?? []));
  return finish('ingest', comparisons, { save });
}

function orderOf(round: number, reportsPerDrone: number): DetectionsOrder {
  return { kits: KITS, dronesPerKit: DRONES_PER_KIT, reportsPerDrone, round };
}

function compare(way: Way, results: readonly Result[]): Comparison {
  const of = (valueOf: (result: Result) => number) => median(results.map(valueOf));
  return {
    what: way,
    unit: 'records/s',
    ours: of(({ run }) => run.rowsPerS),
    limit: { name: 'plain insert', value: of(({ plain }) => plain.rowsPerS) },
    promises: [
      {
        name: 'of the plain insert',
        // Of two that came one after the other, because the machine is not the same all the time.
        value: of(({ run, plain }) => run.rowsPerS / plain.rowsPerS),
        atLeast: LEAST_RATIO,
      },
    ],
    details: {
      per: '100,000 records',
      serverCpuS: of(({ run }) => run.serverCpuS),
      databaseCpuS: of(({ run }) => run.databaseCpuS),
      plainInsertCpuS: of(({ plain }) => plain.databaseCpuS),
    },
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
