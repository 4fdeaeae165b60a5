import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DetectionsDocument, DronesDocument, EventsDocument } from '../../operations/generated/graphql.js';
import { detectionList } from '../../src/db/detections.js';
import { droneList } from '../../src/db/drones.js';
import type { KeysetList } from '../../src/db/keyset.js';
import { signalList } from '../../src/db/signals.js';
import { systemHealthList } from '../../src/db/system-health.js';
import { encodeCursor } from '../../src/schema/cursor.js';
import { globalId } from '../../src/schema/global-id.js';
import { schema } from '../../src/schema/index.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { graphql, type Operation } from '../support/graphql.js';
import { textArguments } from '../support/text-arguments.js';
import { waitFor } from '../support/wait-for.js';

/** In every text, so that it is found wherever it gets to. */
const MARK = 'zq7';

const HOSTILE = [
  `' OR '1'='1 ${MARK}`,
  `'; DROP TABLE drones; -- ${MARK}`,
  `"; DROP TABLE kits; -- ${MARK}`,
  `\\'; DROP TABLE drones; -- ${MARK}`,
  `') OR 1=1 -- ${MARK}`,
  `1); DELETE FROM drones; -- ${MARK}`,
  `${MARK}' UNION SELECT hash FROM api_keys --`,
  `${MARK}'||(SELECT pg_sleep(30))||'`,
  `$$; DROP TABLE drones; $$ ${MARK}`,
  `E'\\047 ${MARK}`,
  `$1 ${MARK}`,
  `{${MARK},"b\\"}`,
  `'::regclass::text ${MARK}`,
  `%${MARK}`,
  `_${MARK}`,
  `\\${MARK}`,
  `%${MARK}%`,
  `ʼ OR 1=1 ${MARK}`,
  `\u0000' OR 1=1 -- ${MARK}`,
];
const HARMLESS = `harmless ${MARK}`;
/** Alone, as `%` would match everything. */
const WILDCARDS = ['%', '_', '\\', '%%', '_%', '\\%'];

const range = { last: 'PT1H' };
const NOW_MS = Date.now();
const LISTS = [detectionList, droneList, signalList, systemHealthList];
/** What only an error inside of the server, or of PostgreSQL, is answered with. */
const INTERNAL = new Set<unknown>(['INTERNAL_SERVER_ERROR', 'UNAVAILABLE', 'TIMEOUT']);

const cursorWith = (list: KeysetList, text: string) =>
  encodeCursor(list, [NOW_MS, ...list.ids.map(({ type }) => (type === 'number' ? 1 : text))]);

let database: TestDatabase;
let app: RunningApp;
/** Every text that was sent to PostgreSQL by this process. */
const statements = new Set<string>();

beforeAll(async () => {
  database = await createTestDatabase();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [query] = args as [string | { text?: string }];
    const text = typeof query === 'string' ? query : query.text;
    if (text !== undefined) statements.add(text);
    return original.apply(this, args);
  });
  app = await startApp(database, { INGEST_AUTO_REGISTER: 'true', MAX_COST: '10000000' });
  await push([{ type: 'drone', id: 'drone-1', lat: 46.75, lon: 8.03 }], {});
});
afterAll(async () => {
  vi.restoreAllMocks();
  await app.stop();
  await database.drop();
});

