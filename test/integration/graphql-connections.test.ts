import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aHealthReport, list, store } from '../support/history.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';
import { createSchemaClient, type SchemaClient } from '../support/schema-client.js';

const RANGE = 'range: {last: "PT1H"}';
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** Several rows of the same time in every list, in the order that each list promises. */
const lists = {
  detections: { fields: 'time kitId droneId', order: ['2/a/x', '2/a/y', '2/b/x', '1/a/x', '1/b/w', '0/a/x'] },
  signals: {
    fields: 'time kitId frequencyMhz',
    order: ['2/a/1200.5', '2/a/5785', '2/b/1200.5', '1/a/5785', '1/b/900', '0/a/5785'],
  },
  systemHealth: { fields: 'time kitId', order: ['3/a', '3/b', '2/a', '1/a', '1/b', '0/a'] },
  drones: { fields: 'droneId', order: ['x', 'y', 'w'] },
} as const;

type ListName = keyof typeof lists;
type Row = Record<string, string | number>;

let database: TestDatabase;
let client: SchemaClient;

/** Seconds before now, counted so that 0 is the oldest. */
const secondMs = (n: number) => NOON_MS - 10_000 + n * 1000;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createSchemaClient({ pool: database.pool });
  const rows = (order: readonly string[]) => order.map((row) => row.split('/') as [string, string, string]);
  await store(database.pool, [
    ...rows(lists.detections.order).map(([n, kitId, droneId]) =>
      aTrackReport({ observedAtMs: secondMs(Number(n)), kitId, droneId }),
    ),
    ...rows(lists.signals.order).map(([n, kitId, mhz]) =>
      aSignal({ observedAtMs: secondMs(Number(n)), kitId, frequencyMhz: Number(mhz) }),
    ),
    ...rows(lists.systemHealth.order).map(([n, kitId]) =>
      aHealthReport({ observedAtMs: secondMs(Number(n)), kitId }),
    ),
  ]);
});

afterAll(() => database.drop());

const read = (name: ListName, args: string) =>
  list<Row>(client, `{ ${name}(${RANGE}, ${args}) { nodes { ${lists[name].fields} } ${PAGE_INFO} } }`);

const written = (rows: readonly Row[]) =>
  rows.map(({ time, ...ids }) =>
    [
      ...(time === undefined ? [] : [(Date.parse(String(time)) - secondMs(0)) / 1000]),
      ...Object.values(ids),
    ].join('/'),
  );

