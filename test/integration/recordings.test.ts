import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DetectionsDocument,
  KitsDocument,
  PollKitNowDocument,
  SignalsDocument,
} from '../../operations/generated/graphql.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { json, startFakeKit, type FakeKit } from '../support/fake-kit.js';
import { graphql } from '../support/graphql.js';
import { waitFor } from '../support/wait-for.js';

/** Answers recorded from real kits; not part of the project, so a plain clone goes without this test. */
const folder = new URL('../../../shared/fixtures/dragonsync/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const odd = () => JSON.parse(text('odd-inputs.json')) as Record<string, [number, string]>;

describe.runIf(existsSync(folder))('what real kits said goes in over HTTP and comes out of GraphQL', () => {
  let database: TestDatabase;
  let app: RunningApp;
  const kits: FakeKit[] = [];

  /** A kit that answers as recorded, its clock standing where it stood then. */
  async function replay(
    kitId: string,
    recordedAtS: number,
    bodies: { drones: string; signals: string; status: string },
  ) {
    const kit = await startFakeKit();
    kits.push(kit);
    kit.setClockSkewMs(recordedAtS * 1000 - Date.now());
    const date = () => ({ Date: new Date(Date.now() + recordedAtS * 1000 - startedMs).toUTCString() });
    const startedMs = Date.now();
    for (const [path, body] of Object.entries(bodies))
      kit.behaves((socket) => socket.end(json('200 OK', body, date())), `/${path}`);
    const { data } = await graphql(
      app.url,
      /* GraphQL */ `
        mutation ($input: RegisterKitInput!) {
          registerKit(input: $input) {
            __typename
            ... on Error {
              message
            }
          }
        }
      `,
      { input: { kitId, apiUrl: kit.url, probe: false } },
    );
    expect(data).toMatchObject({ registerKit: { __typename: 'RegisterKitSuccess' } });
    await waitFor(async () => expect(await detections(kitId)).not.toEqual([]));
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp(database);
    await replay('kit-0', 1795294371, {
      drones: text('kit0-drones.json'),
      signals: text('kit0-signals.json'),
      status: text('kit0-status.json'),
    });
    await replay('kit-1', 1795294371, {
      drones: text('kit1-drones.json'),
      signals: text('kit1-signals.json'),
      status: text('kit1-status.json'),
    });
    await replay('odd', 1795293842, {
      drones: odd()['odd_drones']![1],
      signals: odd()['odd_signals']![1],
      status: odd()['status_unknown_serial']![1],
    });
  });

  afterAll(async () => {
    await app.stop();
    for (const kit of kits) await kit.stop();
    await database.drop();
  });

  async function detections(kitId: string) {
    const { data } = await graphql(app.url, DetectionsDocument, {
      range: { last: 'P1D' },
      filter: { kitIds: [kitId] },
      first: 1000,
    });
    return data!.detections.nodes;
  }

  test.each<[kitId: string, droneId: string, expected: object]>([
    [
      'kit-0',
      'drone-1581F6BVOGUBBB8A',
      {
        kind: 'DRONE',
        lat: 42.35359128693293,
        lon: -71.07531854968312,
        altitudeM: 35.9664,
        heightM: 26.974800000000002,
        speedMps: 10.101380514788435,
        verticalSpeedMps: 0,
        courseDeg: 266,
        pilot: { lat: 42.361289272593176, lon: -71.07376943984286 },
        home: { lat: 42.36131269377002, lon: -71.07407726225723 },
        rssiDbm: -75,
        frequencyMhz: 5805,
        mac: '60:60:1F:C3:6E:D8',
        uaType: 'Helicopter or Multirotor',
        operatorId: 'OP-2024-US-39057',
        caaId: null,
        description: 'DJI Mavic 3 Flight',
        callsign: null,
        warnings: [],
      },
    ],
    [
      'kit-0',
      'drone-112624150A90E3AE1EC0',
      { home: null, pilot: { lat: 42.3631, lon: -71.0619 }, uaType: null, description: null },
    ],
    [
      'kit-0',
      'drone-alert@kit-0',
      { lat: null, lon: null, altitudeM: null, rssiDbm: -88, description: 'DJI Encrypted (O4)' },
    ],
    ['kit-1', 'drone-alert@kit-1', { lat: null, lon: null, altitudeM: null }],
    [
      'kit-0',
      'drone-NODIR000',
      { caaId: 'N-ABC123', pilot: null, home: null, uaType: 'VTOL (Vertical Take-Off and Landing)' },
    ],
    [
      'kit-0',
      'drone-900FHSS-NETID-25@kit-0',
      { lat: 42.3661, speedMps: null, frequencyMhz: 915.25, mac: null },
    ],
    [
      'kit-0',
      'adsb-a00000',
      {
        kind: 'AIRCRAFT',
        altitudeM: 3451.86,
        speedMps: 216.324,
        courseDeg: 287.7,
        rssiDbm: null,
        callsign: 'SIM000',
        squawk: '1200',
        registration: 'N100SM',
      },
    ],
    ['kit-0', 'adsb-a00002', { altitudeM: null, squawk: null, callsign: null }],
    ['odd', 'drone-NANLAT', { lat: null, lon: null, altitudeM: null, speedMps: null }],
    ['odd', 'drone-STRRSSI', { rssiDbm: -71, lat: 1.5 }],
    ['odd', 'drone-UNICODE-é<img src=x onerror=alert(1)>', { description: '<script>alert(1)</script>' }],
    ['odd', 'drone-FREQHZ', { frequencyMhz: 2437 }],
    ['odd', 'drone-DIR361', { altitudeM: null, heightM: null, courseDeg: null }],
    ['odd', 'drone-NESTED', { rssiDbm: null, operationalStatus: null, lat: 1.5 }],
    ['odd', 'drone-NOLOC', { lat: null, lon: null }],
  ])('%s: %s', async (kitId, droneId, expected) => {
    const rows = (await detections(kitId)).filter((row) => row.droneId === droneId);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject(expected);
  });

  test('every drone and aircraft is there once, also after ten more identical polls', async () => {
    const ids = () => detections('kit-0').then((rows) => rows.map(({ droneId }) => droneId).sort());
    const before = await ids();
    const served = (JSON.parse(text('kit0-drones.json')) as { drones: unknown[] }).drones;
    expect(before).toHaveLength(served.length);
    for (let poll = 0; poll < 10; poll += 1) {
      const { data } = await graphql(app.url, PollKitNowDocument, { kitId: 'kit-0' });
      expect(data!.pollKitNow).not.toHaveProperty('code');
    }
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await ids()).toEqual(before);
    const { rows } = await database.pool.query("SELECT count(*) AS n FROM signals WHERE kit_id = 'kit-0'");
    expect(rows).toEqual([{ n: 4 }]);
  });

  test('no row is at 0/0, none has a sentinel', async () => {
    const { rows } = await database.pool.query(
      `SELECT drone_id FROM drones
       WHERE (lat = 0 AND lon = 0) OR (pilot_lat = 0 AND pilot_lon = 0) OR (home_lat = 0 AND home_lon = 0)
          OR altitude_m IN (-1000, 65531) OR height_m = -1000 OR course_deg = 361 OR speed_mps = 255 OR vertical_speed_mps = 63`,
    );
    expect(rows).toEqual([]);
  });

  test('every signal is stored, by its centre frequency', async () => {
    const { data } = await graphql(app.url, SignalsDocument, { range: { last: 'P1D' }, first: 100 });
    const heard = data!.signals.nodes.filter(({ kitId }) => kitId !== 'kit-1');
    expect(
      heard.map((signal) => [signal.kitId, signal.frequencyMhz, signal.bandwidthMhz, signal.powerDbm]).sort(),
    ).toEqual(
      [
        ['kit-0', 5785, 6, -51.5],
        ['kit-0', 5822, 6, null],
        ['kit-0', 915.25, 0.25, -71],
        ['kit-0', 5658, null, null],
        ['odd', 5800, null, -40],
      ].sort(),
    );
  });

  test('the kits know their serial, health and place', async () => {
    const { data } = await graphql(app.url, KitsDocument, {});
    expect(data!.kits.nodes.toReversed()).toMatchObject([
      {
        kitId: 'kit-0',
        uid: 'wardragon-SIM00000',
        status: 'ONLINE',
        position: { lat: 42.3601, lon: -71.0589, altitudeM: 31.4 },
        latestHealth: { cpuPercent: 0.8, tempCpuC: null, gpsFix: true },
      },
      { kitId: 'kit-1' },
      { kitId: 'odd', uid: null },
    ]);
  });

  test('times are the kit’s, by our clock', async () => {
    const { rows } = await database.pool.query<{
      time: number;
      received_at: number;
      kit_time_s: number;
      time_source: string;
    }>(
      "SELECT time, received_at, kit_time_s, time_source FROM drones WHERE drone_id = 'drone-1581F6BVOGUBBB8A' AND kit_id = 'kit-0'",
    );
    expect(rows).toMatchObject([{ kit_time_s: 1795294370.1901412, time_source: 'kit' }]);
    // The recording was served as one second old; a Date header is good to a second.
    expect(Math.abs(rows[0]!.received_at - rows[0]!.time)).toBeLessThan(5000);
  });
});
