import fc from 'fast-check';
import { execute, getOperationAST, parse, validate, type ExecutionResult } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LivePicture } from '../../src/domain/live.js';
import { anonymousViewer, seesPersonal, type Viewer } from '../../src/domain/viewer.js';
import { createContextFactory } from '../../src/schema/context.js';
import { schema } from '../../src/schema/index.js';
import { recognizeLists } from '../../src/server/query/list-document.js';
import { anyListOperation, type ListOperation } from '../support/arbitrary-lists.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createFakeFleet } from '../support/fake-fleet.js';
import { storeRecords } from '../support/dead-letters.js';
import { aHealthReport } from '../support/history.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { aLogEvent } from '../support/log-events.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';
import { aViewer } from '../support/viewers.js';

const viewers = fc.constantFrom(anonymousViewer, aViewer('VIEWER'));
let database: TestDatabase;
let http: TestHttpServer;
/** Whoever asks; most things are the same for all. */
let asking: Viewer = anonymousViewer;
let createContext: ReturnType<typeof createContextFactory>;

/** What receivers and radios may send for a text and for a number. */
const texts = ['', '"', '\\', '</script>', '\u0001\u001f\u007f\n\t', 'ä€😀\u2028', "'; --", '\ufeff', null];
const numbers = [0, -0, 0.1 + 0.2, 1e-7, 1e20, 5e-324, -123.456, 17, null];
const cycle = <T>(values: readonly T[], n: number) => values[n % values.length]!;

beforeAll(async () => {
  database = await createTestDatabase();
  // Times with and without milliseconds, some of them twice.
  const time = (n: number) => NOON_MS - 5000 + Math.floor(n / 2) * 500 + (n % 3 === 0 ? 120 : 0);
  await storeRecords(
    database.pool,
    Array.from({ length: 18 }, (_, n) => [
      aTrackReport({
        observedAtMs: time(n),
        kitId: `kit-${n % 3}`,
        droneId: `drone-${cycle(texts, n) ?? 'A'}${n}`,
        kind: n % 4 === 0 ? 'AIRCRAFT' : 'DRONE',
        altitudeM: cycle(numbers, n),
        verticalSpeedMps: cycle(numbers, n + 3),
        description: cycle(texts, n),
        make: cycle(texts, n + 4),
        runtimeS: n % 2 === 0 ? n : null,
        operatorId: cycle(texts, n + 2),
        pilot: n % 2 === 0 ? { lat: -0, lon: n, altitudeM: null } : null,
        warnings: n % 3 === 0 ? ['too fast', '"'] : [],
      }),
      aSignal({
        observedAtMs: time(n),
        kitId: `kit-${n % 3}`,
        frequencyMhz: 900.25 + n,
        powerDbm: cycle(numbers, n),
      }),
      aHealthReport({ observedAtMs: time(n), kitId: `kit-${n}`, gpsFix: n % 3 === 0 ? null : n % 2 === 0 }),
      aLogEvent({
        observedAtMs: time(n),
        message: cycle(texts, n) ?? 'm',
        data: { n, text: cycle(texts, n), deep: [{}] },
      }),
    ]).flat(),
  );
  // Finer than we write, as another program might.
  await database.pool.query(`UPDATE drones SET received_at = received_at + interval '678 microseconds'`);
  createContext = createContextFactory({
    pool: database.pool,
    fleet: createFakeFleet([]),
    live: {} as LivePicture,
    deadLetters: {} as never,
    now: () => NOON_MS,
    keys: {} as never,
  });
  http = await startHttpServer({
    schema,
    createContext: (origin) => createContext(origin),
    access: { needsKey: true, authenticate: () => asking, watch: () => () => undefined },
  });
});
beforeEach(() => void (asking = anonymousViewer));
afterAll(async () => {
  await http.server.stop({ deadlineMs: 1000 });
  await database.drop();
});

/** What graphql-js makes of it, by itself. */
async function ordinarily({ query, variables }: ListOperation): Promise<ExecutionResult> {
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  return execute({
    schema,
    document,
    variableValues: variables,
    contextValue: createContext({ viewer: asking }),
  });
}

