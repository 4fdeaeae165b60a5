import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { TracksDocument } from '../../operations/generated/graphql.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aDroneRecord, aSignalRecord, json, startFakeKit, type FakeKit } from '../support/fake-kit.js';
import { startFakeLoki, type FakeLoki } from '../support/fake-loki.js';
import * as hostile from '../support/hostile-answers.js';
import { waitFor } from '../support/wait-for.js';
import { connectWs, type WsClient } from '../support/ws-client.js';

const POLL_INTERVAL_S = 1.5;
const GOOD_KITS = 4;
/** Each good kit is watched for as many polls. */
const POLLS = 3;

const MISBEHAVIOURS: Readonly<Record<string, Parameters<FakeKit['behaves']>[0]>> = {
  hangs: hostile.hang,
  dribbles: hostile.loris,
  'is gone in the middle': hostile.halfOpen,
  'sends 200 MB': hostile.hugeBody,
  'sends a gzip bomb': hostile.gzipBomb,
  'sends broken gzip': hostile.brokenGzip,
  'sends a login page': hostile.loginPage,
  'is cut off': hostile.truncated,
  'lies about its length': hostile.badLength,
  'speaks SSH': hostile.notHttp,
  resets: hostile.resets,
  'redirects elsewhere': hostile.redirectsTo('http://169.254.169.254/'),
  'answers 500': hostile.serverError,
  'answers 429': hostile.tooMany('1'),
  'nests deeply': hostile.nestedDeeply,
  'sends garbage': hostile.says('\u0000\ufffd{]'),
  'sends NaN': hostile.says('{"drones": [{"id": "drone-bad", "lat": NaN, "lon": -Infinity, "alt": 1e999}]}'),
  'sends other types': hostile.says('{"drones": [null, 7, [], {"id": {}}, {"__proto__": {"id": "x"}}]}'),
};

/** Serves another drone and another signal at every poll, and keeps account of it. */
interface GoodKit {
  readonly kit: FakeKit;
  readonly pollsMs: number[];
  readonly served: string[];
}

let database: TestDatabase;
let directory: string;
let loki: FakeLoki;
let app: RunningApp;
let client: WsClient;
let goodKits: GoodKit[];
let badKits: FakeKit[];
const seenLive = new Set<string>();

beforeAll(async () => {
  database = await createTestDatabase();
  loki = await startFakeLoki();
  goodKits = await Promise.all(Array.from({ length: GOOD_KITS }, (_, index) => startGoodKit(index)));
  badKits = await Promise.all(
    Object.values(MISBEHAVIOURS).map(async (behaviour) => {
      const kit = await startFakeKit();
      kit.behaves(behaviour);
      return kit;
    }),
  );
  directory = await mkdtemp(join(tmpdir(), 'airpicture-isolation-'));
  const kitsPath = join(directory, 'kits.yaml');
  const kits = [...goodKits.map(({ kit }) => kit), ...badKits];
  await writeFile(
    kitsPath,
    stringify({ kits: kits.map(({ url }, i) => ({ id: `kit-${i}`, name: `Kit ${i}`, api_url: url })) }),
  );
  app = await startApp(database, {
    KITS_CONFIG: kitsPath,
    POLL_INTERVAL: String(POLL_INTERVAL_S),
    INITIAL_BACKOFF: '1',
    MAX_BACKOFF: '2',
    REQUEST_TIMEOUT: '3',
    LOKI_ENABLED: 'true',
    LOKI_URL: loki.url,
    LOKI_BATCH_TIMEOUT_SECONDS: '0.2',
  });
  client = connectWs(app.url);
  void watchLive();
});

afterAll(async () => {
  await client.dispose();
  await app.stop();
  await Promise.all([...goodKits.map(({ kit }) => kit), ...badKits].map((kit) => kit.stop()));
  await loki.stop();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  loki.answers(null);
  loki.delays(0);
  loki.setDown(false);
});

test('K2: kits that misbehave in every way cost the others no poll and no record', async () => {
  await pollsGoOn();
  await waitFor(() => expect(badKits.filter(({ requests }) => requests.length < 2)).toEqual([]));
  await pollsGoOn();
});

