import type { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDragonSync } from '../../src/collectors/dragonsync/dragonsync.js';
import type { PollRequest, Source } from '../../src/collectors/source.js';
import { SourceBusyError } from '../../src/collectors/source.js';
import {
  aDroneRecord,
  anAircraftRecord,
  aSignalRecord,
  aStatus,
  type FakeKit,
  kitNowS,
  startFakeKit,
} from '../support/fake-kit.js';
import * as hostile from '../support/hostile-answers.js';
import { openKitAgent } from '../support/kit-agent.js';

const ALL: PollRequest = { drones: true, signals: true, status: true };
const DATA: PollRequest = { drones: true, signals: true, status: false };

let kit: FakeKit;
let agent: Agent;

beforeEach(async () => {
  kit = await startFakeKit({ drones: [aDroneRecord()], signals: [aSignalRecord()] });
  agent = openKitAgent();
});
afterEach(async () => {
  await agent.destroy();
  await kit.stop();
});

function aSource({ requestTimeoutMs = 2_000, maxRetries = 0, clockOffsetMs = 0 } = {}): Source {
  const kind = createDragonSync({ agent, requestTimeoutMs, maxRetries, now: Date.now });
  return kind.createSource({ kitId: 'kit-1', apiUrl: kit.url, clockOffsetMs });
}

const poll = (source: Source, request = ALL) =>
  source.poll(request, new AbortController().signal, () => undefined);
const failure = (source: Source, request = DATA) =>
  poll(source, request).then(
    () => expect.unreachable('the poll succeeded'),
    (error: unknown) => error,
  );

test('drones, signals and status of a kit come back as observations', async () => {
  const source = aSource();
  const { observations, rejects, problem, uid, position } = await poll(source);
  expect(observations.map(({ type }) => type)).toEqual(['track', 'kitStatus', 'signal']);
  expect({ rejects, problem, uid }).toEqual({ rejects: [], problem: null, uid: 'wardragon-SIM00000' });
  expect(position).toEqual({ lat: 42.3601, lon: -71.0589, altitudeM: 31.4 });
  expect(source.counters()).toEqual({ requests: 3, succeeded: 3, failed: 0 });
});

test('a kit is not where no place is', async () => {
  kit.answers({ status: aStatus({ lat: 91, lon: 8 }) });
  expect((await poll(aSource())).position).toBeNull();
  kit.answers({ status: aStatus({ lat: 46.7, lon: 8, alt: 65_531 }) });
  expect((await poll(aSource())).position).toEqual({ lat: 46.7, lon: 8, altitudeM: null });
});

test('a body without a length is read until the connection closes', async () => {
  kit.behaves(hostile.saysWithoutLength(JSON.stringify({ drones: [aDroneRecord()] })), '/drones');
  expect((await poll(aSource(), DATA)).observations).toHaveLength(2);
});

test('a gzipped answer that nobody asked for is understood', async () => {
  kit.behaves(hostile.gzipped(JSON.stringify({ drones: [aDroneRecord()] })), '/drones');
  expect((await poll(aSource(), DATA)).observations).toHaveLength(2);
});

test('K5: a drone at NaN costs neither its own other fields nor its neighbours', async () => {
  kit.answers({
    drones: [aDroneRecord({ id: 'drone-NaN', lat: NaN, alt: Infinity, speed: NaN }), aDroneRecord()],
  });
  const { observations } = await poll(aSource(), DATA);
  expect(observations[0]).toMatchObject({
    droneId: 'drone-NaN',
    lat: null,
    lon: null,
    altitudeM: null,
    speedMps: null,
    heightM: 20,
  });
  expect(observations[1]).toMatchObject({ droneId: 'drone-A', lat: 42.36 });
});

test('a malformed record costs only itself', async () => {
  kit.answers({
    drones: [42, null, { id: '' }, aDroneRecord()],
    signals: [aSignalRecord({ center_hz: null }), aSignalRecord()],
  });
  const { observations, rejects } = await poll(aSource(), DATA);
  expect(observations.map(({ type }) => type)).toEqual(['track', 'signal']);
  expect(rejects.map(({ type, reason }) => `${type}: ${reason}`)).toEqual([
    'track: not an object',
    'track: not an object',
    'track: no id',
    'signal: no usable frequency',
  ]);
});

