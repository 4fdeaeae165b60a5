import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UnauthenticatedError, type Access } from '../../src/access/access.js';
import { createRecordBudget } from '../../src/collectors/push/record-budget.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startIngestServer, type IngestServer } from '../support/ingest-server.js';
import { aViewer } from '../support/viewers.js';

/** Two keys, `a` and `b`. */
const twoKeys: Access = {
  needsKey: true,
  authenticate(authorization) {
    if (authorization !== 'a' && authorization !== 'b') throw new UnauthenticatedError('no');
    return aViewer('INGEST', { userId: `key:${authorization}`, keyId: authorization });
  },
  watch: () => () => undefined,
};

let monotonicMs = 0;
let server: IngestServer;
beforeEach(async () => {
  monotonicMs = 0;
  // A thousand records at once.
  const budget = createRecordBudget({ recordsPerSecond: 100, monotonic: () => monotonicMs });
  server = await startIngestServer({ budget }, { access: twoKeys });
});
afterEach(() => server.stop());

const batch = (count: number, name: string, source = 'edge-01') => ({
  source,
  messages: Array.from({ length: count }, (_, index) => ({ message: `${name} ${index}` })),
});
const as = (key: string) => ({ authorization: key });

describe('I10: more records than a sender may push', () => {
  test('are a 429 that says when to come again; nothing of them is taken, and then all', async () => {
    expect((await server.post(batch(1_500, 'first'), as('a'))).httpStatus).toBe(200);
    const refused = await server.post(batch(10, 'second'), as('a'));
    expect(refused.httpStatus).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.body).toEqual({
      status: 'error',
      code: 'RATE_LIMITED',
      message: expect.stringContaining('INGEST_RECORDS_PER_SECOND') as string,
    });
    expect([server.target.rows.size, server.target.letters.length]).toEqual([1_500, 0]);
    monotonicMs += 5_000;
    const again = await server.post(batch(10, 'second'), as('a'));
    expect([again.httpStatus, again.body.written, again.headers.get('idempotent-replay')]).toEqual([
      200,
      10,
      null,
    ]);
    expect(server.target.rows.size).toBe(1_510);
  });

  test('are no fewer for naming other sources, and no business of other keys', async () => {
    expect((await server.post(batch(1_500, 'first'), as('a'))).httpStatus).toBe(200);
    for (const source of ['edge-02', 'kit-1', '']) {
      expect((await server.post(batch(1, 'more', source), as('a'))).body.code).toBe('RATE_LIMITED');
    }
    expect((await server.post(batch(1_000, 'other'), as('b'))).httpStatus).toBe(200);
  });

  test('are refused before they are read', async () => {
    await server.post(batch(1_500, 'first'), as('a'));
    expect((await server.post('{"messages": [', as('a'))).body.code).toBe('RATE_LIMITED');
  });

  test('do not count when they are sent again, since they are not stored again', async () => {
    for (let time = 0; time < 10; time++) {
      const { httpStatus, headers } = await server.post(batch(999, 'first'), as('a'));
      expect([httpStatus, headers.get('idempotent-replay')]).toEqual([200, time === 0 ? null : 'true']);
    }
    expect((await server.post(batch(1, 'second'), as('a'))).httpStatus).toBe(200);
  });

  test('count as well when they cannot be used', async () => {
    await server.post({ messages: Array.from({ length: 1_500 }, () => 7) }, as('a'));
    expect((await server.post(batch(1, 'good'), as('a'))).body.code).toBe('RATE_LIMITED');
  });

  test('that come at the same time are taken in part', async () => {
    const all = await Promise.all(['p', 'q', 'r'].map((name) => server.post(batch(1_500, name), as('a'))));
    expect(all.map(({ httpStatus }) => httpStatus).sort()).toEqual([200, 429, 429]);
    expect(server.target.rows.size).toBe(1_500);
  });
});

describe('I10: the whole server', () => {
  let database: TestDatabase;
  let app: RunningApp;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp(database, { INGEST_RECORDS_PER_SECOND: '10' });
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  test('stores what it took from an address, and nothing of what it refused', async () => {
    const push = (body: object) =>
      fetch(`${app.url}/ingest`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await push(batch(300, 'first'))).status).toBe(200);
    const refused = await push(batch(5, 'second', 'edge-02'));
    expect(refused.status).toBe(429);
    // 300 records are 30 s, of which it may be 10 s ahead.
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10);
    const { rows } = await database.pool.query<{ count: number }>('SELECT count(*) FROM events');
    expect(rows[0]?.count).toBe(300);
  });
});