test.each<[string, () => void]>([
  ['is down', () => loki.setDown(true)],
  ['hangs', () => loki.delays(600_000)],
  ['answers 500', () => loki.answers({ status: 500, body: 'ingester unavailable' })],
  [
    'answers 429',
    () => loki.answers({ status: 429, headers: { 'retry-after': '60' }, body: 'rate limited' }),
  ],
  ['refuses everything', () => loki.answers({ status: 400, body: '<html>\u0000 no \ufffd' })],
])('a Loki that %s delays neither polls nor pushes nor the live picture', async (_, misbehave) => {
  misbehave();
  const pushed = await Promise.all([push('before'), pollsGoOn().then(() => push('after'))]);
  for (const droneId of pushed.flat()) {
    expect(await storedDrones()).toContain(droneId);
    await waitFor(() => expect(seenLive).toContain(droneId));
  }
});

/** Watches every good kit for some polls: none is missed, and what they served is stored and seen. */
async function pollsGoOn(): Promise<void> {
  const firstMs = Date.now();
  const before = goodKits.map(({ pollsMs }) => pollsMs.length);
  await waitFor(() => {
    const polled = goodKits.map(({ pollsMs }, index) => pollsMs.length - before[index]!);
    expect(Math.min(...polled)).toBeGreaterThanOrEqual(POLLS);
  });
  for (const { pollsMs } of goodKits) {
    const gaps = pollsMs.slice(1).map((atMs, index) => ({ atMs, gapMs: atMs - pollsMs[index]! }));
    // A missed poll leaves a gap of two intervals.
    expect(gaps.filter(({ atMs, gapMs }) => atMs > firstMs && gapMs >= 1.9 * POLL_INTERVAL_S * 1000)).toEqual(
      [],
    );
  }
  const served = goodKits.flatMap((kit) => kit.served);
  await waitFor(async () => {
    const stored = new Set(await storedDrones());
    expect(served.filter((droneId) => !stored.has(droneId))).toEqual([]);
    expect(served.filter((droneId) => !seenLive.has(droneId))).toEqual([]);
  });
}

let pushes = 0;

/** Returns the ids of drones that are in the database when this resolves. */
async function push(what: string): Promise<string[]> {
  pushes += 1;
  const ids = Array.from({ length: 20 }, (_, index) => `drone-pushed-${what}-${pushes}-${index}`);
  const messages = ids.map((id) => ({ type: 'drone', ...aDroneRecord({ id }) }));
  const response = await fetch(`${app.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages, source: 'kit-0' }),
  });
  const answer = (await response.json()) as { sink_results: { tsdb: object } };
  expect({ status: response.status, tsdb: answer.sink_results.tsdb }).toEqual({
    status: 200,
    tsdb: { written: ids.length, errors: 0, queued: 0, deadLettered: 0 },
  });
  return ids;
}

async function storedDrones(): Promise<string[]> {
  const { rows } = await database.pool.query<{ drone_id: string }>('SELECT drone_id FROM drones');
  return rows.map(({ drone_id }) => drone_id);
}

async function startGoodKit(index: number): Promise<GoodKit> {
  const kit = await startFakeKit({ signals: [aSignalRecord()] });
  const pollsMs: number[] = [];
  const served: string[] = [];
  kit.behaves((socket) => {
    const id = `drone-good-${index}-${pollsMs.length}`;
    pollsMs.push(Date.now());
    served.push(id);
    socket.end(json('200 OK', JSON.stringify({ drones: [aDroneRecord({ id })] })));
  }, '/drones');
  return { kit, pollsMs, served };
}

async function watchLive(): Promise<void> {
  for await (const { data } of client.subscribe(TracksDocument, { maxRateHz: 10 })) {
    const event = data?.tracks;
    const tracks =
      event?.__typename === 'TrackSnapshot'
        ? event.tracks
        : event?.__typename === 'TrackBatch'
          ? event.upserts
          : [];
    for (const { droneId } of tracks) seenLive.add(droneId);
  }
}
