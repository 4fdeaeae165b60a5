import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aKit, aTrack, createFakeFleet } from '../support/fake-fleet.js';
import { aHealthReport, list, store } from '../support/history.js';
import { aSignal, aTrackReport } from '../support/observations.js';
import { createSchemaClient, type SchemaClient } from '../support/schema-client.js';

const HOSTILE = `dr:one","\u202e'; -- <b>"\\ 🛸 %00`;

let database: TestDatabase;
let client: SchemaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createSchemaClient({
    pool: database.pool,
    fleet: createFakeFleet([aKit({ kitId: HOSTILE })]),
    live: {
      track: (droneId) => (droneId === HOSTILE ? aTrack({ droneId }) : null),
      tracks: () => [aTrack({ droneId: HOSTILE })],
    },
  });
  await store(database.pool, [
    aTrackReport({ kitId: HOSTILE, droneId: HOSTILE }),
    aSignal({ kitId: HOSTILE, signalUid: HOSTILE, frequencyMhz: 5785.25 }),
    aHealthReport({ kitId: HOSTILE }),
  ]);
});

afterAll(() => database.drop());

const range = 'range: {last: "PT1H"}';
const encoded = (text: string) => Buffer.from(text).toString('base64');

describe('a node', () => {
  test.each([
    ['Kit', '{ kits(first: 1) { nodes { id } } }'],
    ['Detection', `{ detections(${range}, first: 1) { nodes { id } } }`],
    ['Drone', `{ drones(${range}, first: 1) { nodes { id } } }`],
    ['Signal', `{ signals(${range}, first: 1) { nodes { id } } }`],
    ['SystemHealth', `{ systemHealth(${range}, first: 1) { nodes { id } } }`],
  ])('of type %s is found again by its id, hostile text and all', async (type, operation) => {
    const [row] = (await list<{ id: string }>(client, operation)).nodes;
    const fields =
      '... on Kit { kitId } ... on Detection { droneId } ... on Drone { droneId } ... on Signal { kitId } ... on SystemHealth { kitId }';
    const { node } = (await client.data(
      `query ($id: ID!) { node(id: $id) { __typename id ${fields} } }`,
      row,
    )) as unknown as Record<string, Record<string, unknown>>;
    expect(node).toMatchObject({ __typename: type, id: row!.id });
    expect(Object.values(node!)).toContain(HOSTILE);
  });

  test('of type Track is found while it is live', async () => {
    const { liveTracks } = (await client.data('{ liveTracks { id } }')) as unknown as {
      liveTracks: [{ id: string }];
    };
    expect(
      await client.data(
        'query ($id: ID!) { node(id: $id) { __typename ... on Track { droneId stale } } }',
        liveTracks[0],
      ),
    ).toEqual({
      node: { __typename: 'Track', droneId: HOSTILE, stale: false },
    });
  });

  test.each([
    ['nothing', ''],
    ['something that is no id', 'kit-001'],
    ['an unknown type', encoded('Starship:["a"]')],
    ['a type that is no node', encoded('Sighting:["a"]')],
    ['a property of every object', encoded('constructor:["a"]')],
    ['a kit that does not exist', encoded('Kit:["nobody"]')],
    ['an aircraft that does not exist', encoded('Drone:["nobody"]')],
    ['a track that is not live', encoded('Track:["nobody"]')],
    ['a key with too little in it', encoded('Detection:[1]')],
    ['a key with the wrong types in it', encoded('Signal:["a",1,"b",2]')],
    ['a time out of all bounds', encoded('SystemHealth:[1e15,"kit-1"]')],
    ['a detection before 1970', encoded('Detection:[-253402300799999,"kit-1","a"]')],
    ['a signal before 1970', encoded('Signal:[-253402300799999,"kit-1",5785,"a"]')],
    ['a health report before 1970', encoded('SystemHealth:[-253402300799999,"kit-1"]')],
    ['a key with U+0000 in it', encoded('Drone:["\\u0000"]')],
  ])('of %s is null', async (_fact, id) => {
    expect(await client.data('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
  });
});

test('nodes come in the order asked for, with null for what is not there', async () => {
  const [detection] = (
    await list<{ id: string }>(client, `{ detections(${range}, first: 1) { nodes { id } } }`)
  ).nodes;
  const ids = [
    encoded('Kit:["nobody"]'),
    detection!.id,
    'rubbish',
    encoded(`Kit:${JSON.stringify([HOSTILE])}`),
    detection!.id,
  ];
  expect(await client.data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }', { ids })).toEqual({
    nodes: [null, { __typename: 'Detection' }, null, { __typename: 'Kit' }, { __typename: 'Detection' }],
  });
});

test('more than 1000 nodes at once are refused', async () => {
  const ids = Array.from({ length: 1001 }, () => 'x');
  expect(await client.refusal('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toMatchObject({
    codes: ['BAD_USER_INPUT'],
  });
});
