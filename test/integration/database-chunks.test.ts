import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  detectionsByKey,
  listDetections,
  listDetectionsPerDrone,
  type DetectionKey,
} from '../../src/db/detections.js';
import { detectEdition } from '../../src/db/edition.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { store } from '../support/history.js';
import { aTrackReport } from '../support/observations.js';

let database: TestDatabase;
/** The day of each chunk of `drones`, by the chunk's name; without TimescaleDB there are none. */
let dayOfChunk: ReadonlyMap<string, string>;

const day = (number: number) => Date.UTC(2026, 0, number);
const noon = (number: number) => day(number) + 12 * 3_600_000;

beforeAll(async () => {
  database = await createTestDatabase();
  await store(
    database.pool,
    Array.from({ length: 10 }, (_, index) => aTrackReport({ observedAtMs: noon(index + 1) })),
  );
  const { timescaleVersion } = await detectEdition(database.pool);
  const { rows } =
    timescaleVersion === null
      ? { rows: [] }
      : await database.pool.query<{ name: string; day: string }>(
          `SELECT chunk_name AS name, to_char(range_start, 'YYYY-MM-DD') AS day
             FROM timescaledb_information.chunks WHERE hypertable_name = 'drones'`,
        );
  dayOfChunk = new Map(rows.map((row) => [row.name, row.day]));
  expect(dayOfChunk.size).toBe(timescaleVersion === null ? 0 : 10);
});
afterAll(() => database.drop());

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** The tables that the plan reads by itself: a custom scan only leads the scans of the chunks below it. */
function tablesOf(plan: Plan): string[] {
  const table = plan['Node Type'] === 'Custom Scan' ? undefined : plan['Relation Name'];
  return [...(table === undefined ? [] : [table]), ...(plan.Plans ?? []).flatMap(tablesOf)];
}

/** The days whose chunks a query reads; for an ordinary table its name. */
async function readBy(question: (pool: pg.Pool) => Promise<unknown>): Promise<string[]> {
  const plans: Plan[] = [];
  const explaining = {
    async query({ text, values }: { text: string; values: unknown[] }) {
      const { rows } = await database.pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `EXPLAIN (FORMAT JSON) ${text}`,
        values,
      );
      plans.push(...rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan: plan }) => plan)));
      return { rows: [] };
    },
  } as unknown as pg.Pool;
  await question(explaining);
  const tables = plans.flatMap(tablesOf).map((table) => dayOfChunk.get(table) ?? table);
  return [...new Set(tables)].sort();
}

/** The chunks of these days where there are chunks. */
const chunks = (...days: string[]) => (dayOfChunk.size > 0 ? days : ['drones']);

const range = { fromMs: noon(4), toMs: day(7) };
const page = { limit: 100, backward: false, after: null, before: null };

test('detections of a time range are read from the chunks of its days', async () => {
  const query = { range, filter: {}, page };
  expect(await readBy((pool) => listDetections(pool, query))).toEqual(
    chunks('2026-01-04', '2026-01-05', '2026-01-06'),
  );
  expect(await readBy((pool) => listDetectionsPerDrone(pool, query, ['drone-A', 'drone-B']))).toEqual(
    chunks('2026-01-04', '2026-01-05', '2026-01-06'),
  );
});

test('the next page is read from the chunks from its cursor on', async () => {
  const after: DetectionKey = [noon(5), 'kit-1', 'drone-A'];
  const query = { range, filter: {}, page: { ...page, after } };
  expect(await readBy((pool) => listDetections(pool, query))).toEqual(chunks('2026-01-04', '2026-01-05'));
});

test('single detections are read from the chunks of their days', async () => {
  const keys: DetectionKey[] = [
    [noon(2), 'kit-1', 'drone-A'],
    [noon(9), 'kit-1', 'drone-A'],
  ];
  expect(await readBy((pool) => detectionsByKey(pool, keys))).toEqual(chunks('2026-01-02', '2026-01-09'));
});
