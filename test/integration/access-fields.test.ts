import {
  execute,
  getOperationAST,
  isObjectType,
  parse,
  subscribe,
  validate,
  type ExecutionResult,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LivePicture } from '../../src/domain/live.js';
import type { Scope, Viewer } from '../../src/domain/viewer.js';
import { createContextFactory } from '../../src/schema/context.js';
import { globalId, type NodeType } from '../../src/schema/global-id.js';
import { schema } from '../../src/schema/index.js';
import { recognizeLists } from '../../src/server/query/list-document.js';
import { FIELDS } from '../support/access-fields.js';
import { callOf } from '../support/any-operation.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { storeFullWorld, type FullWorld } from '../support/full-world.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { codeOf } from '../support/schema-client.js';
import { createFakeLive, createKeptOutlet, createTracksExecution } from '../support/tracks-execution.js';
import { aViewer } from '../support/viewers.js';

/** What a field is answered with; `absent`: nothing of its type is in the answer, or it is refused with its parent. */
type Outcome = 'value' | 'null' | 'FORBIDDEN' | 'absent';

const VIEWERS: Readonly<Record<string, Viewer>> = {
  INGEST: aViewer('INGEST'),
  VIEWER: aViewer('VIEWER'),
  'VIEWER with PII': aViewer('VIEWER', { scopes: ['READ', 'PII'] }),
  OPERATOR: aViewer('OPERATOR'),
  ADMIN: aViewer('ADMIN'),
};
const TEXT_LISTS = /^\{ (detections|signals|systemHealth|events)\((?!.*drone \{)/;

/** What leads from a row to something else, so that a list is not made of text. */
const BESIDE_ROWS = ['kit', 'drone'];

let database: TestDatabase;
let http: TestHttpServer;
let createWorld: () => FullWorld;
/** Whoever sends the next request. */
let asking: Viewer;

beforeAll(async () => {
  database = await createTestDatabase();
  createWorld = await storeFullWorld(database.pool, Date.now());
  http = await startHttpServer({
    schema,
    createContext: (origin) => createContextFactory(createWorld().context)(origin),
    access: { needsKey: true, authenticate: () => asking, watch: () => () => undefined },
  });
});
afterAll(async () => {
  await http.server.stop({ deadlineMs: 1000 });
  await database.drop();
});

/** These fields of the type, where the route has its `%`; what they are on is marked. */
function operationFor(
  typeName: string,
  route: string,
  names: readonly string[] = fieldsOf(typeName),
): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
  const fields = names.map((name) => callOf(type.getFields()[name]!)).join(' ');
  const { ids } = createWorld();
  const text = route.replace(/ID\((\w+)\)/, (_all, name: string) =>
    JSON.stringify(globalId(name as NodeType, ...ids[name]!)),
  );
  const operation = text.replace('%', `marked: __typename ${fields}`);
  expect(validate(schema, parse(operation))).toEqual([]);
  return operation;
}

function fieldsOf(typeName: string): readonly string[] {
  const { fields, personal = [] } = FIELDS[typeName]!;
  return [...fields, ...personal];
}

async function ordinarily(operation: string, viewer: Viewer): Promise<ExecutionResult[]> {
  const document = parse(operation);
  const contextValue = createContextFactory(createWorld().context)({ viewer });
  if (!operation.startsWith('subscription')) return [await execute({ schema, document, contextValue })];
  const stream = await subscribe({ schema, document, contextValue });
  if (!(Symbol.asyncIterator in stream)) return [stream];
  const results: ExecutionResult[] = [];
  for await (const result of stream) results.push(result);
  return results;
}

/** Over HTTP, where lists are made of text. */
async function served(query: string, viewer: Viewer): Promise<ExecutionResult[]> {
  asking = viewer;
  const response = await fetch(`${http.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return [(await response.json()) as ExecutionResult];
}

/** As the frames that subscribers with the same rights share; all subscribe at once. */
async function shared(query: string): Promise<Record<string, ExecutionResult[]>> {
  const live = createFakeLive();
  const { context, events } = createWorld();
  const trail: LivePicture['trail'] = (...asked) => context.live.trail(...asked);
  const execution = createTracksExecution({ live: { ...live.live, trail } });
  const joined = Object.entries(VIEWERS).map(async ([name, viewer]) => {
    const outlet = createKeptOutlet();
    const stream = await execution.subscribe({ query, viewer }, outlet);
    if (!(Symbol.asyncIterator in stream)) return { name, results: () => [stream] };
    expect(outlet.isClaimed()).toBe(true);
    void stream.next();
    return { name, results: () => outlet.texts.map((text) => JSON.parse(text) as ExecutionResult) };
  });
  const subscribers = await Promise.all(joined);
  for (const event of events) {
    live.deliver(event);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Object.fromEntries(subscribers.map(({ name, results }) => [name, results()]));
}

/** What became of each field of the type in these results. */
function outcomesIn(results: readonly ExecutionResult[], fields: readonly string[]): Record<string, Outcome> {
  const errors = results.flatMap((result) => result.errors ?? []);
  const isRefused = errors.length > 0 && errors.every((error) => codeOf(error) === 'FORBIDDEN');
  if (!isRefused) expect(errors).toEqual([]);
  const found = results.flatMap(({ data }) => markedIn(data));
  return Object.fromEntries(
    fields.map((field) => {
      const values = found.map((object) => object[field]);
      if (values.length === 0) return [field, isRefused ? 'FORBIDDEN' : 'absent'];
      return [field, values.every((value) => value === null) ? 'null' : 'value'];
    }),
  );
}

function markedIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(markedIn);
  return 'marked' in value ? [value, ...inner] : inner;
}

const has = (viewer: Viewer, scope: Scope) => viewer.scopes.includes(scope);

function expectedFor(
  typeName: string,
  route: string,
  viewer: Viewer,
  fields: readonly string[],
): Record<string, Outcome> {
  const { takes, personal = [] } = FIELDS[typeName]!;
  // To who may not see it there is no such node; and nothing is below what is null.
  const isHidden =
    (/ID\(DeadLetter\)/.test(route) && !has(viewer, 'OPERATE')) ||
    (/(pilot|home) \{ %/.test(route) && !has(viewer, 'PII'));
  const outcomeOf = (field: string): Outcome => {
    if (!has(viewer, 'READ') && takes !== null) return 'FORBIDDEN';
    if (isHidden) return 'absent';
    if (takes !== null && !has(viewer, takes)) return 'FORBIDDEN';
    return personal.includes(field) && !has(viewer, 'PII') ? 'null' : 'value';
  };
  return Object.fromEntries(fields.map((field) => [field, outcomeOf(field)]));
}

type Run = (viewer: Viewer, name: string) => Promise<readonly ExecutionResult[]>;

/** Runs it as everybody, and compares with the table. */
async function expectTable(
  typeName: string,
  route: string,
  run: Run,
  fields: readonly string[] = fieldsOf(typeName),
): Promise<void> {
  const actual: Record<string, Record<string, Outcome>> = {};
  const expected: Record<string, Record<string, Outcome>> = {};
  for (const [name, viewer] of Object.entries(VIEWERS)) {
    actual[name] = outcomesIn(await run(viewer, name), fields);
    expected[name] = expectedFor(typeName, route, viewer, fields);
  }
  expect(actual).toEqual(expected);
}

const routes = Object.entries(FIELDS).flatMap(([type, row]) =>
  row.routes.map((route) => [type, route] as const),
);
const routesLike = (pattern: RegExp) => routes.filter(([, route]) => pattern.test(route));

test('R4: the table has every field of every object type of the schema, and no other', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__') && !roots.includes(type));
  const inSchema = types.map((type) => [type.name, Object.keys(type.getFields()).sort()]);
  const inTable = Object.keys(FIELDS).map((name) => [name, fieldsOf(name).toSorted()]);
  expect(Object.fromEntries(inTable)).toEqual(Object.fromEntries(inSchema));
});

describe('each viewer gets exactly what the table says', () => {
  test.each(routes)('R4: of %s by %s, executed as usual', async (type, route) => {
    const operation = operationFor(type, route);
    await expectTable(type, route, (viewer) => ordinarily(operation, viewer));
  });

  test.each(routesLike(TEXT_LISTS))('R4: of %s by %s, over HTTP, as text', async (type, route) => {
    const fields = fieldsOf(type).filter((field) => !BESIDE_ROWS.includes(field));
    const operation = operationFor(type, route, fields);
    const document = parse(operation);
    for (const showsPersonal of [true, false])
      expect(recognizeLists(schema, document, getOperationAST(document)!, showsPersonal)).not.toBeNull();
    await expectTable(type, route, (viewer) => served(operation, viewer), fields);
  });

  test.each(routesLike(/^subscription \{ tracks/))(
    'R4: of %s by %s, as shared frames',
    async (type, route) => {
      const results = await shared(operationFor(type, route));
      await expectTable(type, route, (_viewer, name) => Promise.resolve(results[name]!));
    },
  );
});
