import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';

let running: TestHttpServer;
beforeAll(async () => {
  running = await startHttpServer();
});
afterAll(() => running.server.stop({ deadlineMs: 1_000 }));

test('every audit of the GraphQL-over-HTTP specification passes', async () => {
  const results = await auditServer({ url: `${running.url}/graphql` });
  const failures = results
    .filter((result) => result.status !== 'ok')
    .map(({ id, name, status }) => `${status} ${id} ${name}`);
  expect(failures).toEqual([]);
  expect(results).toHaveLength(61);
});
