import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DroneFilter, SignalFilter } from '../../operations/generated/graphql.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { list, store } from '../support/history.js';
import { aSignal, aTrackReport } from '../support/observations.js';
import { createSchemaClient, type SchemaClient } from '../support/schema-client.js';

let database: TestDatabase;
let client: SchemaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createSchemaClient({ pool: database.pool });
  await store(database.pool, [
    aTrackReport({
      droneId: 'drone-1',
      kitId: 'kit-1',
      make: 'DJI',
      model: 'Mavic 3',
      altitudeM: 100,
      mac: '60:60:1F:AA:BB:CC',
    }),
    aTrackReport({
      droneId: 'drone-2',
      kitId: 'kit-2',
      make: 'Parrot',
      operatorId: 'FIN87astrdge12k8',
      altitudeM: 200,
      lat: 10,
      lon: 20,
    }),
    aTrackReport({
      droneId: 'drone-3',
      kitId: 'kit-1',
      altitudeM: null,
      lat: null,
      lon: null,
      description: '100% legal_flight \\o/',
    }),
    aTrackReport({
      droneId: 'drone-4',
      kitId: 'kit-2',
      altitudeM: 300,
      lat: -17,
      lon: 179.5,
      caaId: 'CAA-77',
      description: "'; DROP TABLE drones; --",
    }),
    aTrackReport({
      droneId: 'aircraft-5',
      kitId: 'kit-1',
      kind: 'AIRCRAFT',
      altitudeM: 3000,
      lat: -17,
      lon: -179.5,
      callsign: 'DLH4YA',
      registration: 'D-AIUA',
    }),
    aSignal({
      signalUid: 'a',
      kitId: 'kit-1',
      frequencyMhz: 5785,
      powerDbm: -50,
      detectionType: 'confirm',
      lat: 10,
      lon: 20,
    }),
    aSignal({
      signalUid: 'b',
      kitId: 'kit-2',
      frequencyMhz: 1280,
      powerDbm: -80,
      detectionType: 'energy',
      lat: -17,
      lon: 179,
    }),
    aSignal({
      signalUid: 'c',
      kitId: 'kit-2',
      frequencyMhz: 915,
      powerDbm: null,
      detectionType: null,
      lat: null,
      lon: null,
    }),
  ]);
});

afterAll(() => database.drop());

const cases: [fact: string, filter: DroneFilter, drones: string[]][] = [
  ['nothing', {}, ['1', '2', '3', '4', '5']],
  ['kits', { kitIds: ['kit-2', 'kit-9'] }, ['2', '4']],
  ['no kits at all', { kitIds: [] }, []],
  ['aircraft ids', { droneIds: ['drone-1', 'aircraft-5'] }, ['1', '5']],
  ['a kind', { kinds: ['AIRCRAFT'] }, ['5']],
  ['both kinds', { kinds: ['AIRCRAFT', 'DRONE'] }, ['1', '2', '3', '4', '5']],
  ['a box', { bbox: { minLat: 0, minLon: 10, maxLat: 20, maxLon: 30 } }, ['2']],
  [
    'a box with the position on its border',
    { bbox: { minLat: 10, minLon: 20, maxLat: 20, maxLon: 30 } },
    ['2'],
  ],
  [
    'a box across the antimeridian',
    { bbox: { minLat: -20, minLon: 179, maxLat: -10, maxLon: -179 } },
    ['4', '5'],
  ],
  [
    'the whole world, which has no place for unknown positions',
    { bbox: { minLat: -90, minLon: -180, maxLat: 90, maxLon: 180 } },
    ['1', '2', '4', '5'],
  ],
  ['a lowest altitude', { minAltitudeM: 200 }, ['2', '4', '5']],
  ['a highest altitude', { maxAltitudeM: 200 }, ['1', '2']],
  ['a make, in any case', { make: 'dji' }, ['1']],
  ['a make, not a part of it', { make: 'DJ' }, []],
  ['a model, in any case', { model: 'MAVIC 3' }, ['1']],
  ['an operator, in any case', { operatorId: 'fin87ASTRDGE12K8' }, ['2']],
  ['a MAC address, in any case', { mac: '60:60:1f:aa:bb:cc' }, ['1']],
  ['part of an id', { search: 'NE-4' }, ['4']],
  ['part of a make', { search: 'arro' }, ['2']],
  ['part of a model', { search: 'vic 3' }, ['1']],
  ['part of a call sign', { search: 'lh4y' }, ['5']],
  ['part of a registration', { search: 'd-ai' }, ['5']],
  ['part of an operator', { search: '12K8' }, ['2']],
  ['part of a CAA registration', { search: 'caa-7' }, ['4']],
  ['part of a MAC address', { search: '1f:aa' }, ['1']],
  ['part of a description', { search: 'LEGAL' }, ['3']],
  ['a per cent sign', { search: '100%' }, ['3']],
  ['nothing but a per cent sign', { search: '%' }, ['3']],
  ['an underscore', { search: 'l_f' }, ['3']],
  ['an underscore that would match anything', { search: 'drone_1' }, []],
  ['a backslash', { search: '\\o/' }, ['3']],
  ['what looks like SQL', { search: "'; DROP TABLE drones; --" }, ['4']],
  ['an empty search', { search: '' }, ['1', '2', '3', '4', '5']],
  ['text that no database can hold', { search: 'drone\0' }, []],
  ['several parts, which must all hold', { kitIds: ['kit-1'], minAltitudeM: 50, kinds: ['DRONE'] }, ['1']],
];

