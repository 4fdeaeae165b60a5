import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyring } from '../../src/access/keyring.js';
import { createTokenAccess } from '../../src/access/token-access.js';
import { readGoodKeys } from '../../src/db/api-keys.js';
import type { NewApiKey } from '../../src/domain/api-key.js';
import { matchingTracks, trackMatcher } from '../../src/live/track-filter.js';
import { createContextFactory } from '../../src/schema/context.js';
import { globalId, type NodeType } from '../../src/schema/global-id.js';
import { schema } from '../../src/schema/index.js';
import { createResponseCache } from '../../src/server/query/response-cache.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { OPERATOR_ID, storeFullWorld, type FullWorld } from '../support/full-world.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { makeKey } from '../support/keys.js';

/** What is about people is kept back from who lacks the scope PII, and what they ask for does not tell it either. */

const NOW_MS = Date.now();
const iso = (ms: number) => new Date(ms).toISOString();
/** Over for long, as the cache has it. */
const range = `{from: "${iso(NOW_MS - 600_000)}", to: "${iso(NOW_MS)}"}`;

let database: TestDatabase;
let http: TestHttpServer;
let world: FullWorld;
/** Texts of API keys. */
let keys: Readonly<Record<'seeing' | 'other' | 'operator' | 'ingest', string>>;

beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  world = (await storeFullWorld(pool, NOW_MS))();
  const make = async (key: Pick<NewApiKey, 'role' | 'pii'>) => (await makeKey(pool, key)).text;
  keys = {
    seeing: await make({ role: 'VIEWER', pii: true }),
    other: await make({ role: 'VIEWER' }),
    operator: await make({ role: 'OPERATOR' }),
    ingest: await make({ role: 'INGEST' }),
  };
  const keyring = createKeyring({
    read: () => readGoodKeys(pool),
    noteUsed: () => Promise.resolve(),
    logger: pino({ level: 'silent' }),
    now: Date.now,
  });
  await keyring.refresh();
  const { live } = world.context;
  http = await startHttpServer({
    schema,
    createContext: createContextFactory({
      ...world.context,
      live: { ...live, tracks: (filter) => matchingTracks(live.tracks(), trackMatcher(filter)) },
    }),
    responseCache: createResponseCache({ now: () => NOW_MS + 86_400_000 }),
    access: createTokenAccess(keyring),
  });
});
afterAll(async () => {
  await http.server.stop({ deadlineMs: 1000 });
  await database.drop();
});

async function textFor(who: keyof typeof keys, query: string): Promise<string> {
  const response = await fetch(`${http.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys[who]}` },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

async function askedBy(who: keyof typeof keys, query: string) {
  return JSON.parse(await textFor(who, query)) as {
    readonly data: Record<string, never> | null;
    readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  };
}

const idOf = (type: NodeType) => JSON.stringify(globalId(type, ...world.ids[type]!));

test('R4: the scopes of a key say whether it shows people', async () => {
  const scopes = async (who: keyof typeof keys) => (await askedBy(who, '{ viewer { scopes } }')).data;
  expect(await scopes('seeing')).toEqual({ viewer: { scopes: ['READ', 'PII'] } });
  expect(await scopes('other')).toEqual({ viewer: { scopes: ['READ'] } });
  expect(await scopes('operator')).toEqual({ viewer: { scopes: ['READ', 'PII', 'OPERATE'] } });
  expect(await scopes('ingest')).toEqual({ viewer: { scopes: ['INGEST'] } });
});

describe('what filters tell', () => {
  const asking = (filter: string) => [
    `{ detections(range: ${range}, first: 5, filter: ${filter}) { nodes { droneId } } }`,
    `{ detections(range: ${range}, first: 5, filter: ${filter}) { nodes { drone { droneId } } } }`,
    `{ drones(range: ${range}, first: 5, filter: ${filter}) { nodes { droneId } } }`,
    `{ kit(kitId: "kit-1") { drones(range: ${range}, first: 5, filter: ${filter}) { nodes { droneId } } } }`,
  ];
  const found = async (who: keyof typeof keys, query: string) =>
    (await textFor(who, query)).includes('drone-1581F5');

  test.each(asking(`{operatorId: "${OPERATOR_ID}"}`))(
    'R4: a filter by operator is refused: %s',
    async (query) => {
      const { errors } = await askedBy('other', query);
      expect(errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
        ['FORBIDDEN', expect.stringContaining('Filtering by operatorId takes the scope PII') as string],
      ]);
      expect(await found('other', query)).toBe(false);
      expect(await found('seeing', query)).toBe(true);
      expect(await found('operator', query)).toBe(true);
    },
  );

  const searching = (text: string) => [
    ...asking(`{search: "${text}"}`),
    `{ liveTracks(filter: {search: "${text}"}) { droneId } }`,
  ];

  test.each(searching(OPERATOR_ID.slice(3, 9)))('R4: a search does not find operators: %s', async (query) => {
    expect(await askedBy('other', query)).not.toHaveProperty('errors');
    expect(await found('other', query)).toBe(false);
    expect(await found('seeing', query)).toBe(true);
  });

  test.each(searching('mavic'))('R4: a search finds the rest for everybody: %s', async (query) => {
    expect(await found('other', query)).toBe(true);
    expect(await found('seeing', query)).toBe(true);
  });
});

