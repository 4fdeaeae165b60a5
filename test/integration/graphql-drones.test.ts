import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { DroneHistoryDocument, DronesDocument } from '../../operations/generated/graphql.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aKit, createFakeFleet } from '../support/fake-fleet.js';
import { aHealthReport, list, store } from '../support/history.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';
import { createSchemaClient, type SchemaClient } from '../support/schema-client.js';

const SERIAL = 'drone-1581F5FKD229400B7F3A';
const KITS = ['kit-1', 'kit-2'];

let database: TestDatabase;
let client: SchemaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createSchemaClient({
    pool: database.pool,
    fleet: createFakeFleet(KITS.map((kitId) => aKit({ kitId, name: `Name of ${kitId}` }))),
  });
  const secondsAgo = (s: number) => NOON_MS - s * 1000;
  await store(database.pool, [
    // Two kits hear the first half of a flight to the north, each at its own strength; a third has been removed since.
    ...Array.from({ length: 10 }, (_, i) =>
      aTrackReport({
        droneId: SERIAL,
        kitId: 'kit-1',
        observedAtMs: secondsAgo(60 - i),
        lat: 46 + i / 1000,
        lon: 8,
        rssiDbm: -60,
        make: 'DJI',
        model: 'Mavic 3',
      }),
    ),
    ...Array.from({ length: 5 }, (_, i) =>
      aTrackReport({
        droneId: SERIAL,
        kitId: 'kit-2',
        observedAtMs: secondsAgo(60 - i) + 100,
        lat: 46 + i / 1000,
        lon: 9,
        rssiDbm: -50,
      }),
    ),
    aTrackReport({ droneId: SERIAL, kitId: 'gone', observedAtMs: secondsAgo(40), lat: null, lon: null }),
    aTrackReport({
      droneId: 'aircraft-3C6444',
      kind: 'AIRCRAFT',
      kitId: 'kit-2',
      observedAtMs: secondsAgo(7200),
      callsign: 'DLH4YA',
    }),
    aTrackReport({
      droneId: 'aircraft-3C6444',
      kind: 'AIRCRAFT',
      kitId: 'kit-2',
      observedAtMs: secondsAgo(90),
      callsign: 'DLH4YA',
      pilot: { lat: 1, lon: 2, altitudeM: null },
      warnings: ['impossible speed'],
    }),
    ...Array.from({ length: 500 }, (_, i) =>
      aTrackReport({
        droneId: `swarm-${i % 250}`,
        kitId: KITS[i % 2]!,
        observedAtMs: NOON_MS - 86_400_000 - i * 1000,
      }),
    ),
    ...KITS.flatMap((kitId) => [
      aHealthReport({ kitId }),
      aSignal({ kitId }),
      aHealthReport({ kitId, observedAtMs: NOON_MS - 60_000, cpuPercent: 99 }),
    ]),
  ]);
});

afterAll(() => database.drop());
afterEach(() => vi.restoreAllMocks());

/** The statements that the operation costs. */
async function statements(run: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(database.pool, 'query');
  await run();
  return query.mock.calls.length;
}

const yesterday = 'range: {from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z"}';

describe('an aircraft', () => {
  test('shows who heard it, the line it flew and its newest reports', async () => {
    const { drone } = (await client.data(DroneHistoryDocument, {
      droneId: SERIAL,
      range: { last: 'PT1H' },
      maxPoints: 4,
      first: 2,
    })) as unknown as Record<string, Record<string, unknown>>;
    expect(drone).toMatchObject({
      droneId: SERIAL,
      kind: 'DRONE',
      make: 'DJI',
      model: 'Mavic 3',
      serial: '1581F5FKD229400B7F3A',
      firstSeen: '2026-11-21T19:59:00.000Z',
      lastSeen: '2026-11-21T19:59:20.000Z',
      kits: [{ kitId: 'kit-1', name: 'Name of kit-1' }, { kitId: 'kit-2' }],
      detections: {
        nodes: [{ kitId: 'gone', lat: null }, { kitId: 'kit-1' }],
        pageInfo: { hasNextPage: true },
      },
    });
    // Along the stronger kit's line, then over to the other's: the corners are what is kept.
    expect(drone!['path']).toMatchObject([
      { time: '2026-11-21T19:59:00.100Z', lat: 46, lon: 9 },
      { lat: 46.004, lon: 9 },
      { lat: 46.005, lon: 8 },
      { time: '2026-11-21T19:59:09.000Z', lat: 46.009, lon: 8, altitudeM: 640, speedMps: 8 },
    ]);
  });

  test('has the detections of one kit when asked for them', async () => {
    const data = await client.data(
      `{ drone(droneId: "${SERIAL}") { detections(range: {last: "PT1H"}, kitId: "kit-2", last: 2) { nodes { kitId time } pageInfo { hasPreviousPage } } } }`,
    );
    expect(data).toMatchObject({
      drone: {
        detections: {
          nodes: [
            { kitId: 'kit-2', time: '2026-11-21T19:59:01.100Z' },
            { kitId: 'kit-2', time: '2026-11-21T19:59:00.100Z' },
          ],
          pageInfo: { hasPreviousPage: true },
        },
      },
    });
  });

  test('counts in the range only, but is known for all time', async () => {
    const range = { from: '2026-11-21T17:00:00Z', to: '2026-11-21T19:00:00Z' };
    expect((await list(client, DronesDocument, { range })).nodes).toMatchObject([
      {
        droneId: 'aircraft-3C6444',
        kind: 'AIRCRAFT',
        serial: null,
        lastSeen: '2026-11-21T19:58:30.000Z',
        latest: { time: '2026-11-21T19:58:30.000Z', kitId: 'kit-2' },
      },
    ]);
  });

  test('that was never heard is null', async () => {
    expect(
      await client.data('{ a: drone(droneId: "nobody") { id } b: drone(droneId: "\\u0000") { id } }'),
    ).toEqual({ a: null, b: null });
  });

  test.each([0, 5001])('refuses a path of %i points', async (maxPoints) => {
    expect(
      await client.refusal(DroneHistoryDocument, { droneId: SERIAL, range: { last: 'PT1H' }, maxPoints }),
    ).toMatchObject({ codes: ['BAD_USER_INPUT'] });
  });
});

