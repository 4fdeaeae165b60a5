import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aHealthReport, store } from '../support/history.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';
import { createSchemaClient, type SchemaClient } from '../support/schema-client.js';

let database: TestDatabase;
let client: SchemaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createSchemaClient({ pool: database.pool });
});
afterAll(() => database.drop());

const query = `{
  detections(range: {last: "PT1H"}, first: 5) { nodes { warnings } }
  signals(range: {last: "PT1H"}, first: 5) { nodes { warnings } }
  systemHealth(range: {last: "PT1H"}, first: 5) { nodes { warnings } }
}`;

test('whatever is stored with warnings is served with them, newest first', async () => {
  const warnings = ['tempCpuC 90 is unusual', 'lat 91 is out of range'];
  const given = { observedAtMs: NOON_MS - 1000 };
  await store(database.pool, [
    aTrackReport({ ...given, warnings }),
    aSignal({ ...given, warnings }),
    aHealthReport({ ...given, warnings }),
    aTrackReport(),
    aSignal(),
    aHealthReport(),
  ]);
  const nodes = [{ warnings: [] }, { warnings }];
  expect(await client.data(query)).toEqual({
    detections: { nodes },
    signals: { nodes },
    systemHealth: { nodes },
  });
});
