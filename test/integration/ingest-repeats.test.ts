import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startIngestServer, type IngestServer } from '../support/ingest-server.js';
import { NOON_MS } from '../support/observations.js';
import { gzipped } from '../support/ingest-server.js';

let nowMs = NOON_MS;
let server: IngestServer;
beforeEach(async () => {
  nowMs = NOON_MS;
  server = await startIngestServer({ now: () => nowMs });
});
afterEach(() => server.stop());

const batch = (message = 'm', more: Record<string, unknown> = {}) => ({
  messages: [{ message }, 'not an object'],
  source: 'edge-01',
  ...more,
});
const key = (text: string) => ({ 'idempotency-key': text });

describe('I4: the same push again', () => {
  test.each([
    ['with its key', key('a-1')],
    ['known by its body', {}],
  ])(
    '%s gets the first answer, and nothing is stored twice',
    async (_how, headers: Record<string, string>) => {
      const first = await server.post(batch(), headers);
      nowMs += 3_600_000;
      const again = await server.post(batch(), headers);
      expect([first.httpStatus, first.headers.get('idempotent-replay')]).toEqual([207, null]);
      expect([again.httpStatus, again.headers.get('idempotent-replay')]).toEqual([207, 'true']);
      expect(again.body).toEqual(first.body);
      expect(server.target.pushes).toHaveLength(1);
    },
  );

  test('while the first is under way waits for its answer', async () => {
    const { release, waiting } = server.target.hold();
    const first = server.post(batch(), key('a-1'));
    await waiting();
    const again = server.post(batch(), key('a-1'));
    // Answered after the one that waits, were it not waiting, too.
    expect((await server.post({ messages: [] })).httpStatus).toBe(200);
    release();
    expect((await again).body).toEqual((await first).body);
    expect((await again).headers.get('idempotent-replay')).toBe('true');
    expect(server.target.pushes).toHaveLength(1);
  });

  test('marked as a retry, or compressed, is still the same', async () => {
    await server.post(batch('m', { is_retry: false }));
    const again = await server.post(gzipped(batch('m', { is_retry: true })), { 'content-encoding': 'gzip' });
    expect(again.headers.get('idempotent-replay')).toBe('true');
  });

  test.each([
    ['with its key', key('a-1')],
    ['known by its body', {}],
  ])('stamped anew each time it is sent, as EdgeBot does, is still the same: %s', async (_how, headers) => {
    const sent = (timestamp: string) => ({
      messages: [{ message: 'm', timestamp: NOON_MS / 1000 - 60 }],
      source: 'edgebot',
      timestamp,
      is_retry: false,
    });
    await server.post(sent('2026-11-21T12:00:00.123456+00:00'), headers);
    const again = await server.post(sent('2026-11-21T12:00:05.654321+00:00'), headers);
    expect([again.httpStatus, again.headers.get('idempotent-replay')]).toEqual([200, 'true']);
    expect(server.target.rows.size).toBe(1);
  });

  test('is another one when its stamp is all that tells when its messages happened', async () => {
    const heartbeat = (timestamp: number) => ({ messages: [{ message: 'alive' }], timestamp });
    await server.post(heartbeat(NOON_MS / 1000 - 60));
    const next = await server.post(heartbeat(NOON_MS / 1000));
    expect(next.headers.get('idempotent-replay')).toBeNull();
    expect(server.target.rows.size).toBe(2);
  });

  test('is another one when anything else is different, known or not', async () => {
    const counted = (seq: number) => batch('m', { messages: [{ message: 'm', time: NOON_MS }], seq });
    await server.post(counted(1));
    expect((await server.post(counted(2))).headers.get('idempotent-replay')).toBeNull();
  });

  test('after a day is a new one', async () => {
    await server.post(batch());
    nowMs += 86_400_001;
    expect((await server.post(batch())).headers.get('idempotent-replay')).toBeNull();
    expect(server.target.rows.size).toBe(2);
  });

  test('after an answer that acknowledged nothing is tried again, with the times of the first', async () => {
    server.target.answers(() => ({ rejected: null, sinks: { tsdb: 'error', loki: 'written' } }));
    expect((await server.post(batch())).httpStatus).toBe(503);
    const [stored] = server.target.rows.values();
    nowMs += 60_000;
    server.target.answers(() => ({ rejected: null, sinks: { tsdb: 'written', loki: 'written' } }));
    const again = await server.post(batch());
    expect([again.httpStatus, again.headers.get('idempotent-replay')]).toEqual([207, null]);
    expect([...server.target.rows.values()]).toEqual([stored]);
  });

  test('after a restart makes the same rows', async () => {
    await server.post(batch(), key('a-1'));
    const received = server.target.pushes[0]!.received!;
    expect(received).toEqual({
      type: 'pushReceived',
      key: expect.stringMatching(/^key:/) as string,
      receivedAtMs: NOON_MS,
    });
    nowMs += 60_000;
    const restarted = await startIngestServer({ now: () => nowMs });
    restarted.pushes.remember([received]);
    await restarted.post(batch(), key('a-1'));
    expect([...restarted.target.rows]).toEqual([...server.target.rows]);
    await restarted.stop();
  });
});