test('503 before the first status is not a failure', async () => {
  kit.answers({ status: null });
  const source = aSource();
  const { observations, problem, uid } = await poll(source);
  expect({ types: observations.map(({ type }) => type), problem, uid }).toEqual({
    types: ['track', 'signal'],
    problem: null,
    uid: null,
  });
  expect(source.counters().failed).toBe(0);
});

test.each(['/signals', '/status'])('a failing %s is told but costs nothing else', async (path) => {
  kit.behaves(hostile.serverError, path);
  const source = aSource();
  const { observations, problem } = await poll(source);
  expect(observations).toHaveLength(2);
  expect(problem).toBe(`${path}: HTTP 500`);
  expect(source.counters()).toEqual({ requests: 3, succeeded: 2, failed: 1 });
});

describe('an answer that cannot be used', () => {
  test.each([
    ['K12: a login page', hostile.loginPage, 'malformed'],
    ['K12: a truncated body', hostile.truncated, 'malformed'],
    ['K12: a body shorter than its length', hostile.badLength, 'malformed'],
    ['K12: something else than HTTP', hostile.notHttp, 'malformed'],
    ['K12: broken gzip', hostile.brokenGzip, 'malformed'],
    ['K3: JSON nested 100,000 deep', hostile.nestedDeeply, 'malformed'],
    ['K12: JSON of another shape', hostile.says('{"signals": []}'), 'malformed'],
    ['K12: HTTP 500', hostile.serverError, 'http-status'],
    ['K12: a redirect', hostile.redirectsTo('http://127.0.0.1:1/'), 'redirect'],
    ['K12: too many requests', hostile.tooMany('60'), 'rate-limited'],
  ])('%s is told apart from no answer', async (_what, behaviour, kind) => {
    kit.behaves(behaviour, '/drones');
    expect(await failure(aSource())).toMatchObject({ name: 'KitRequestError', kind, reachable: true });
  });

  test('is not asked for again within the poll', async () => {
    kit.behaves(hostile.serverError, '/drones');
    await failure(aSource({ maxRetries: 3 }));
    expect(kit.requests).toEqual(['/drones']);
  });
});

test.each([
  ['/status', ['/drones', '/status']],
  ['/signals', ['/drones', '/status', '/signals']],
])('a kit that refuses %s is asked no more, and says for how long', async (path, asked) => {
  kit.behaves(hostile.tooMany('17'), path);
  const { restMs, problem } = await poll(aSource());
  expect({ restMs, problem }).toEqual({ restMs: 17_000, problem: `${path}: HTTP 429, too many requests` });
  expect(kit.requests).toEqual(asked);
});

test('a kit that answers everything wants no rest', async () => {
  expect((await poll(aSource())).restMs).toBeNull();
});

test('K12: a kit that says when to come back is believed', async () => {
  kit.behaves(hostile.tooMany('17'), '/drones');
  expect(await failure(aSource())).toMatchObject({ retryAfterMs: 17_000 });
});

test('a kit is never asked more than it answers in a minute', async () => {
  const kind = createDragonSync({ agent, requestTimeoutMs: 2_000, maxRetries: 0, now: Date.now });
  const source = kind.createSource({ kitId: 'kit-1', apiUrl: kit.url, clockOffsetMs: 0 });
  await kind.probe(kit.url);
  for (let polls = 0; polls < 48; polls++) await poll(source, DATA);
  const refused = await failure(source);
  expect(refused).toBeInstanceOf(SourceBusyError);
  expect((refused as SourceBusyError).retryInMs).toBeGreaterThan(0);
  expect(kit.requests).toHaveLength(99);
});

test('a poll that ends early costs no more than what was asked', async () => {
  kit.behaves(hostile.serverError, '/drones');
  const source = aSource();
  for (let polls = 0; polls < 97; polls++)
    expect(await failure(source, ALL)).toMatchObject({ kind: 'http-status' });
  kit.behaves(null, '/drones');
  expect((await poll(source)).problem).toBeNull();
  expect(kit.requests).toHaveLength(100);
  expect(await failure(source)).toBeInstanceOf(SourceBusyError);
});

