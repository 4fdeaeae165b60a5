import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/log-event.js';
import type { Outcome } from '../../src/ingest/receipt.js';
import { startIngestServer, type IngestServer } from '../support/ingest-server.js';
import { NOON_MS } from '../support/observations.js';

let server: IngestServer;
beforeEach(async () => {
  server = await startIngestServer();
});
afterEach(() => server.stop());

const NOON_S = NOON_MS / 1000;
const aDrone = (given: Record<string, unknown> = {}) => ({
  type: 'drone',
  id: 'drone-A',
  kit_id: 'kit-1',
  time: NOON_S,
  lat: 46.75,
  lon: 8.03,
  ...given,
});
const rowsOf = () => [...server.target.rows.values()];
const logs = () => rowsOf() as LogEvent[];
const becomes = (tsdb: Outcome, loki: Outcome) =>
  server.target.answers(() => ({ rejected: null, sinks: { tsdb, loki } }));

describe('EdgeBot’s own examples', () => {
  test('the batch of its documentation is taken as it is', async () => {
    const { httpStatus, body } = await server.post({
      messages: [
        {
          message: 'Log message',
          timestamp: NOON_S - 60,
          type: 'syslog',
          service: 'edgebot',
          host: 'edge-01',
          severity: 'INFO',
          pid: 42,
        },
      ],
      batch_size: 1,
      timestamp: NOON_S,
      source: 'edge-01',
      is_retry: false,
    });
    expect(httpStatus).toBe(200);
    expect(body).toEqual({
      status: 'success',
      received: 1,
      sanitized: 1,
      written: 1,
      errors: 0,
      rejected: [],
      sink_results: {
        tsdb: { written: 1, errors: 0, queued: 0, deadLettered: 0 },
        loki: { written: 1, errors: 0, queued: 0, deadLettered: 0 },
      },
    });
    expect(logs()).toEqual([
      {
        type: 'log',
        eventId: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ) as string,
        observedAtMs: NOON_MS - 60_000,
        receivedAtMs: NOON_MS,
        timeSource: 'kit',
        source: 'edge-01',
        sourceId: 'push:edge-01',
        kitId: null,
        host: 'edge-01',
        service: 'edgebot',
        eventType: 'syslog',
        severity: 'info',
        message: 'Log message',
        data: { pid: 42 },
        warnings: [],
      },
    ]);
  });

  test('the body of its curl example is taken as it is, at the time it comes', async () => {
    const { httpStatus, body } = await server.post(`{
    "messages": [
      {"message": "Test log", "service": "test", "severity": "info"}
    ],
    "batch_size": 1,
    "source": "test"
  }`);
    expect([httpStatus, body.status, body.written]).toEqual([200, 'success', 1]);
    expect(logs()).toMatchObject([{ message: 'Test log', observedAtMs: NOON_MS, timeSource: 'server' }]);
  });
});

test('an empty batch is a success with zeros', async () => {
  const { httpStatus, body } = await server.post({ messages: [] });
  expect(httpStatus).toBe(200);
  expect(body).toEqual({
    status: 'success',
    received: 0,
    sanitized: 0,
    written: 0,
    errors: 0,
    rejected: [],
    sink_results: {
      tsdb: { written: 0, errors: 0, queued: 0, deadLettered: 0 },
      loki: { written: 0, errors: 0, queued: 0, deadLettered: 0 },
    },
  });
});

describe('I5: what the numbers mean', () => {
  const batch = { messages: [{ message: 'a' }, { message: 'b' }, { message: 'c' }] };

  test('written is not the sum over sinks', async () => {
    expect((await server.post(batch)).body).toMatchObject({ received: 3, sanitized: 3, written: 3 });
  });

  test('what one sink has yet to get is queued, and not counted as written', async () => {
    becomes('written', 'queued');
    const { httpStatus, body } = await server.post(batch);
    expect([httpStatus, body.status, body.written, body.errors]).toEqual([200, 'queued', 0, 0]);
    expect(body.sink_results?.['loki']).toEqual({ written: 0, errors: 0, queued: 3, deadLettered: 0 });
  });

  test('what an optional sink lost is partial', async () => {
    becomes('written', 'error');
    const { httpStatus, body } = await server.post(batch);
    expect([httpStatus, body.status, body.written, body.errors]).toEqual([207, 'partial', 0, 0]);
  });

  test('what the primary refused for good is partial, and need not be sent again', async () => {
    server.target.answers((_record, index) => ({
      rejected: null,
      sinks: { tsdb: index === 1 ? 'deadLettered' : 'written', loki: 'written' },
    }));
    const { httpStatus, headers, body } = await server.post(batch);
    expect([httpStatus, body.status, body.written]).toEqual([207, 'partial', 2]);
    expect(headers.get('retry-after')).toBeNull();
  });

  test('status tells the truth when every sink failed', async () => {
    becomes('error', 'error');
    const { httpStatus, headers, body } = await server.post(batch);
    expect([httpStatus, body.status, body.written, body.errors]).toEqual([503, 'error', 0, 3]);
    expect(headers.get('retry-after')).toBe('5');
  });

  test('one message that the primary lost makes it a 503, never a false 200', async () => {
    server.target.answers((_record, index) => ({
      rejected: null,
      sinks: { tsdb: index === 2 ? 'error' : 'written', loki: 'written' },
    }));
    const { httpStatus, body } = await server.post(batch);
    expect([httpStatus, body.status, body.written]).toEqual([503, 'partial', 2]);
  });

  test('whatever becomes of messages, the four numbers of each sink add up to sanitized', async () => {
    const outcomes: Outcome[] = ['written', 'queued', 'deadLettered', 'error'];
    server.target.answers((_record, index) =>
      index % 5 === 4
        ? { rejected: { reason: 'impossible', detail: null } }
        : { rejected: null, sinks: { tsdb: outcomes[index % 4]!, loki: outcomes[index % 3]! } },
    );
    const { body } = await server.post({
      messages: [...Array.from({ length: 20 }, (_, index) => ({ message: `m${index}` })), 7, {}],
    });
    expect(body).toMatchObject({ received: 22, sanitized: 16 });
    expect(body.rejected).toHaveLength(6);
    for (const counts of Object.values(body.sink_results ?? {})) {
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(16);
    }
  });
});