describe('while it is not known what was taken before the start', () => {
  const timed = { messages: [{ type: 'drone', id: 'd-1', time: NOON_MS / 1000 }], source: 'kit-1' };
  const untimed = { messages: [{ type: 'drone', id: 'd-1' }], source: 'kit-1' };

  test('a push is taken when it brings its times, and has to wait when it would get ours', async () => {
    let isPastKnown = false;
    const starting = await startIngestServer({ isPastKnown: () => isPastKnown, now: () => nowMs });
    expect((await starting.post(timed)).httpStatus).toBe(200);
    const early = await starting.post(untimed);
    expect([early.httpStatus, early.body.code, early.headers.get('retry-after')]).toEqual([
      503,
      'UNAVAILABLE',
      '1',
    ]);
    const [stored] = starting.target.rows.values();
    isPastKnown = true;
    nowMs += 60_000;
    expect((await starting.post(untimed)).httpStatus).toBe(200);
    expect([...starting.target.rows.values()]).toEqual([
      stored,
      expect.objectContaining({ observedAtMs: nowMs, timeSource: 'server' }),
    ]);
    await starting.stop();
  });
});

describe('different pushes', () => {
  test('about the same thing in the same moment, which leave the time to us, get times of their own', async () => {
    const untimed = (first: number, count: number) => ({
      messages: Array.from({ length: count }, (_, index) => ({
        type: 'drone',
        id: 'd-1',
        description: `no. ${first + index}`,
      })),
      source: 'kit-1',
    });
    await server.post(untimed(1, 3), key('a-1'));
    await server.post(untimed(4, 2), key('a-2'));
    nowMs += 1;
    await server.post(untimed(6, 1), key('a-3'));
    const timesOf = () =>
      [...server.target.rows.values()].map(
        (row) => row.type === 'track' && [row.description, row.observedAtMs],
      );
    const expected = [1, 2, 3, 4, 5, 6].map((place) => [`no. ${place}`, NOON_MS - 1 + place]);
    expect(timesOf()).toEqual(expected);

    nowMs -= 3_600_000;
    await server.post(untimed(7, 1), key('a-4'));
    expect(timesOf().at(-1)).toEqual(['no. 7', nowMs]);

    nowMs += 7_200_000;
    const restarted = await startIngestServer({ now: () => nowMs });
    restarted.pushes.remember(server.target.pushes.map(({ received }) => received!));
    await restarted.post(untimed(4, 2), key('a-2'));
    expect([...restarted.target.rows]).toEqual([...server.target.rows].slice(3, 5));
    await restarted.stop();
  });

  test('the same key with another body is a 422', async () => {
    await server.post(batch(), key('a-1'));
    const { httpStatus, body } = await server.post(batch('other'), key('a-1'));
    expect([httpStatus, body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(server.target.pushes).toHaveLength(1);
  });

  test('the same key with another body is a 422 while the first is under way, too', async () => {
    const { release, waiting } = server.target.hold();
    const first = server.post(batch(), key('a-1'));
    await waiting();
    expect((await server.post(batch('other'), key('a-1'))).httpStatus).toBe(422);
    release();
    expect((await first).httpStatus).toBe(207);
  });

  test('two sources may count their keys alike', async () => {
    await server.post(batch(), key('1'));
    const other = await server.post(batch('m', { source: 'edge-02' }), key('1'));
    expect([other.httpStatus, other.headers.get('idempotent-replay')]).toEqual([207, null]);
  });

  test('the same messages under two keys are two pushes', async () => {
    await server.post(batch(), key('1'));
    await server.post(batch(), key('2'));
    expect(server.target.rows.size).toBe(2);
  });
});

test.each(['', 'x'.repeat(256), 'tab\there', 'ümlaut'])('the key %j is a 400', async (text) => {
  const { httpStatus, body } = await server.post(batch(), key(text));
  expect([httpStatus, body.code]).toEqual([400, 'INVALID_IDEMPOTENCY_KEY']);
});

test('a push whose messages have their own times needs no memory of when it came', async () => {
  await server.post({ messages: [{ message: 'm', timestamp: NOON_MS / 1000 }] });
  expect(server.target.pushes[0]?.received).toBeNull();
});

test('reports without a time about one aircraft are all kept', async () => {
  const drone = { type: 'drone', id: 'drone-A', kit_id: 'kit-1' };
  await server.post({
    messages: [
      { ...drone, rssi: -70 },
      { ...drone, rssi: -71 },
      { ...drone, id: 'drone-B' },
    ],
  });
  expect([...server.target.rows.values()].map(({ observedAtMs }) => observedAtMs - NOON_MS)).toEqual([
    0, 1, 0,
  ]);
});
