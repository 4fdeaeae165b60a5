import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EventsDocument, type EventFilter } from '../../operations/generated/graphql.js';
import type { LogEvent } from '../../src/domain/log-event.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { storeRecords } from '../support/dead-letters.js';
import { aKit, createFakeFleet } from '../support/fake-fleet.js';
import { list } from '../support/history.js';
import { aLogEvent } from '../support/log-events.js';
import { NOON_MS } from '../support/observations.js';
import { createSchemaClient, type SchemaClient } from '../support/schema-client.js';

const HOSTILE = `<script>alert(1)</script>' OR 1=1; -- \u202e "\\ 🛸 %`;
const uuid = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const encoded = (text: string) => Buffer.from(text).toString('base64');

let database: TestDatabase;
let client: SchemaClient;

/** Newest first; several of one time. */
const order = [
  [2, 1],
  [2, 2],
  [2, 3],
  [1, 4],
  [1, 5],
  [0, 6],
] as const;

const details: readonly Partial<LogEvent>[] = [
  {
    source: 'edge-01',
    kitId: 'kit-1',
    host: 'a',
    service: 'sshd',
    eventType: 'syslog',
    severity: 'error',
    message: 'Link DOWN',
  },
  {
    source: 'edge-02',
    kitId: 'gone',
    host: 'b',
    service: 'cron',
    eventType: 'syslog',
    severity: 'warning',
    message: 'disk 100% full',
  },
  {
    source: 'edge-02',
    host: null,
    service: null,
    eventType: null,
    severity: null,
    message: '',
    data: { port: 3, nested: { list: [1, null, 'x'] } },
  },
  { host: 'a', message: 'link_up C:\\temp' },
  {
    message: HOSTILE,
    source: HOSTILE,
    host: HOSTILE,
    service: HOSTILE,
    data: { [HOSTILE]: HOSTILE },
    warnings: [HOSTILE],
  },
  { message: 'linkXup' },
];

beforeAll(async () => {
  database = await createTestDatabase();
  client = createSchemaClient({ pool: database.pool, fleet: createFakeFleet([aKit()]) });
  await storeRecords(
    database.pool,
    order.map(([second, n], i) =>
      aLogEvent({ observedAtMs: NOON_MS - 10_000 + second * 1000, eventId: uuid(n), ...details[i] }),
    ),
  );
});

afterAll(() => database.drop());

const RANGE = 'range: {last: "PT1H"}';
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const read = (args: string) =>
  list<{ id: string }>(client, `{ events(${RANGE}, ${args}) { nodes { id } ${PAGE_INFO} } }`);
const numberOf = ({ id }: { readonly id: string }) => {
  const [, eventId] = JSON.parse(Buffer.from(id, 'base64').toString().slice('Event:'.length)) as [
    number,
    string,
  ];
  return Number(eventId.slice(-12));
};
const all = order.map(([, n]) => n);

