import { afterAll, beforeEach, beforeAll, describe, expect, test } from 'vitest';
import { DeadLettersDocument } from '../../operations/generated/graphql.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aDeadLetter, storeRecords } from '../support/dead-letters.js';
import { aKit, createFakeFleet } from '../support/fake-fleet.js';
import { list, type Listed } from '../support/history.js';
import { NOON_MS } from '../support/observations.js';
import { createSchemaClient, type SchemaClient } from '../support/schema-client.js';

const HOSTILE = `<img src=x onerror=alert(1)>' OR 1=1; -- "\\ 🛸 %`;

let database: TestDatabase;
let client: SchemaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createSchemaClient({ pool: database.pool, fleet: createFakeFleet([aKit()]) });
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('TRUNCATE dead_letters'));

interface Row {
  readonly id: string;
  readonly sourceId: string;
}

const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const read = (args: string) =>
  list<Row>(client, `{ deadLetters(${args}) { totalCount nodes { id sourceId } ${PAGE_INFO} } }`) as Promise<
    Listed<Row> & { readonly totalCount: number }
  >;
const names = ({ nodes }: Listed<Row>) => nodes.map(({ sourceId }) => sourceId);

describe('the list of dead letters', () => {
  /** Newest first; of one time, by ids that only the database knows. */
  const order = ['newest', 'one', 'two', 'three', 'oldest'];

  beforeEach(async () => {
    const at = [3, 2, 2, 2, 1].map((second) => NOON_MS + second * 1000);
    const letters = order.map((sourceId, i) => aDeadLetter({ sourceId, atMs: at[i]! }));
    const middle = letters.slice(1, 4).sort((a, b) => (a.id < b.id ? -1 : 1));
    // Ids as the test names them, in the order of the list.
    middle.forEach((letter, i) => (letters[i + 1] = { ...letter, id: `id-${i}`, sourceId: order[i + 1]! }));
    await storeRecords(database.pool, letters);
  });

  test('comes newest failure first, with how many there are on all pages', async () => {
    const page = await read('first: 2');
    expect(names(page)).toEqual(['newest', 'one']);
    expect(page.totalCount).toBe(5);
  });

  test.each([1, 2, 4])('is read forwards in pages of %i without gap or repeat', async (size) => {
    const seen: string[] = [];
    for (let after = 'null'; ;) {
      const page = await read(`first: ${size}, after: ${after}`);
      seen.push(...names(page));
      expect(page.pageInfo.hasNextPage).toBe(seen.length < order.length);
      if (!page.pageInfo.hasNextPage) break;
      after = JSON.stringify(page.pageInfo.endCursor);
    }
    expect(seen).toEqual(order);
  });

  test.each([1, 2, 4])('is read backwards in pages of %i without gap or repeat', async (size) => {
    let seen: string[] = [];
    for (let before = 'null'; ;) {
      const page = await read(`last: ${size}, before: ${before}`);
      seen = [...names(page), ...seen];
      expect(page.pageInfo.hasPreviousPage).toBe(seen.length < order.length);
      if (!page.pageInfo.hasPreviousPage) break;
      before = JSON.stringify(page.pageInfo.startCursor);
    }
    expect(seen).toEqual(order);
  });

  test.each([
    ['without first or last', ''],
    ['of more than 1000', '(first: 1001)'],
    ['with the cursor of another list', '(first: 1, after: "WzEsImtpdHMiLDEsIngiXQ")'],
  ])('is refused %s', async (_fact, args) => {
    expect(await client.refusal(`{ deadLetters${args} { nodes { id } } }`)).toMatchObject({
      codes: ['BAD_USER_INPUT'],
    });
  });
});

test('dead letters can be narrowed to a reason, a stage and a kit, and are counted the same way', async () => {
  await storeRecords(database.pool, [
    aDeadLetter({ sourceId: 'a' }),
    aDeadLetter({ sourceId: 'b', reason: 'no id', kitId: 'kit-1', atMs: NOON_MS + 1 }),
    aDeadLetter({
      sourceId: 'c',
      reason: HOSTILE,
      stage: 'STORE',
      sink: 'loki',
      kitId: 'kit-1',
      atMs: NOON_MS + 2,
    }),
  ]);
  const narrowed = async (args: string) => {
    const page = await read(`first: 10, ${args}`);
    expect(page.totalCount).toBe(page.nodes.length);
    return names(page);
  };
  expect(await narrowed('reason: null')).toEqual(['c', 'b', 'a']);
  expect(await narrowed('reason: "no id"')).toEqual(['b']);
  expect(await narrowed(`reason: ${JSON.stringify(HOSTILE)}`)).toEqual(['c']);
  expect(await narrowed('stage: UNDERSTAND')).toEqual(['b', 'a']);
  expect(await narrowed('kitId: "kit-1"')).toEqual(['c', 'b']);
  expect(await narrowed('kitId: "kit-1", stage: STORE, reason: "no id"')).toEqual([]);
});

test('a dead letter says everything about its failure, hostile text unchanged', async () => {
  await storeRecords(database.pool, [
    {
      ...aDeadLetter({
        record: { id: HOSTILE },
        reason: 'no id',
        detail: HOSTILE,
        kitId: 'kit-1',
        sourceId: HOSTILE,
      }),
      stage: 'STORE',
      sink: 'loki',
      format: 'drone',
      isComplete: false,
      attempts: 3,
      lastAtMs: NOON_MS + 1500,
    },
  ]);
  const { nodes } = await list<{ id: string }>(client, DeadLettersDocument);
  expect(nodes).toEqual([
    {
      id: expect.any(String) as string,
      stage: 'STORE',
      reason: 'no id',
      detail: HOSTILE,
      sink: 'LOKI',
      kitId: 'kit-1',
      sourceId: HOSTILE,
      format: 'DRONE',
      raw: JSON.stringify({ id: HOSTILE }),
      complete: false,
      attempts: 3,
      firstAt: '2026-11-21T20:00:00.000Z',
      lastAt: '2026-11-21T20:00:01.500Z',
    },
  ]);
  const operation =
    'query ($id: ID!) { node(id: $id) { __typename ... on DeadLetter { sourceId sink kit { kitId } } } }';
  expect(await client.data(operation, nodes[0])).toEqual({
    node: { __typename: 'DeadLetter', sourceId: HOSTILE, sink: 'LOKI', kit: { kitId: 'kit-1' } },
  });
});

test.each(['DeadLetter:["nobody"]', 'DeadLetter:[1]', 'DeadLetter:[]'])(
  'the node %s is null',
  async (text) => {
    const id = Buffer.from(text).toString('base64');
    expect(await client.data('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
  },
);