async function served(operation: ListOperation): Promise<ExecutionResult> {
  const response = await fetch(`${http.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(operation),
  });
  return (await response.json()) as ExecutionResult;
}

/** As text, so that the order of the fields counts. */
const comparable = ({ data, errors }: ExecutionResult) => ({
  data: JSON.stringify(data ?? null),
  errors: [...new Set(errors?.map(({ message }) => message) ?? [])],
});

const isRecognized = ({ query }: ListOperation) => {
  const document = parse(query);
  return recognizeLists(schema, document, getOperationAST(document)!, seesPersonal(asking)) !== null;
};

test('any list query is answered as ordinary execution answers it', async () => {
  const seen = { all: 0, recognized: 0, answered: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(anyListOperation, viewers, async (operation, viewer) => {
      asking = viewer;
      const [ours, theirs] = await Promise.all([served(operation), ordinarily(operation)]);
      // Before it is executed one way or the other.
      fc.pre(ours.errors?.[0]?.extensions?.['code'] !== 'QUERY_TOO_COMPLEX');
      const [mine, expected] = [comparable(ours), comparable(theirs)];
      expect(mine.data).toBe(expected.data);
      // Of several lists that fail, execution is free to tell of one only.
      expect(mine.errors.length > 0).toBe(expected.errors.length > 0);
      if (expected.errors.length === 1) expect(mine.errors).toEqual(expected.errors);
      const recognized = isRecognized(operation);
      seen.all += 1;
      if (recognized) seen.recognized += 1;
      if (recognized && expected.errors.length === 0) seen.answered += 1;
      if (expected.errors.length > 0) seen.refused += 1;
    }),
    { numRuns: 400 },
  );
  // Else this would compare ordinary execution with itself.
  expect(seen.recognized).toBeGreaterThan(seen.all * 0.5);
  expect(seen.answered).toBeGreaterThan(seen.all * 0.2);
  expect(seen.refused).toBeGreaterThan(0);
  expect(http.logs.filter(({ msg }) => msg === 'lists had to be executed field by field')).toEqual([]);
}, 60_000);

test('lists that cannot be written as text, though they should, are answered and told of', async () => {
  const query = '{ signals(range: {last: "PT1H"}, first: 3) { nodes { time } } }';
  const [before, context] = [http.logs.length, createContext];
  createContext = (origin) => {
    const made = context(origin);
    made.history.texts = () => Promise.resolve({} as never);
    return made;
  };
  const answer = await served({ query, variables: {} });
  createContext = context;
  expect(comparable(answer)).toEqual(comparable(await ordinarily({ query, variables: {} })));
  expect(http.logs.slice(before).map(({ msg }) => msg)).toContain('lists had to be executed field by field');
});

test.each([
  ['a kit', 'nodes { kit { name } }'],
  ['a drone', 'nodes { drone { droneId } }'],
  ['a directive', 'nodes @skip(if: true) { time } pageInfo { hasNextPage }'],
  ['a directive in a fragment', 'nodes { ... @include(if: false) { kitId } time }'],
])('%s is left to ordinary execution', async (_fact, parts) => {
  const operation = { query: `{ detections(range: {last: "PT1H"}, first: 3) { ${parts} } }`, variables: {} };
  expect(isRecognized(operation)).toBe(false);
  expect(comparable(await served(operation))).toEqual(comparable(await ordinarily(operation)));
});

test('every field that is made of columns says of which', () => {
  const made = {
    detections: 'id time receivedAt pilot { lat lon altitudeM } home { lat } warnings description runtimeS',
    signals: 'id time warnings powerDbm source',
    systemHealth: 'id time gpsFix timeSource warnings',
    events: 'id time type data warnings message severity',
  };
  for (const [list, fields] of Object.entries(made)) {
    const query = `{ ${list}(range: {last: "PT1H"}, first: 3) { nodes { ${fields} } } }`;
    expect({ list, recognized: isRecognized({ query, variables: {} }) }).toEqual({ list, recognized: true });
  }
});