describe('events', () => {
  test('come newest first, those of one time by their ids', async () => {
    expect((await read('first: 100')).nodes.map(numberOf)).toEqual(all);
  });

  test.each([1, 2, 4])('are read forwards in pages of %i without gap or repeat', async (size) => {
    const seen: number[] = [];
    for (let after = 'null'; ;) {
      const { nodes, pageInfo } = await read(`first: ${size}, after: ${after}`);
      seen.push(...nodes.map(numberOf));
      expect(pageInfo.hasNextPage).toBe(seen.length < all.length);
      if (!pageInfo.hasNextPage) break;
      after = JSON.stringify(pageInfo.endCursor);
    }
    expect(seen).toEqual(all);
  });

  test.each([1, 2, 4])('are read backwards in pages of %i without gap or repeat', async (size) => {
    let seen: number[] = [];
    for (let before = 'null'; ;) {
      const { nodes, pageInfo } = await read(`last: ${size}, before: ${before}`);
      seen = [...nodes.map(numberOf), ...seen];
      expect(pageInfo.hasPreviousPage).toBe(seen.length < all.length);
      if (!pageInfo.hasPreviousPage) break;
      before = JSON.stringify(pageInfo.startCursor);
    }
    expect(seen).toEqual(all);
  });

  test('outside of the range are left out: its start belongs to it, its end does not', async () => {
    const at = (second: number) => JSON.stringify(new Date(NOON_MS - 10_000 + second * 1000).toISOString());
    const { nodes } = await list<{ id: string }>(
      client,
      `{ events(range: {from: ${at(1)}, to: ${at(2)}}, first: 10) { nodes { id } } }`,
    );
    expect(nodes.map(numberOf)).toEqual([4, 5]);
  });

  test.each([
    ['whose id is no UUID', 'nonsense'],
    ['whose id is no text', 7],
  ])('refuse a forged cursor %s', async (_fact, id) => {
    const forged = Buffer.from(JSON.stringify([1, 'events', NOON_MS, id])).toString('base64url');
    expect(
      await client.refusal(`{ events(${RANGE}, first: 1, after: "${forged}") { nodes { id } } }`),
    ).toMatchObject({
      codes: ['BAD_USER_INPUT'],
      message: expect.stringContaining('This cursor is damaged') as string,
    });
  });

  test.each<[fact: string, filter: EventFilter, numbers: number[]]>([
    ['nothing', {}, all],
    ['sources', { sources: ['edge-02'] }, [2, 3]],
    ['kits', { kitIds: ['kit-1', 'nobody'] }, [1]],
    ['no kits at all', { kitIds: [] }, []],
    ['hosts', { hosts: ['a'] }, [1, 4]],
    ['services', { services: ['sshd', 'cron'] }, [1, 2]],
    ['types', { types: ['syslog'], sources: ['edge-02'] }, [2]],
    ['severities, in any case', { severities: ['ERROR', 'Warning'] }, [1, 2]],
    ['part of the message, in any case', { search: 'link' }, [1, 4, 6]],
    ['a per cent sign', { search: '0%' }, [2]],
    ['nothing but a per cent sign', { search: '%' }, [2, 5]],
    ['an underscore that would match anything', { search: 'link_up' }, [4]],
    ['a backslash', { search: ':\\t' }, [4]],
    ['what looks like SQL', { search: "' OR 1=1; --" }, [5]],
    ['a host that looks like SQL', { hosts: [HOSTILE] }, [5]],
    ['an empty search', { search: '' }, all],
    ['text that no database can hold', { search: 'link\0' }, []],
  ])('can be narrowed to %s', async (_fact, filter, numbers) => {
    const { nodes } = await list<{ id: string }>(client, EventsDocument, { range: { last: 'PT1H' }, filter });
    expect(nodes.map(numberOf)).toEqual(numbers);
  });

  test('refuse a search that is longer than 256 characters', async () => {
    const refusal = client.refusal(EventsDocument, {
      range: { last: 'PT1H' },
      filter: { search: 'x'.repeat(257) },
    });
    expect(await refusal).toMatchObject({ codes: ['BAD_USER_INPUT'] });
  });
});

const FIELDS = 'time receivedAt source kitId kit { kitId } host service type severity message data warnings';
const [withKit, withoutLabels, hostile] = [1, 3, 5].map((n) => order.findIndex(([, each]) => each === n));

describe('an event', () => {
  const nodes = async () =>
    (await list(client, `{ events(${RANGE}, first: 100) { nodes { ${FIELDS} } } }`)).nodes;

  test('says everything that is known of it, its kit too', async () => {
    expect((await nodes())[withKit!]).toEqual({
      time: '2026-11-21T19:59:52.000Z',
      receivedAt: '2026-11-21T19:59:52.400Z',
      source: 'edge-01',
      kitId: 'kit-1',
      kit: { kitId: 'kit-1' },
      host: 'a',
      service: 'sshd',
      type: 'syslog',
      severity: 'error',
      message: 'Link DOWN',
      data: {},
      warnings: [],
    });
  });

  test('has null for what was not said, and data as it was sent', async () => {
    expect((await nodes())[withoutLabels!]).toMatchObject({
      kitId: null,
      kit: null,
      host: null,
      service: null,
      type: null,
      severity: null,
      message: '',
      data: { port: 3, nested: { list: [1, null, 'x'] } },
    });
  });

  test('has hostile text in it unchanged', async () => {
    expect((await nodes())[hostile!]).toMatchObject({
      message: HOSTILE,
      source: HOSTILE,
      data: { [HOSTILE]: HOSTILE },
      warnings: [HOSTILE],
    });
  });

  test('is found again by its global id', async () => {
    const [{ id }] = (await read('first: 1')).nodes as [{ id: string }];
    const operation = 'query ($id: ID!) { node(id: $id) { __typename id ... on Event { message } } }';
    expect(await client.data(operation, { id })).toEqual({
      node: { __typename: 'Event', id, message: 'Link DOWN' },
    });
  });

  test.each([
    ['that does not exist', encoded(`Event:[${NOON_MS},"${uuid(99)}"]`)],
    ['whose id is no UUID', encoded(`Event:[${NOON_MS},"nonsense"]`)],
    ['without a time', encoded(`Event:["${uuid(1)}"]`)],
  ])('%s is null', async (_fact, id) => {
    expect(await client.data('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
  });
});