describe.each(['detections', 'drones'])('%s', (name) => {
  test.each(cases)('can be narrowed to %s', async (_fact, filter, drones) => {
    const operation = `query ($filter: DroneFilter) { ${name}(range: {last: "PT1H"}, filter: $filter, first: 10) { nodes { droneId } } }`;
    const { nodes } = await list<{ droneId: string }>(client, operation, { filter });
    expect(nodes.map(({ droneId }) => droneId.at(-1)).toSorted()).toEqual(drones);
  });
});

test.each<[fact: string, filter: SignalFilter, signals: number[]]>([
  ['nothing', {}, [915, 1280, 5785]],
  ['kits', { kitIds: ['kit-2'] }, [915, 1280]],
  ['a lowest frequency', { minFrequencyMhz: 1280 }, [1280, 5785]],
  ['a highest frequency', { maxFrequencyMhz: 1280 }, [915, 1280]],
  ['a lowest power', { minPowerDbm: -80 }, [1280, 5785]],
  ['a detection type', { detectionType: 'energy' }, [1280]],
  ['a box', { bbox: { minLat: 0, minLon: 10, maxLat: 20, maxLon: 30 } }, [5785]],
  ['a box across the antimeridian', { bbox: { minLat: -20, minLon: 178, maxLat: 0, maxLon: -178 } }, [1280]],
  [
    'a box, or no position',
    { bbox: { minLat: 0, minLon: 10, maxLat: 20, maxLon: 30 }, orUnplaced: true },
    [915, 5785],
  ],
  [
    'a box, or no position, of a kit',
    { bbox: { minLat: 0, minLon: 10, maxLat: 20, maxLon: 30 }, orUnplaced: true, kitIds: ['kit-1'] },
    [5785],
  ],
])('signals can be narrowed to %s', async (_fact, filter, signals) => {
  const operation =
    'query ($filter: SignalFilter) { signals(range: {last: "PT1H"}, filter: $filter, first: 10) { nodes { frequencyMhz } } }';
  const { nodes } = await list<{ frequencyMhz: number }>(client, operation, { filter });
  expect(nodes.map(({ frequencyMhz }) => frequencyMhz).toSorted((a, b) => a - b)).toEqual(signals);
});

test.each([
  [
    'a box whose south lies above its north',
    'bbox: {minLat: 2, minLon: 0, maxLat: 1, maxLon: 1}',
    /filter.bbox.minLat: must not be above maxLat/,
  ],
  [
    'altitudes the wrong way round',
    'minAltitudeM: 2, maxAltitudeM: 1',
    /filter.minAltitudeM: must not be above maxAltitudeM/,
  ],
  [
    'a latitude that does not exist',
    'bbox: {minLat: -91, minLon: 0, maxLat: 1, maxLon: 1}',
    /between -90 and 90/,
  ],
])('%s is refused', async (_fact, filter, message) => {
  const refusal = await client.refusal(
    `{ detections(range: {last: "PT1H"}, filter: {${filter}}, first: 1) { nodes { id } } }`,
  );
  expect(refusal.codes).toEqual(['BAD_USER_INPUT']);
  expect(refusal.message).toMatch(message);
});