async function push(messages: readonly object[], batch: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ source: 'edge-01', ...batch, messages }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Everything that takes text, with this one; also inside of what clients carry about unread. Returns what went wrong. */
async function say(text: string): Promise<string[]> {
  const places = textArguments(schema);
  const ids = [
    globalId('Detection', NOW_MS, text, text),
    globalId('Drone', text),
    globalId('Kit', text),
    globalId('Track', text),
    globalId('Signal', NOW_MS, text, 5785, text),
    globalId('SystemHealth', NOW_MS, text),
    globalId('Event', NOW_MS, text),
    globalId('DeadLetter', text),
  ];
  const nodes = { name: 'nodes', query: `{ nodes(ids: ${JSON.stringify(ids)}) { __typename } }` };
  const pages = LISTS.map((list) => ({
    name: `${list.name} after`,
    query: `{ ${list.name}(range: { last: "PT1H" }, first: 2, after: ${JSON.stringify(cursorWith(list, text))}) { nodes { __typename id } } }`,
  }));
  const answers = await Promise.all([
    ...places.map(async ({ name, query, variables }) => ({
      name,
      ...(await graphql(app.url, query, variables(text))),
    })),
    ...[nodes, ...pages].map(async ({ name, query }) => ({ name, ...(await graphql(app.url, query)) })),
  ]);
  const failures = answers
    .filter(({ status, errors }) => status >= 500 || INTERNAL.has(errors?.[0]?.extensions?.['code']))
    .map(({ name, status, errors }) => `${name}: ${status} ${JSON.stringify(errors)}`);
  const drone = { type: 'drone', lat: 46.75, lon: 8.03 };
  const statuses = [
    await push(
      [{ ...drone, id: text, description: text, mac: text, callsign: text, rid: { make: text } }],
      {},
    ),
    await push([{ ...drone, id: 'x', kit_id: text }], {}),
    await push(
      [{ type: 'signal', uid: text, center_hz: 5_785_000_000, signal_type: text, source: text }],
      {},
    ),
    await push([{ type: 'status', id: text, uid: text }], {}),
    await push([{ message: text, service: text, host: text, severity: text, type: text, [text]: text }], {}),
    await push([{ ...drone, id: 'x', lat: text }], {}),
    await push([{ ...drone, id: 'x' }], { source: text }),
    await push([{ ...drone, id: 'x' }], {}, { 'idempotency-key': encodeURIComponent(text) }),
  ];
  return [...failures, ...statuses.filter((status) => status >= 500).map((status) => `/ingest: ${status}`)];
}

/** Tables and their columns. */
async function tables(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT table_name, array_agg(column_name::text || ' ' || data_type ORDER BY ordinal_position)
       FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name ORDER BY table_name`,
  );
  return rows;
}

const ask = async <TData, TVariables>(operation: Operation<TData, TVariables>, variables: TVariables) => {
  const { data, errors } = await graphql(app.url, operation, variables);
  expect(errors).toBeUndefined();
  return data!;
};

test('R2: no text becomes a part of a statement, through whichever argument or message it comes', async () => {
  expect(textArguments(schema).length).toBeGreaterThan(40);
  const before = await tables();
  expect(await say(HARMLESS)).toEqual([]);
  // Letters of what was refused, and what is saved now and then, come with a delay.
  await waitFor(async () => {
    expect(
      (await database.pool.query("SELECT FROM dead_letters WHERE raw LIKE '%harmless%'")).rowCount,
    ).toBeGreaterThan(0);
    expect([...statements].some((text) => /^UPDATE kits\s+SET uid = p\.uid/.test(text))).toBe(true);
  });
  const harmless = new Set(statements);
  for (const text of HOSTILE) expect(await say(text)).toEqual([]);

  expect([...statements].filter((text) => text.includes(MARK))).toEqual([]);
  expect([...statements].filter((text) => !harmless.has(text))).toEqual([]);
  expect(harmless.size).toBeGreaterThan(20);
  expect(await tables()).toEqual(before);
  const { detections } = await ask(DetectionsDocument, { range, filter: { droneIds: ['drone-1'] } });
  expect(detections.nodes).toHaveLength(1);
}, 120_000);

test('R2: hostile text is found as what it is, and finds nothing else', async () => {
  const all = async () =>
    (await ask(DronesDocument, { range, first: 1000 })).drones.nodes.map(({ droneId }) => droneId);
  await waitFor(async () => expect(await all()).toEqual(expect.arrayContaining(HOSTILE.slice(0, 17))));
  const ids = await all();
  for (const text of [...HOSTILE, ...WILDCARDS]) {
    const searched = await ask(DetectionsDocument, { range, filter: { search: text }, first: 1000 });
    const found = new Set(searched.detections.nodes.map(({ droneId }) => droneId));
    expect([text, [...found].sort()]).toEqual([text, ids.filter((id) => id.includes(text)).sort()]);
    const exact = await ask(DronesDocument, { range, filter: { droneIds: [text] } });
    expect([text, exact.drones.nodes.map(({ droneId }) => droneId)]).toEqual([
      text,
      ids.filter((id) => id === text),
    ]);
    const { events } = await ask(EventsDocument, { range, filter: { search: text }, first: 1000 });
    expect(events.nodes.filter(({ message }) => !message.includes(text))).toEqual([]);
  }
});
