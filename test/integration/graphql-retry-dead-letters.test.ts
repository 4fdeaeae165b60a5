import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { ClearDeadLettersDocument, RetryDeadLettersDocument } from '../../operations/generated/graphql.js';
import { understandDeadLetter } from '../../src/collectors/understand-dead-letter.js';
import { createPool } from '../../src/db/pool.js';
import type { DeadLetterDeskDeps } from '../../src/ingest/dead-letter-desk.js';
import { writeAndSettle } from '../../src/sinks/timescale-sink.js';
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
import { storeRecords } from '../support/dead-letters.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { somebody } from '../support/viewers.js';

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

describe('retrying', () => {
  test('is a dry run by default, which says what would happen and changes nothing', async () => {
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [
      aDroneLetter(1),
      aPoisonLetter(2),
      aDroneLetter(3, { isComplete: false }),
    ]);
    const before = await desk.letters();
    const pass = await desk.retry({});
    expect(pass).toMatchObject({
      dryRun: true,
      remaining: 0,
      startedAt: new Date(RETRIED_AT_MS).toISOString(),
    });
    expect(pass.items).toMatchObject([
      { outcome: 'WOULD_STORE', reason: null },
      { outcome: 'STILL_INVALID', reason: 'NOT_AN_OBJECT' },
      { outcome: 'INCOMPLETE', reason: null },
    ]);
    expect(await desk.letters()).toEqual(before);
    expect(await desk.storedDrones()).toEqual([]);
  });

  test('a letter whose kit was registered since stores its record, and it is no dead letter any more', async () => {
    const letter = aDroneLetter(1);
    await storeRecords(database.pool, [letter]);
    expect((await desk.retry({ dryRun: false })).items).toMatchObject([
      { outcome: 'STILL_INVALID', reason: 'UNKNOWN_KIT', detail: expect.stringContaining('kit-1') as string },
    ]);
    desk.registered.add('kit-1');
    const pass = await desk.retry({ ids: [globalIdOf(letter)], dryRun: false });
    expect(pass.items).toMatchObject([{ id: globalIdOf(letter), outcome: 'STORED' }]);
    expect(await desk.storedDrones()).toEqual(['drone-1']);
    expect(await desk.letters()).toEqual([]);
    expect(outcomes(await desk.retry({ ids: [globalIdOf(letter)], dryRun: false }))).toEqual(['GONE']);
  });

  test('a record without a time keeps the time of its first failure', async () => {
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [aDroneLetter(7)]);
    await desk.retry({ dryRun: false });
    const { rows } = await database.pool.query('SELECT time, received_at FROM drones');
    expect(rows).toEqual([{ time: NOON_MS + 7, received_at: NOON_MS + 7 }]);
  });

  test('poison stays with an attempt more and goes to the end of the queue; those behind it are stored', async () => {
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [aPoisonLetter(1), aDroneLetter(2), aPoisonLetter(3), aDroneLetter(4)]);
    expect(outcomes(await desk.retry({ dryRun: false }))).toEqual([
      'STILL_INVALID',
      'STORED',
      'STILL_INVALID',
      'STORED',
    ]);
    expect(await desk.storedDrones()).toEqual(['drone-2', 'drone-4']);
    expect(await desk.letters()).toMatchObject([
      { attempts: 2, last_at: RETRIED_AT_MS },
      { attempts: 2, last_at: RETRIED_AT_MS },
    ]);
  });

  test('a pass over nothing but poison ends after 100, and a series of passes visits each of them once', async () => {
    await storeRecords(
      database.pool,
      Array.from({ length: 230 }, (_, n) => aPoisonLetter(n)),
    );
    const first = await desk.retry({ dryRun: false });
    expect(first).toMatchObject({ remaining: 130 });
    expect(first.items).toHaveLength(100);
    const second = await desk.retry({ dryRun: false, failedBefore: first.startedAt });
    expect(second).toMatchObject({ remaining: 30 });
    const third = await desk.retry({ dryRun: false, failedBefore: first.startedAt });
    expect(third).toMatchObject({ remaining: 0 });
    expect(third.items).toHaveLength(30);
    expect((await desk.letters()).map(({ attempts }) => attempts)).toEqual(
      Array.from({ length: 230 }, () => 2),
    );
  });

  test('letters that were cut do not keep the others from their turn', async () => {
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [
      ...Array.from({ length: 100 }, (_, n) => aDroneLetter(n, { isComplete: false, sourceId: 'cut' })),
      aDroneLetter(1000),
    ]);
    expect(new Set(outcomes(await desk.retry({ dryRun: false })))).toEqual(new Set(['INCOMPLETE']));
    expect(outcomes(await desk.retry({ dryRun: false }))[0]).toBe('STORED');
  });

  test('only those of a reason are visited, and an id is visited once', async () => {
    desk.registered.add('kit-1');
    const good = aDroneLetter(2);
    const bad = aPoisonLetter(1);
    await storeRecords(database.pool, [bad, good]);
    const ids = [good, bad, good].map(globalIdOf);
    expect((await desk.retry({ reason: 'UNKNOWN_KIT' })).items).toMatchObject([{ id: globalIdOf(good) }]);
    expect((await desk.retry({ ids })).items.map(({ id }) => id)).toEqual([bad, good].map(globalIdOf));
    expect(await desk.retry({ ids: [] })).toMatchObject({ items: [], remaining: 0 });
  });

  test('passes at the same time store each record once and leave no letter behind', async () => {
    desk.registered.add('kit-1');
    const logLine = (n: number) =>
      aDroneLetter(n, { record: { message: `line ${n}` }, reason: 'refused before' });
    await storeRecords(
      database.pool,
      Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? aDroneLetter(n) : logLine(n))),
    );
    const passes = await Promise.all(Array.from({ length: 4 }, () => desk.retry({ dryRun: false })));
    const others = passes.flatMap(outcomes).filter((outcome) => outcome !== 'STORED' && outcome !== 'GONE');
    expect(others).toEqual([]);
    expect(await desk.storedDrones()).toEqual(Array.from({ length: 30 }, (_, n) => `drone-${2 * n}`));
    const { rows } = await database.pool.query<{ message: string }>(
      'SELECT message FROM events ORDER BY time',
    );
    expect(rows.map(({ message }) => message)).toEqual(
      Array.from({ length: 30 }, (_, n) => `line ${2 * n + 1}`),
    );
    expect(await desk.letters()).toEqual([]);
  });

  test('a letter that somebody threw away during the pass is gone, and is not stored', async () => {
    desk.registered.add('kit-1');
    const [first, second] = [aDroneLetter(1), aDroneLetter(2)];
    await storeRecords(database.pool, [first, second]);
    const deps: Partial<DeadLetterDeskDeps> = {
      async writeAndSettle(record, letterId) {
        await database.pool.query('DELETE FROM dead_letters WHERE id = $1', [second.id]);
        await writeAndSettle(database.pool, record, letterId, somebody);
      },
    };
    expect(outcomes(await desk.retry({ dryRun: false }, deps))).toEqual(['STORED', 'GONE']);
    expect(await desk.storedDrones()).toEqual(['drone-1']);
  });

  test('a record is never both stored and dead: when the letter cannot be deleted, nothing is stored', async () => {
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [aDroneLetter(1)]);
    await database.pool.query(`
      CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'crashed in between'; END $$;
      CREATE TRIGGER crash BEFORE DELETE ON dead_letters FOR EACH ROW EXECUTE FUNCTION crash()`);
    const refusal = await desk.client().refusal(RetryDeadLettersDocument, { dryRun: false });
    await database.pool.query('DROP TRIGGER crash ON dead_letters; DROP FUNCTION crash()');
    expect(refusal).toMatchObject({ codes: ['UNAVAILABLE'] });
    expect(await desk.storedDrones()).toEqual([]);
    expect(await desk.letters()).toHaveLength(1);
    expect(outcomes(await desk.retry({ dryRun: false }))).toEqual(['STORED']);
    expect(await desk.storedDrones()).toEqual(['drone-1']);
  });

  test('what the database itself refuses again stays, with its reason', async () => {
    desk.registered.add('kit-1');
    await storeRecords(database.pool, [aDroneLetter(1), aDroneLetter(2)]);
    await database.pool.query(`ALTER TABLE drones ADD CONSTRAINT no_one CHECK (drone_id <> 'drone-1')`);
    const pass = await desk.retry({ dryRun: false });
    await database.pool.query('ALTER TABLE drones DROP CONSTRAINT no_one');
    expect(pass.items).toMatchObject([
      { outcome: 'STILL_INVALID', reason: 'integrity constraint violation' },
      { outcome: 'STORED' },
    ]);
    expect(await desk.storedDrones()).toEqual(['drone-2']);
  });

  test('a letter that brings the reading down is logged, and does not stop the pass', async () => {
    await storeRecords(database.pool, [aDroneLetter(1), aDroneLetter(2)]);
    const deps: Partial<DeadLetterDeskDeps> = {
      understand: ({ raw }) => {
        if (raw.includes('drone-1')) throw new TypeError('a defect');
        return aTrackReport({ droneId: 'drone-2' });
      },
    };
    expect((await desk.retry({ dryRun: false }, deps)).items).toMatchObject([
      { outcome: 'STILL_INVALID', reason: 'could not be read' },
      { outcome: 'STORED' },
    ]);
    expect(desk.logs.count('a dead letter could not be read')).toBe(1);
  });

  test('is UNAVAILABLE while the database is away', async () => {
    const logger = pino({ level: 'silent' });
    // Port 1 is reserved and nobody's.
    const pool = createPool({
      connectionString: 'postgresql://nobody@127.0.0.1:1/none',
      max: 1,
      name: 'away',
      logger,
    });
    const client = desk.client({ pool });
    expect(await client.refusal(RetryDeadLettersDocument)).toMatchObject({ codes: ['UNAVAILABLE'] });
    expect(await client.refusal(ClearDeadLettersDocument, { confirm: true })).toMatchObject({
      codes: ['UNAVAILABLE'],
    });
    await pool.end();
  });

  test('is UNAVAILABLE while kits have not been read', async () => {
    await storeRecords(database.pool, [aDroneLetter(1)]);
    const client = desk.client({
      understand: (letter) => understandDeadLetter(letter, { find: () => 'unknowable' }),
    });
    expect(await client.refusal(RetryDeadLettersDocument)).toMatchObject({ codes: ['UNAVAILABLE'] });
  });
});
