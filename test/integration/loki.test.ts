import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLokiSink } from '../../src/sinks/loki.js';
import { type Sink, type SinkError, type SinkRecord } from '../../src/sinks/sink.js';
import { type FakeLoki, startFakeLoki } from '../support/fake-loki.js';
import { aLogEvent } from '../support/log-events.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';

const HOUR_MS = 3_600_000;
const config = { tenantId: null, credentials: null };
let loki: FakeLoki;
let sink: Sink;
const never = new AbortController().signal;
const write = (...records: SinkRecord[]) => sink.write(records, never);
const failureOf = (...records: SinkRecord[]): Promise<SinkError> =>
  write(...records).then(
    () => expect.unreachable(),
    (error: unknown) => error as SinkError,
  );

beforeEach(async () => {
  loki = await startFakeLoki({ now: () => NOON_MS, needsTenant: false });
  sink = createLokiSink({ config: { ...config, url: loki.url }, now: () => NOON_MS });
});
afterEach(() => loki.stop());

describe('what is sent', () => {
  test('observations are lines of JSON, log lines read as they were written', async () => {
    await write(
      aTrackReport({ droneId: 'drone-A', rssiDbm: null }),
      aLogEvent({ message: 'link up', data: {} }),
      aLogEvent({ message: 'link down', data: { port: 3 } }),
      aLogEvent({ message: '', data: { port: 4 } }),
    );
    expect(loki.violations).toEqual([]);
    const [track, ...logs] = loki.lines.map(({ line }) => line);
    expect(JSON.parse(track ?? '')).toMatchObject({ type: 'track', droneId: 'drone-A', lat: 46.75 });
    expect(track).not.toContain('rssiDbm');
    expect(logs).toEqual(['link up', 'link down {"port":3}', '{"port":4}']);
  });

  test('times are nanosecond strings whatever unit they came in', async () => {
    await write(aLogEvent({ observedAtMs: NOON_MS - 1 }));
    expect(loki.violations).toEqual([]);
    expect(loki.lines.map(({ timeNs }) => timeNs)).toEqual([BigInt(NOON_MS - 1) * 1_000_000n]);
  });

  test('drone ids and MACs never become labels', async () => {
    await write(
      aTrackReport({ droneId: 'drone-A', mac: '60:60:1f:00:00:01', operatorId: 'OP-7' }),
      aSignal({ signalUid: 'fpv-alert-5785MHz' }),
      aLogEvent({ source: 'edge-01', host: 'edge-01.field', eventId: 'e1' }),
    );
    expect(loki.violations).toEqual([]);
    expect(loki.lines.map(({ metadata }) => metadata)).toEqual([
      { drone_id: 'drone-A', mac: '60:60:1f:00:00:01', operator_id: 'OP-7' },
      { signal_uid: 'fpv-alert-5785MHz' },
      { source: 'edge-01', host: 'edge-01.field', event_type: 'syslog', event_id: 'e1' },
    ]);
    const names = new Set(loki.lines.flatMap(({ labels }) => Object.keys(labels)));
    expect([...names].sort()).toEqual(['kit_id', 'record_type', 'service', 'severity', 'source_kind']);
  });

  test('a thousand aircraft of one kit are one stream', async () => {
    await write(...Array.from({ length: 1_000 }, (_, at) => aTrackReport({ droneId: `drone-${at}` })));
    expect(loki.series).toBe(1);
    expect(loki.lines).toHaveLength(1_000);
  });

  test('lines of a stream are in the order of their times', async () => {
    await write(
      ...[3, 1, 2].map((at) => aLogEvent({ observedAtMs: NOON_MS - at * 1000, message: `${at} s ago` })),
    );
    expect(loki.lines.map(({ line }) => line)).toEqual(['3 s ago', '2 s ago', '1 s ago']);
  });

  test('hostile text arrives as text', async () => {
    const hostile = '"}],"stream":{"evil":"1"} \u0000\u202e\ud800 ${jndi:ldap://x}';
    await write(
      aTrackReport({ droneId: hostile, mac: hostile, kitId: hostile }),
      aLogEvent({ message: hostile, service: hostile, host: hostile, severity: hostile }),
    );
    expect(loki.violations).toEqual([]);
    expect(loki.lines.flatMap(({ labels }) => Object.keys(labels))).not.toContain('evil');
    expect(loki.lines[1]?.line).toBe(hostile.replace('\ud800', '\ufffd'));
  });

  test('a line that is too long is cut between two characters', async () => {
    await write(aLogEvent({ message: '日'.repeat(100_000) }));
    expect(loki.violations).toEqual([]);
    const [line = ''] = loki.lines.map((stored) => stored.line);
    expect(new Set(line)).toEqual(new Set(['日']));
    expect(Buffer.byteLength(line)).toBeGreaterThan(256 * 1024 - 3);
  });

  test('the same batch again stores nothing twice', async () => {
    const batch = [aTrackReport(), aLogEvent()];
    await write(...batch);
    await write(...batch);
    expect(loki.pushes).toBe(2);
    expect(loki.lines).toHaveLength(2);
  });

  test('tenant and credentials go with each request', async () => {
    const credentials = { username: 'edge', password: 'pä:ss' };
    sink = createLokiSink({
      config: { url: `${loki.url}/`, tenantId: 'team-a', credentials },
      now: () => NOON_MS,
    });
    await write(aTrackReport());
    expect(loki.headers).toMatchObject({
      'x-scope-orgid': 'team-a',
      authorization: `Basic ${Buffer.from('edge:pä:ss').toString('base64')}`,
      'content-encoding': 'gzip',
    });
    expect(loki.lines).toHaveLength(1);
  });

  test('dead letters and the list of pushes are not for Loki', () => {
    expect(sink.takes(aTrackReport())).toBe(true);
    expect(sink.takes(aLogEvent())).toBe(true);
    expect(sink.takes({ type: 'pushReceived', key: 'k', receivedAtMs: NOON_MS })).toBe(false);
  });
});

