import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/log-event.js';
import type { Observation } from '../../src/domain/observation.js';
import { createValidate } from '../../src/ingest/validate.js';
import { insertDrones, insertHealth, insertSignals } from '../../src/sinks/timescale-rows.js';
import { anyLogEvent, anyObservation } from '../support/arbitrary-records.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const COUNT = 3000;

/** The valid ones of thousands of spoiled records, each with an id of its own so that all of them are rows. */
function validOnes<T extends Observation | LogEvent>(
  any: fc.Arbitrary<T>,
  named: (record: T, id: number) => T,
) {
  const validate = createValidate({ mode: 'lenient' });
  return fc
    .sample(any, COUNT)
    .map((candidate) => validate(candidate).record)
    .filter((record) => record !== null)
    .map(named);
}

async function count(sql: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(sql);
  return Number(rows[0]?.count);
}

test('K8: PostgreSQL takes every observation that is valid, as it is', async () => {
  const valid = validOnes(anyObservation, (record, id) => ({ ...record, kitId: `${record.kitId}-${id}` }));
  const drones = valid.filter((each) => each.type === 'track');
  const signals = valid.filter((each) => each.type === 'signal');
  const health = valid.filter((each) => each.type === 'kitStatus');
  const client = await database.pool.connect();
  try {
    expect(await insertDrones(client, drones)).toBe(drones.length);
    expect(await insertSignals(client, signals)).toBe(signals.length);
    expect(await insertHealth(client, health)).toBe(health.length);
  } finally {
    client.release();
  }
  // A generator of nothing but rubbish would prove nothing.
  expect(Math.min(drones.length, signals.length, health.length)).toBeGreaterThan(COUNT / 20);
  expect(await count('SELECT count(*) FROM drones')).toBe(drones.length);

  const stored = await database.pool.query<Record<string, unknown>>(
    'SELECT kit_id, drone_id, time, lat, lon, altitude_m, description, warnings, runtime_s FROM drones',
  );
  const byKit = new Map(drones.map((drone) => [drone.kitId, drone]));
  for (const row of stored.rows) {
    const sent = byKit.get(row['kit_id'] as string);
    const expected = {
      kit_id: sent?.kitId,
      drone_id: sent?.droneId,
      time: sent?.observedAtMs,
      lat: sent?.lat,
      lon: sent?.lon,
      altitude_m: sent?.altitudeM,
      description: sent?.description,
      warnings: sent?.warnings.length === 0 ? null : sent?.warnings,
      runtime_s: sent?.runtimeS,
    };
    // By way of JSON, for which 0 and -0 are the same.
    expect(row).toEqual(JSON.parse(JSON.stringify(expected)));
  }
});

test('K5: no table has a NaN or half a position', async () => {
  const floats = await database.pool.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'double precision' AND table_name IN ('drones', 'signals', 'system_health')`,
  );
  expect(floats.rows.length).toBeGreaterThan(30);
  for (const { table_name: table, column_name: column } of floats.rows) {
    expect(await count(`SELECT count(*) FROM ${table} WHERE abs(${column}) >= 'Infinity'`)).toBe(0);
  }
  for (const table of ['drones', 'signals', 'system_health']) {
    expect(await count(`SELECT count(*) FROM ${table}`)).toBeGreaterThan(0);
    expect(await count(`SELECT count(*) FROM ${table} WHERE (lat IS NULL) <> (lon IS NULL)`)).toBe(0);
    expect(await count(`SELECT count(*) FROM ${table} WHERE lat = 0 AND lon = 0`)).toBe(0);
  }
});

test('K8: PostgreSQL takes every log event that is valid, as it is', async () => {
  const uuid = (id: number) => `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
  const valid = validOnes(anyLogEvent, (event, id) => ({ ...event, eventId: uuid(id) }));
  expect(valid.length).toBeGreaterThan(COUNT / 2);
  const column = (value: (event: LogEvent) => unknown) => valid.map(value);
  await database.pool.query(
    `INSERT INTO events (time, event_id, received_at, time_source, source, source_id, kit_id, host, service, event_type, severity, message, data)
     SELECT to_timestamp(time / 1000.0), event_id, to_timestamp(received / 1000.0), time_source, source, source_id, kit_id, host, service, event_type, severity, message, data
       FROM unnest($1::float8[], $2::uuid[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::jsonb[])
         AS e (time, event_id, received, time_source, source, source_id, kit_id, host, service, event_type, severity, message, data)`,
    [
      column((event) => event.observedAtMs),
      column((event) => event.eventId),
      column((event) => event.receivedAtMs),
      column((event) => event.timeSource),
      column((event) => event.source),
      column((event) => event.sourceId),
      column((event) => event.kitId),
      column((event) => event.host),
      column((event) => event.service),
      column((event) => event.eventType),
      column((event) => event.severity),
      column((event) => event.message),
      column((event) => JSON.stringify(event.data)),
    ],
  );
  const { rows } = await database.pool.query<{ event_id: string; message: string; data: unknown }>(
    'SELECT event_id, message, data FROM events ORDER BY event_id',
  );
  const byId = (a: { event_id: string }, b: { event_id: string }) => (a.event_id < b.event_id ? -1 : 1);
  const sent = valid.map(({ eventId, message, data }) => ({ event_id: eventId, message, data }));
  expect(JSON.parse(JSON.stringify(rows))).toEqual(JSON.parse(JSON.stringify(sent.sort(byId))));
});