describe('messages that cannot be used', () => {
  test('I5: nothing vanishes silently: each rejected message is named by its place, and kept', async () => {
    const { httpStatus, body } = await server.post({
      source: 'kit-1',
      messages: [
        'text',
        { message: 'good' },
        null,
        {},
        { _spool_id: 9 },
        { type: 'drone', lat: 1, lon: 2 },
        aDrone({ kit_id: 'kit-9' }),
        aDrone({ kit_id: 'kit-off' }),
        [{ message: 'in a list' }],
        { type: 'signal', kit_id: 'kit-1', signal_type: 'fpv' },
      ],
    });
    expect(httpStatus).toBe(207);
    expect(body).toMatchObject({ status: 'partial', received: 10, sanitized: 1, written: 1, errors: 0 });
    expect(body.rejected?.map(({ index, code }) => [index, code])).toEqual([
      [0, 'NOT_AN_OBJECT'],
      [2, 'NOT_AN_OBJECT'],
      [3, 'EMPTY'],
      [4, 'EMPTY'],
      [5, 'INVALID'],
      [6, 'UNKNOWN_KIT'],
      [7, 'KIT_DISABLED'],
      [8, 'NOT_AN_OBJECT'],
      [9, 'INVALID'],
    ]);
    expect(body.rejected?.[4]?.message).toContain('no id');
    expect(server.target.letters.map(({ reason }) => reason)).toEqual([
      'NOT_AN_OBJECT',
      'NOT_AN_OBJECT',
      'EMPTY',
      'EMPTY',
      'no id',
      'UNKNOWN_KIT',
      'KIT_DISABLED',
      'NOT_AN_OBJECT',
      'no usable frequency',
    ]);
    expect(server.target.letters[4]).toMatchObject({
      stage: 'UNDERSTAND',
      format: 'message',
      sourceId: 'push:kit-1',
      kitId: 'kit-1',
      raw: '{"type":"drone","lat":1,"lon":2,"kit_id":"kit-1"}',
    });
  });

  test('a batch of nothing but such messages is a 422', async () => {
    const { httpStatus, body } = await server.post({ messages: [1, 2] });
    expect([httpStatus, body.status, body.sanitized]).toEqual([422, 'error', 0]);
  });

  test('what validation refuses is rejected by its place among all messages', async () => {
    server.target.answers((_record, index) =>
      index === 1
        ? { rejected: { reason: 'implausible', detail: 'speed 9000' } }
        : { rejected: null, sinks: { tsdb: 'written', loki: 'written' } },
    );
    const { httpStatus, body } = await server.post({ messages: [0, aDrone(), aDrone({ id: 'drone-B' })] });
    expect(httpStatus).toBe(207);
    expect(body).toMatchObject({
      sanitized: 1,
      rejected: [{ index: 0 }, { index: 2, code: 'INVALID', message: 'implausible: speed 9000' }],
    });
  });
});

describe('I9: internal fields', () => {
  test('are stripped at every depth, and domain fields such as status are not', async () => {
    await server.post(
      '{"messages": [{"message": "m", "status": "ok", "attempts": 3, "__spool_id": 7, "__proto__": {"isAdmin": true},' +
        ' "list": [{"_x": 1, "y": {"_z": 2, "w": "_kept"}}]}]}',
    );
    expect(logs()[0]?.data).toEqual({ status: 'ok', attempts: 3, list: [{ y: { w: '_kept' } }] });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect((logs()[0]?.data as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('a bare NaN costs its field and nothing else', async () => {
    const { body } = await server.post(
      `{"messages": [{"type": "drone", "id": "d", "kit_id": "kit-1", "lat": NaN, "lon": 8, "speed": -Infinity}]}`,
    );
    expect(body.written).toBe(1);
    expect(rowsOf()).toMatchObject([{ lat: null, lon: null, speedMps: null }]);
  });
});

test('an unexpected failure is a 500 that gives nothing away, and the same batch can be sent again', async () => {
  server.target.answers(() => {
    throw new Error('password "hunter2"');
  });
  const { httpStatus, body } = await server.post({ messages: [{ message: 'm' }] });
  expect([httpStatus, body.code]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
  expect(JSON.stringify(body)).not.toContain('hunter2');
  becomes('written', 'written');
  expect((await server.post({ messages: [{ message: 'm' }] })).httpStatus).toBe(200);
});

test('a batch of priority "batch" waits behind everything else', async () => {
  await server.post({ messages: [{ message: 'old' }], priority: 'batch' });
  await server.post({ messages: [{ message: 'new' }] });
  expect(server.target.pushes.map(({ priority }) => priority)).toEqual(['BATCH', null]);
});