describe('what comes late', () => {
  test('what is over an hour old goes to a stream of its own, which Loki takes', async () => {
    await write(aTrackReport({ droneId: 'new' }));
    const refused = await write(aTrackReport({ droneId: 'old', observedAtMs: NOON_MS - 5 * HOUR_MS }));
    expect(refused).toEqual([]);
    expect(loki.violations).toEqual([]);
    expect(loki.lines.map(({ labels }) => labels['replay'])).toEqual([undefined, 'true']);
  });

  test('what is almost an hour old is taken although another line is minutes ahead', async () => {
    await write(aTrackReport({ observedAtMs: NOON_MS + 9 * 60_000 }));
    expect(await write(aTrackReport({ observedAtMs: NOON_MS - 59 * 60_000 }))).toEqual([]);
    expect(loki.violations).toEqual([]);
  });

  test('what Loki cannot take by its time is refused without asking; its neighbours are stored', async () => {
    const refused = await write(
      aTrackReport({ observedAtMs: NOON_MS - 8 * 24 * HOUR_MS }),
      aTrackReport(),
      aTrackReport({ observedAtMs: NOON_MS + 11 * 60_000 }),
    );
    expect(refused).toEqual([
      { index: 0, reason: 'too old for Loki', detail: null },
      { index: 2, reason: 'too far in the future for Loki', detail: null },
    ]);
    expect(loki.violations).toEqual([]);
    expect(loki.lines).toHaveLength(1);
  });

  test('a batch of which Loki can take nothing is not sent', async () => {
    expect(await write(aTrackReport({ observedAtMs: 0 }))).toHaveLength(1);
    expect(loki.pushes).toBe(0);
  });

  test('what Loki ignores is refused by its place; the rest is stored', async () => {
    const at = (agoMs: number) => aLogEvent({ observedAtMs: NOON_MS - agoMs, message: `${agoMs} ms ago` });
    // By our clock all of this is old, in one stream, and the first line is far ahead of the others.
    await write(at(2 * HOUR_MS));
    const refused = await write(at(2 * HOUR_MS + 500), at(4 * HOUR_MS), at(2 * HOUR_MS + 250));
    expect(refused).toMatchObject([
      { index: 1, reason: 'too far behind the newest line of its stream in Loki' },
    ]);
    expect(refused[0]?.detail).toContain('total ignored: 1 out of 3');
    expect(loki.lines).toHaveLength(3);
  });
});

