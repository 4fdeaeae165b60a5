import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ClearDeadLettersDocument, RetryDeadLettersDocument } from '../../operations/generated/graphql.js';
import type { DeadLetter } from '../../src/domain/dead-letter.js';
import type { DeadLetterDeskDeps } from '../../src/ingest/dead-letter-desk.js';
import { SinkError } from '../../src/sinks/sink.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  aDroneLetter,
  aPoisonLetter,
  createDeskFixture,
  globalIdOf,
  outcomes,
  RETRIED_AT_MS,
  type DeskFixture,
} from '../support/dead-letter-desk.js';
import { aDeadLetter, storeRecords } from '../support/dead-letters.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';

let database: TestDatabase;
let desk: DeskFixture;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  desk = createDeskFixture(database.pool);
  await database.pool.query('TRUNCATE dead_letters, drones, events, aircraft');
});

describe('retrying what another sink refused', () => {
  const refusedByLoki = (n: number): DeadLetter =>
    aDeadLetter({
      record: aTrackReport({ droneId: `drone-${n}` }),
      stage: 'STORE',
      sink: 'loki',
      reason: 'line too long',
      format: 'observation',
      atMs: NOON_MS + n,
    });

  test('brings it to that sink alone', async () => {
    const taken: unknown[] = [];
    await storeRecords(database.pool, [refusedByLoki(1)]);
    const deps: Partial<DeadLetterDeskDeps> = {
      others: { loki: (record) => Promise.resolve(void taken.push(record)) },
    };
    expect(outcomes(await desk.retry({}, deps))).toEqual(['WOULD_STORE']);
    expect(taken).toEqual([]);
    expect(outcomes(await desk.retry({ dryRun: false }, deps))).toEqual(['STORED']);
    expect(taken).toEqual([aTrackReport({ droneId: 'drone-1' })]);
    expect(await desk.storedDrones()).toEqual([]);
    expect(await desk.letters()).toEqual([]);
  });

  test('what never got to any sink is brought to all of them', async () => {
    const taken: unknown[] = [];
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [aDroneLetter(1)]);
    const deps: Partial<DeadLetterDeskDeps> = {
      others: { loki: (record) => Promise.resolve(void taken.push(record)) },
    };
    expect(outcomes(await desk.retry({ dryRun: false }, deps))).toEqual(['STORED']);
    expect(taken).toMatchObject([{ droneId: 'drone-1' }]);
    expect(await desk.storedDrones()).toEqual(['drone-1']);
  });

  test('asks a sink that is away once, and goes on with what is for the database', async () => {
    let asked = 0;
    const inTsdb = { stage: 'STORE', sink: 'tsdb', reason: 'refused before' } as const;
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [refusedByLoki(1), refusedByLoki(2), aDroneLetter(3, inTsdb)]);
    const loki = () => {
      asked += 1;
      return Promise.reject(new SinkError('outage', 'connection refused'));
    };
    expect(outcomes(await desk.retry({ dryRun: false }, { others: { loki } }))).toEqual([
      'UNAVAILABLE',
      'UNAVAILABLE',
      'STORED',
    ]);
    expect(asked).toBe(1);
    expect(await desk.letters()).toHaveLength(2);
  });

  test('is left alone when the sink is not in use any more', async () => {
    await storeRecords(database.pool, [refusedByLoki(1)]);
    const before = await desk.letters();
    expect(outcomes(await desk.retry({}))).toEqual(['UNAVAILABLE']);
    expect(outcomes(await desk.retry({ dryRun: false }))).toEqual(['UNAVAILABLE']);
    expect(await desk.letters()).toEqual(before);
  });

  test('stays when the sink refuses it once more, with what the sink says', async () => {
    await storeRecords(database.pool, [refusedByLoki(1)]);
    const loki = () => Promise.reject(new SinkError('record', 'Max entry size', { reason: 'line too long' }));
    const pass = await desk.retry({ dryRun: false }, { others: { loki } });
    expect(pass.items).toMatchObject([
      { outcome: 'STILL_INVALID', reason: 'line too long', detail: 'Max entry size' },
    ]);
    expect(await desk.letters()).toMatchObject([{ attempts: 2 }]);
  });

  test('stays when it came back from the sink while it was being settled', async () => {
    const letter = refusedByLoki(1);
    await storeRecords(database.pool, [letter]);
    const loki = () => storeRecords(database.pool, [{ ...letter, lastAtMs: RETRIED_AT_MS + 1 }]);
    await desk.retry({ dryRun: false }, { others: { loki } });
    expect(await desk.letters()).toMatchObject([{ id: letter.id, attempts: 3 }]);
  });
});

describe('clearing', () => {
  const clear = async (variables: Record<string, unknown>) =>
    (await desk.client().data(ClearDeadLettersDocument, variables))['clearDeadLetters'] as unknown;
  const all = [aPoisonLetter(1), aDroneLetter(2), aDroneLetter(3)];
  const left = async () =>
    (await desk.letters()).map(({ id }) => all.findIndex((letter) => letter.id === id) + 1);

  beforeEach(() => storeRecords(database.pool, all));

  test('without confirm: true throws nothing away', async () => {
    expect(await clear({ confirm: false })).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['confirm'] }],
    });
    expect(await left()).toEqual([1, 2, 3]);
  });

  test.each<[fact: string, variables: Record<string, unknown>, deleted: number, left: number[]]>([
    ['everything', {}, 3, []],
    ['some ids', { ids: [all[0], all[2]].map((letter) => globalIdOf(letter!)) }, 2, [2]],
    ['no ids at all', { ids: [] }, 0, [1, 2, 3]],
    ['a reason', { reason: 'UNKNOWN_KIT' }, 2, [1]],
    ['ids of a reason', { ids: all.map(globalIdOf), reason: 'NOT_AN_OBJECT' }, 1, [2, 3]],
    ['a reason that looks like SQL', { reason: "' OR true; --" }, 0, [1, 2, 3]],
    ['what failed before an instant', { failedBefore: new Date(NOON_MS + 3).toISOString() }, 2, [3]],
  ])('throws away %s', async (_fact, variables, deleted, remaining) => {
    expect(await clear({ ...variables, confirm: true })).toEqual({ deleted });
    expect(await left()).toEqual(remaining);
  });
});

describe.each([
  ['retryDeadLetters', RetryDeadLettersDocument, 100, { dryRun: false }],
  ['clearDeadLetters', ClearDeadLettersDocument, 1000, { confirm: true }],
] as const)('%s', (field, document, limit, variables) => {
  const refused = async (ids: readonly string[]) =>
    (await desk.client().data(document, { ...variables, ids }))[field] as unknown;

  test('refuses ids of anything else, each by its place, and touches nothing', async () => {
    const letter = aDroneLetter(1);
    await storeRecords(database.pool, [letter]);
    const kit = Buffer.from('Kit:["kit-1"]').toString('base64');
    expect(await refused([globalIdOf(letter), kit, letter.id])).toMatchObject({
      __typename: 'ValidationError',
      code: 'BAD_USER_INPUT',
      issues: [{ path: ['ids', '1'] }, { path: ['ids', '2'] }],
    });
    expect(await desk.letters()).toMatchObject([{ id: letter.id, attempts: 1 }]);
  });

  test(`refuses more than ${limit} ids`, async () => {
    expect(
      await refused(Array.from({ length: limit + 1 }, (_, n) => globalIdOf({ id: `x${n}` }))),
    ).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['ids'], message: `must be at most ${limit} ids` }],
    });
  });
});