test('the pace that a kit bears slackens with what was asked', async () => {
  const kind = createDragonSync({ agent, requestTimeoutMs: 2_000, maxRetries: 0, now: Date.now });
  const source = kind.createSource({ kitId: 'kit-1', apiUrl: kit.url, clockOffsetMs: 0 });
  const another = kind.createSource({ kitId: 'kit-2', apiUrl: kit.url, clockOffsetMs: 0 });
  const freshMs = source.paceMs();
  for (let polls = 0; polls < 20; polls++) await poll(another);
  expect(source.paceMs()).toBeGreaterThan(2 * freshMs);
});

test.each([
  [{ drones: true, signals: false, status: false }, ['/drones']],
  [{ drones: false, signals: true, status: false }, ['/signals']],
  [{ drones: true, signals: false, status: true }, ['/drones', '/status']],
])('a poll for %o asks for nothing else', async (request, asked) => {
  expect((await poll(aSource(), request)).problem).toBeNull();
  expect(kit.requests).toEqual(asked);
});

describe('the clock of a kit', () => {
  test('that is right within two seconds is left alone', async () => {
    kit.setClockSkewMs(1_000);
    const { clockOffsetMs } = await poll(aSource(), DATA);
    expect(clockOffsetMs).toBe(0);
  });

  test('that is an hour ahead is measured from the Date header, and its times are corrected', async () => {
    kit.setClockSkewMs(3_600_000);
    const observedS = kitNowS(2);
    kit.answers({ drones: [aDroneRecord({ last_update_time: observedS + 3_600 })] });
    const source = aSource();
    const { observations, clockOffsetMs } = await poll(source, DATA);
    expect(Math.abs(clockOffsetMs - 3_600_000)).toBeLessThan(1_500);
    expect(Math.abs((source.clockSkewMs() ?? 0) - 3_600_000)).toBeLessThan(1_500);
    expect(observations[0]).toMatchObject({ timeSource: 'kit', kitTimeS: observedS + 3_600 });
    expect(Math.abs((observations[0]?.observedAtMs ?? 0) - observedS * 1000)).toBeLessThan(1_500);
  });

  test('that was corrected before is not moved by another second', async () => {
    kit.setClockSkewMs(3_601_000);
    expect((await poll(aSource({ clockOffsetMs: 3_600_000 }), DATA)).clockOffsetMs).toBe(3_600_000);
  });

  test('that nobody can see is taken for right', async () => {
    kit.setClockSkewMs(NaN);
    const source = aSource();
    expect((await poll(source, DATA)).clockOffsetMs).toBe(0);
    expect(source.clockSkewMs()).toBeNull();
  });

  test('decides how old an aircraft is', async () => {
    kit.setClockSkewMs(3_600_000);
    const kitTimeS = kitNowS() + 3_600;
    kit.answers({
      drones: [
        anAircraftRecord({ id: 'adsb-frozen', last_update_time: kitTimeS - 125 }),
        anAircraftRecord({ id: 'adsb-live', last_update_time: kitTimeS - 3 }),
      ],
      signals: [],
    });
    const { observations, rejects } = await poll(aSource(), DATA);
    expect(observations).toMatchObject([{ droneId: 'adsb-live' }]);
    expect(rejects).toEqual([]);
  });
});

test('K11: what a payload says about its kit is not believed', async () => {
  kit.answers({ drones: [aDroneRecord({ kit_id: 'kit-2', seen_by: 'wardragon-OTHER' })] });
  const { observations } = await poll(aSource());
  expect(new Set(observations.map(({ kitId, sourceId }) => `${kitId} ${sourceId}`))).toEqual(
    new Set(['kit-1 dragonsync:kit-1']),
  );
});

test('K4: __proto__ in a record pollutes nothing, and good rows are kept', async () => {
  const polluting = [
    '{"__proto__": {"isAdmin": true}, "id": "drone-P"}',
    '{"constructor": {"prototype": {"isAdmin": true}}}',
  ];
  const drones = [...polluting, '{"id": "drone-Q"}', '{"id": "__proto__"}'];
  kit.behaves(hostile.says(`{"drones": [${drones.join()}]}`), '/drones');
  const { observations, rejects } = await poll(aSource(), DATA);
  const tracks = observations.filter((each) => each.type === 'track');
  expect(tracks.map(({ droneId }) => droneId)).toEqual(['drone-P', 'drone-Q', '__proto__']);
  expect(rejects.map(({ reason }) => reason)).toEqual(['no id']);
  expect(Object.keys(tracks[0]!)).not.toContain('isAdmin');
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});
