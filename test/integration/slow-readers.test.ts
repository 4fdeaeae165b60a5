import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { graphql } from '../support/graphql.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
let app: RunningApp;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await startApp(database, { INGEST_AUTO_REGISTER: 'true' });
  expect((await push(0)).status).toBe(200);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const READERS = 200;
const PUSHES = 200;

async function push(n: number): Promise<{ status: number; tookMs: number }> {
  const startMs = performance.now();
  const response = await fetch(`${app.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      source: 'kit-1',
      messages: [{ type: 'drone', id: `drone-${n}`, lat: 47.6, lon: 9.4, time: Date.now() / 1000 }],
    }),
  });
  await response.arrayBuffer();
  return { status: response.status, tookMs: performance.now() - startMs };
}

const read = () => graphql(app.url, '{ systemHealth(range: {last: "PT1H"}, first: 10) { nodes { time } } }');

test('G13: 200 readers whose queries do not end leave pushes at a p99 of a second, and are refused with 503', async () => {
  const blocker = await database.pool.connect();
  // Nobody writes health reports here, and nobody can read them.
  await blocker.query('BEGIN; LOCK TABLE system_health IN ACCESS EXCLUSIVE MODE');
  try {
    // Within two seconds, as people come.
    const readers = Array.from({ length: READERS }, async (_, n) => {
      await sleep(n * 10);
      const startMs = performance.now();
      const { status, errors } = await read();
      return {
        outcome: `${status} ${String(errors?.[0]?.extensions?.['code'])}`,
        tookMs: performance.now() - startMs,
      };
    });
    await waitFor(async () => {
      const { rows } = await database.pool.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE application_name = 'airpicture:reader' AND wait_event_type = 'Lock' AND datname = current_database()`,
      );
      expect(rows[0]!.waiting).toBe(8);
    });

    const tookMs: number[] = [];
    for (let n = 1; n <= PUSHES; n++) {
      const pushed = await push(n);
      expect(pushed.status).toBe(200);
      tookMs.push(pushed.tookMs);
      await sleep(5);
    }
    expect(tookMs.sort((a, b) => a - b)[Math.ceil(PUSHES * 0.99) - 1]).toBeLessThan(1000);

    const answers = await Promise.all(readers);
    const outcomes = answers.map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['503 UNAVAILABLE', '200 TIMEOUT']));
    expect(outcomes.filter((outcome) => outcome === '503 UNAVAILABLE').length).toBeGreaterThan(READERS / 2);
    // 2 s for a connection and 5 s for the statement, where a machine is busy.
    expect(Math.max(...answers.map((answer) => answer.tookMs))).toBeLessThan(15_000);
  } finally {
    await blocker.query('ROLLBACK');
    blocker.release();
  }
  const { rows } = await database.pool.query<{ stored: number }>(
    'SELECT count(DISTINCT drone_id)::int AS stored FROM drones',
  );
  expect(rows[0]!.stored).toBe(PUSHES + 1);
  expect((await read()).data).toEqual({ systemHealth: { nodes: [] } });
});

test('G13: who is refused because of the readers before them is told when to come again', async () => {
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE system_health IN ACCESS EXCLUSIVE MODE');
  try {
    const readers = Array.from({ length: 9 }, () =>
      fetch(`${app.url}/graphql?query={systemHealth(range:{last:"PT1H"},first:1){nodes{time}}}`),
    );
    const refused = (await Promise.all(readers)).filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(refused.map(() => '1'));
  } finally {
    await blocker.query('ROLLBACK');
    blocker.release();
  }
});