describe('what Loki answers', () => {
  test('a 400 is not sent again', async () => {
    loki.answers({ status: 400, body: 'something that names nothing' });
    expect(await failureOf(aTrackReport(), aSignal())).toMatchObject({
      failure: 'record',
      message: 'Loki answered 400: something that names nothing',
      retryAfterMs: null,
    });
    expect(loki.pushes).toBe(1);
  });

  test.each([200, 260, 202, 302])('a server that answers %i has stored nothing', async (status) => {
    loki.answers({ status });
    expect(await failureOf(aTrackReport())).toMatchObject({ failure: 'misconfigured' });
  });

  test.each([
    [429, 'outage'],
    [500, 'outage'],
    [502, 'outage'],
    [503, 'outage'],
    [413, 'tooLarge'],
    [401, 'misconfigured'],
    [403, 'misconfigured'],
    [404, 'misconfigured'],
    [422, 'record'],
  ] as const)('%i is: %s', async (status, failure) => {
    loki.answers({ status });
    expect(await failureOf(aTrackReport())).toMatchObject({
      code: 'SINK_FAILED',
      failure,
      retryAfterMs: null,
    });
    expect(loki.pushes).toBe(1);
  });

  test.each([
    ['7', 7_000],
    [new Date(NOON_MS + 90_000).toUTCString(), 90_000],
    [new Date(NOON_MS - 90_000).toUTCString(), 0],
    ['999999', HOUR_MS],
    ['soon', null],
    ['-5', null],
  ])('Retry-After is kept, as seconds and as a date: %s', async (header, retryAfterMs) => {
    loki.answers({ status: 429, headers: { 'retry-after': header } });
    expect(await failureOf(aTrackReport())).toMatchObject({ failure: 'outage', retryAfterMs });
  });

  test('an answer of any length is read as far as it is worth it', async () => {
    loki.answers({ status: 400, body: `no\u0000\n\u001b[2J${'x'.repeat(20_000_000)}` });
    const { message } = await failureOf(aTrackReport());
    expect(message).toMatch(/^Loki answered 400: no \[2Jx+$/);
    expect(message.length).toBeLessThan(400);
  });

  test('more than a tenant may send at once is not sent', async () => {
    const long = aLogEvent({ message: 'x'.repeat(250_000) });
    const batch = Array.from({ length: 20 }, () => long);
    expect(await failureOf(...batch)).toMatchObject({ failure: 'tooLarge' });
    expect(loki.pushes).toBe(0);
    await write(...batch.slice(0, 10));
    expect(loki.violations).toEqual([]);
  });
});

describe('no answer', () => {
  test('nobody there', async () => {
    await loki.stop();
    expect(await failureOf(aTrackReport())).toMatchObject({ failure: 'outage' });
    loki = await startFakeLoki();
  });

  test('a connection that is cut', async () => {
    loki.setDown(true);
    expect(await failureOf(aTrackReport())).toMatchObject({ failure: 'outage' });
  });

  test('an answer that does not come in time', async () => {
    loki.delays(600_000);
    sink = createLokiSink({
      config: { ...config, url: loki.url },
      now: () => NOON_MS,
      requestTimeoutMs: 100,
    });
    expect(await failureOf(aTrackReport())).toMatchObject({
      failure: 'outage',
      message: 'Loki did not answer: it took longer than 0.1 s',
    });
  });

  test('a write that is given up', async () => {
    loki.delays(600_000);
    const given = new AbortController();
    const writing = sink.write([aTrackReport()], given.signal);
    given.abort(new Error('stopping'));
    await expect(writing).rejects.toMatchObject({ failure: 'outage' });
    await expect(sink.write([aTrackReport()], given.signal)).rejects.toMatchObject({ failure: 'outage' });
  });

  test('the password is in no message', async () => {
    const credentials = { username: 'edge', password: 'hunter2' };
    sink = createLokiSink({
      config: { url: 'http://127.0.0.1:1', tenantId: null, credentials },
      now: () => NOON_MS,
    });
    const { message } = await failureOf(aTrackReport());
    expect(message).toMatch(/^Loki did not answer: ./);
    expect(message).not.toMatch(/hunter2|ZWRnZT/);
  });
});

describe('probe', () => {
  test('asks whether Loki is ready', async () => {
    await expect(sink.probe(never)).resolves.toBeUndefined();
    loki.answers({ status: 503, body: 'Ingester not ready' });
    await expect(sink.probe(never)).rejects.toThrow('Loki is not ready: it answered 503');
    loki.setDown(true);
    await expect(sink.probe(never)).rejects.toMatchObject({ failure: 'outage' });
  });
});

describe('the fake refuses what Loki refuses', () => {
  const push = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${loki.url}/loki/api/v1/push`, { method: 'POST', headers, body });
  const stream = (labels: object, ...values: unknown[]) =>
    JSON.stringify({ streams: [{ stream: labels, values }] });
  const ns = `${NOON_MS}000000`;

  test.each([
    ['a number as time', stream({ a: 'b' }, [NOON_MS * 1_000_000, 'x'])],
    ['no labels', stream({}, [ns, 'x'])],
    ['a bad label name', stream({ 'a-b': 'c' }, [ns, 'x'])],
    ['a reserved label name', stream({ __a: 'c' }, [ns, 'x'])],
    ['a long label value', stream({ a: 'x'.repeat(2_049) }, [ns, 'x'])],
    [
      '16 labels',
      stream(Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`l${at}`, 'x'])), [ns, 'x']),
    ],
    ['metadata that is not text', stream({ a: 'b' }, [ns, 'x', { n: 1 }])],
    ['a long line', stream({ a: 'b' }, [ns, 'x'.repeat(256 * 1024 + 1)])],
    ['an old line', stream({ a: 'b' }, [`${NOON_MS - 169 * HOUR_MS}000000`, 'x'])],
    ['a future line', stream({ a: 'b' }, [`${NOON_MS + 11 * 60_000}000000`, 'x'])],
    ['no JSON', '{'],
  ])('%s', async (_what, body) => {
    expect((await push(body)).status).toBe(400);
    expect(loki.lines).toEqual([]);
    expect(loki.violations).toHaveLength(1);
  });

  test('another content type, and broken gzip', async () => {
    const body = stream({ a: 'b' }, [ns, 'x']);
    expect((await push(body, { 'content-type': 'text/plain' })).status).toBe(400);
    const broken = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await push(body, broken)).status).toBe(400);
    expect((await push(body)).status).toBe(204);
  });

  test('no tenant, and too much', async () => {
    await loki.stop();
    loki = await startFakeLoki({ now: () => NOON_MS, needsTenant: true, maxBodyBytes: 1_000 });
    const body = stream({ a: 'b' }, [ns, 'x'.repeat(1_000)]);
    expect((await push(body)).status).toBe(401);
    const headers = { 'content-type': 'application/json', 'x-scope-orgid': 'a' };
    expect((await push(body, headers)).status).toBe(413);
  });
});