describe('what is kept of answers', () => {
  const list = (key: string) =>
    `{ ${key}: detections(range: ${range}, first: 5) { nodes { operatorId pilot { lat } home { lon } } } }`;
  const people = { operatorId: OPERATOR_ID, pilot: { lat: 47.5 }, home: { lon: 9.25 } };
  const nobody = { operatorId: null, pilot: null, home: null };

  test.each([
    ['first', 'second', 'seeing', 'other'],
    ['third', 'fourth', 'other', 'seeing'],
  ] as const)('R4: is for those with the same rights: %s, %s', async (key, again, one, two) => {
    const expected = { seeing: people, other: nobody };
    for (const who of [one, two, one, two])
      expect((await askedBy(who, list(key))).data).toEqual({ [key]: { nodes: [expected[who]] } });
    // The very same text, from the cache this time, and others at the same moment.
    const all = await Promise.all([one, two, one, two].map((who) => askedBy(who, list(again))));
    expect(all.map(({ data }) => data)).toEqual(
      [one, two, one, two].map((who) => ({ [again]: { nodes: [expected[who]] } })),
    );
  });
});

test('G15: two users who ask for the same id at the same time get each their own answer', async () => {
  const query = `{
    node(id: ${idOf('Detection')}) { ... on Detection { droneId operatorId drone { operatorId } } }
    drone(droneId: "drone-1581F5FKD229400B7F3A") { operatorId latest { pilot { lat } } }
  }`;
  const answer = (operatorId: string | null) => ({
    node: { droneId: 'drone-1581F5FKD229400B7F3A', operatorId, drone: { operatorId } },
    drone: { operatorId, latest: { pilot: operatorId === null ? null : { lat: 47.5 } } },
  });
  const users = ['seeing', 'other', 'operator', 'other', 'seeing'] as const;
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(users.map((who) => askedBy(who, query)));
    expect(answers).toEqual(users.map((who) => ({ data: answer(who === 'other' ? null : OPERATOR_ID) })));
  }
});

test('G15: what one request has read is not what the next is answered with', async () => {
  const query = '{ drone(droneId: "drone-1581F5FKD229400B7F3A") { model } }';
  expect((await askedBy('seeing', query)).data).toEqual({ drone: { model: 'Mavic 3' } });
  await database.pool.query("UPDATE aircraft SET model = 'Mini 4'");
  expect((await askedBy('seeing', query)).data).toEqual({ drone: { model: 'Mini 4' } });
});

describe('an id of what one may not see', () => {
  const missing = randomBytes(32).toString('hex');
  const byId = (id: string) => `{ node(id: ${id}) { __typename id } nodes(ids: [${id}]) { __typename id } }`;

  test('R5: is answered as one of what is not there, and as what is no id', async () => {
    const unknown = JSON.stringify(globalId('DeadLetter', missing));
    const answers = await Promise.all(
      [idOf('DeadLetter'), unknown, '"nonsense"'].map((id) => textFor('other', byId(id))),
    );
    expect(new Set(answers)).toEqual(new Set(['{"data":{"node":null,"nodes":[null]}}']));
    expect((await askedBy('operator', byId(idOf('DeadLetter')))).data).toMatchObject({
      node: { __typename: 'DeadLetter' },
    });
  });

  test('R5: is refused alike, whatever it is, to who may not ask for ids', async () => {
    const ids = [idOf('DeadLetter'), idOf('Detection'), idOf('Kit'), '"nonsense"'];
    const answers = await Promise.all(ids.map((id) => textFor('ingest', byId(id.padEnd(200)))));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('FORBIDDEN');
  });
});