test('a detection shows where its pilot is, its remarks, its kit and its aircraft', async () => {
  const operation = `{ detections(range: {last: "PT1H"}, filter: {kinds: [AIRCRAFT]}, first: 5) {
    nodes { receivedAt kit { name } drone { firstSeen } callsign pilot { lat lon altitudeM } home { lat } warnings } } }`;
  expect((await list(client, operation)).nodes).toEqual([
    {
      receivedAt: '2026-11-21T19:58:30.400Z',
      kit: { name: 'Name of kit-2' },
      drone: { firstSeen: '2026-11-21T18:00:00.000Z' },
      callsign: 'DLH4YA',
      pilot: { lat: 1, lon: 2, altitudeM: null },
      home: null,
      warnings: ['impossible speed'],
    },
  ]);
});

test('what a kit reported is listed under it', async () => {
  const range = 'range: {last: "PT1H"}';
  const data = await client.data(`{ kit(kitId: "kit-2") {
    latestHealth { cpuPercent }
    health(${range}, last: 1) { nodes { cpuPercent timeSource } }
    signals(${range}, first: 5) { nodes { kitId frequencyMhz } }
    drones(${range}, filter: {kinds: [DRONE]}, first: 5) { nodes { droneId } }
  } }`);
  expect(data).toEqual({
    kit: {
      latestHealth: { cpuPercent: 12.5 },
      health: { nodes: [{ cpuPercent: 99, timeSource: 'gpsd' }] },
      signals: { nodes: [{ kitId: 'kit-2', frequencyMhz: 5785 }] },
      drones: { nodes: [{ droneId: SERIAL }] },
    },
  });
});

describe('the number of statements does not grow with the rows', () => {
  test('500 detections with their kits, aircraft and the newest detections of these cost 3', async () => {
    const operation = `{ detections(${yesterday}, first: 500) { nodes { id time kit { name } drone { id make latest { id } } } } }`;
    let rows = 0;
    const count = await statements(async () => (rows = (await list(client, operation)).nodes.length));
    expect(rows).toBe(500);
    expect(count).toBe(3);
  });

  test('250 aircraft cost one and one for each field that reads more', async () => {
    const operation = `{ drones(${yesterday}, first: 250) { nodes {
      latest { time } kits(${yesterday}) { kitId } path(${yesterday}, maxPoints: 5) { lat } detections(${yesterday}, first: 1) { nodes { kitId } pageInfo { hasNextPage } } } } }`;
    type Row = {
      latest: object;
      kits: object[];
      path: object[];
      detections: { nodes: object[]; pageInfo: { hasNextPage: boolean } };
    };
    let nodes: Row[] = [];
    const count = await statements(async () => ({ nodes } = await list<Row>(client, operation)));
    expect(nodes).toHaveLength(250);
    for (const node of nodes) {
      expect(node).toMatchObject({
        kits: [{}],
        path: [{}, {}],
        detections: { nodes: [{}], pageInfo: { hasNextPage: true } },
      });
    }
    expect(count).toBe(5);
  });

  test('all kits cost one for each field that reads history', async () => {
    const range = 'range: {last: "PT1H"}';
    const operation = `{ kits(first: 10) { nodes { kitId latestHealth { kitId } health(${range}, first: 1) { nodes { kitId } }
      signals(${range}, first: 1) { nodes { kitId } } drones(${range}, first: 1) { nodes { droneId } } } } }`;
    let nodes: Record<string, unknown>[] = [];
    const count = await statements(async () => ({ nodes } = await list(client, operation)));
    expect(nodes).toEqual(
      KITS.map((kitId) => ({
        kitId,
        latestHealth: { kitId },
        health: { nodes: [{ kitId }] },
        signals: { nodes: [{ kitId }] },
        drones: { nodes: [{ droneId: SERIAL }] },
      })),
    );
    expect(count).toBe(4);
  });
});
