import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { makeKey } from '../support/keys.js';

let database: TestDatabase;
let app: RunningApp;
let running: TestHttpServer;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  running = await startHttpServer();
  key = (await makeKey(database.pool, { role: 'OPERATOR' })).text;
  app = await startApp(database, { AUTH_MODE: 'token' });
});
afterAll(async () => {
  await running.server.stop({ deadlineMs: 1_000 });
  await app.stop();
  await database.drop();
});

async function expectAllToPass(url: string, headers: Record<string, string> = {}) {
  const results = await auditServer({
    url: `${url}/graphql`,
    fetchFn: (input: string, init: RequestInit = {}) =>
      fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } }),
  });
  const failures = results
    .filter((result) => result.status !== 'ok')
    .map(({ id, name, status }) => `${status} ${id} ${name}`);
  expect(failures).toEqual([]);
  expect(results).toHaveLength(61);
}

test('every audit of the GraphQL-over-HTTP specification passes', () => expectAllToPass(running.url));

test('every audit passes with the key of an operator, too', () =>
  expectAllToPass(app.url, { authorization: `Bearer ${key}` }));