describe.each(Object.keys(lists) as ListName[])('the list %s', (name) => {
  const { order } = lists[name];

  test('comes in its order', async () => {
    const { nodes, pageInfo } = await read(name, 'first: 100');
    expect(written(nodes)).toEqual(order);
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  test.each([1, 2, 4])('is read forwards in pages of %i without gap or repeat', async (size) => {
    const seen: string[] = [];
    let after = 'null';
    for (let page = 0; ; page++) {
      const { nodes, pageInfo } = await read(name, `first: ${size}, after: ${after}`);
      seen.push(...written(nodes));
      expect(pageInfo.hasPreviousPage).toBe(page > 0);
      expect(pageInfo.hasNextPage).toBe(seen.length < order.length);
      if (!pageInfo.hasNextPage) break;
      after = JSON.stringify(pageInfo.endCursor);
    }
    expect(seen).toEqual(order);
  });

  test.each([1, 2, 4])('is read backwards in pages of %i without gap or repeat', async (size) => {
    let seen: string[] = [];
    let before = 'null';
    for (let page = 0; ; page++) {
      const { nodes, pageInfo } = await read(name, `last: ${size}, before: ${before}`);
      seen = [...written(nodes), ...seen];
      expect(pageInfo.hasNextPage).toBe(page > 0);
      expect(pageInfo.hasPreviousPage).toBe(seen.length < order.length);
      if (!pageInfo.hasPreviousPage) break;
      before = JSON.stringify(pageInfo.startCursor);
    }
    expect(seen).toEqual(order);
  });

  test('gives what lies between two cursors', async () => {
    const { edges } = await list<Row>(client, `{ ${name}(${RANGE}, first: 100) { edges { cursor } } }`);
    const between = await read(
      name,
      `first: 100, after: "${edges[0]!.cursor}", before: "${edges.at(-1)!.cursor}"`,
    );
    expect(written(between.nodes)).toEqual(order.slice(1, -1));
    expect(between.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  test('has no cursors when it is empty', async () => {
    const { nodes, pageInfo } = await list(
      client,
      `{ ${name}(range: {from: "2001-01-01T00:00:00Z", to: "2001-01-02T00:00:00Z"}, first: 5) { nodes { __typename } ${PAGE_INFO} } }`,
    );
    expect(nodes).toEqual([]);
    expect(pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  test.each([
    ['no first and no last', '', /Give first: how many rows you want, 1 to 1000/],
    ['first and last', 'first: 1, last: 1', /not both/],
    ['first: 0', 'first: 0', /1 to 1000 rows, not 0/],
    ['first below 0', 'first: -1', /1 to 1000 rows, not -1/],
    ['first above 1000', 'first: 1001', /1 to 1000 rows, not 1001; page on with after/],
    ['last above 1000', 'last: 1001', /1 to 1000 rows, not 1001/],
    ['garbage for a cursor', 'first: 1, after: "garbage"', /after: This is not a cursor/],
    ['an empty cursor', 'first: 1, before: ""', /before: This is not a cursor/],
  ])('refuses %s', async (_fact, args, message) => {
    const refusal = await client.refusal(`{ ${name}(${RANGE}, ${args}) { nodes { __typename } } }`);
    expect(refusal.codes).toEqual(['BAD_USER_INPUT']);
    expect(refusal.message).toMatch(message);
  });

  test('refuses a forged cursor whose time PostgreSQL does not know', async () => {
    const { pageInfo } = await read(name, 'first: 1');
    const [version, list, , ...ids] = JSON.parse(
      Buffer.from(String(pageInfo.endCursor), 'base64url').toString(),
    ) as unknown[];
    const forged = Buffer.from(JSON.stringify([version, list, -253_402_300_799_999, ...ids]));
    const refusal = await client.refusal(
      `{ ${name}(${RANGE}, first: 1, after: "${forged.toString('base64url')}") { nodes { __typename } } }`,
    );
    expect(refusal).toMatchObject({
      codes: ['BAD_USER_INPUT'],
      message: expect.stringContaining('This cursor is damaged') as string,
    });
  });

  test('refuses a cursor from another list', async () => {
    const other = name === 'drones' ? 'signals' : 'drones';
    const { pageInfo } = await read(other, 'first: 1');
    const refusal = await client.refusal(
      `{ ${name}(${RANGE}, first: 1, after: "${pageInfo.endCursor}") { nodes { __typename } } }`,
    );
    expect(refusal).toMatchObject({
      codes: ['BAD_USER_INPUT'],
      message: expect.stringContaining(`another list than ${name}`) as string,
    });
  });
});

describe('a range', () => {
  const times = async (range: string) =>
    (
      await list<Row>(
        client,
        `{ systemHealth(range: ${range}, kitIds: ["a"], first: 10) { nodes { time } } }`,
      )
    ).nodes.map(({ time }) => (Date.parse(String(time)) - secondMs(0)) / 1000);
  const at = (n: number) => JSON.stringify(new Date(secondMs(n)).toISOString());

  test('includes its start and excludes its end', async () => {
    expect(await times(`{from: ${at(1)}, to: ${at(3)}}`)).toEqual([2, 1]);
  });

  test('without an end goes on until now', async () => {
    expect(await times(`{from: ${at(2)}}`)).toEqual([3, 2]);
  });

  test('of the last seconds counts back from now', async () => {
    expect(await times('{last: "PT8S"}')).toEqual([3, 2]);
  });

  test('may be given with any offset', async () => {
    expect(await times('{from: "2026-11-21T21:59:51+02:00", to: "2026-11-21T14:59:53-05:00"}')).toEqual([
      2, 1,
    ]);
  });

  test.each([
    [
      'ends before it starts',
      `{from: "2026-11-21T20:00:00Z", to: "2026-11-21T19:00:00Z"}`,
      /ends .* before it starts/,
    ],
    ['says nothing', '{}', /Give from/],
    ['says both', '{from: "2026-11-21T20:00:00Z", last: "PT1H"}', /not both/],
  ])('that %s is refused', async (_fact, range, message) => {
    const refusal = await client.refusal(`{ systemHealth(range: ${range}, first: 1) { nodes { time } } }`);
    expect(refusal.codes).toEqual(['BAD_USER_INPUT']);
    expect(refusal.message).toMatch(message);
  });
});
