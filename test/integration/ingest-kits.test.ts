import { afterEach, beforeEach, expect, test } from 'vitest';
import { understandAgain } from '../../src/collectors/push/retry.js';
import { InvalidInputError } from '../../src/domain/errors.js';
import type { LogEvent } from '../../src/domain/log-event.js';
import { startIngestServer, type IngestServer } from '../support/ingest-server.js';
import { NOON_MS } from '../support/observations.js';
import { somebody } from '../support/viewers.js';

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

test('messages without a time that come before their kit are all kept when they are tried again', async () => {
  const messages = Array.from({ length: 3 }, (_, index) => ({
    type: 'drone',
    id: 'drone-A',
    description: `no. ${index}`,
  }));
  expect((await server.post({ source: 'kit-late', messages })).httpStatus).toBe(422);
  await server.kits.register('kit-late', somebody);
  const records = server.target.letters.map((letter) => understandAgain(letter, server.kits));
  const timesOf = records.map(({ rejected, ...understood }) =>
    rejected === null && 'record' in understood ? understood.record.observedAtMs : null,
  );
  expect(timesOf).toEqual([NOON_MS, NOON_MS + 1, NOON_MS + 2]);
});

test('drones, aircraft, signals and statuses go the way of what is polled', async () => {
  const { body } = await server.post({
    source: 'kit-1',
    messages: [
      aDrone({ alt: '640', speed: 8, direction: 90, rssi: -70, freq: 2_437_000_000, description: 'x' }),
      // Longer ago than a kit that still works would serve it.
      {
        type: 'aircraft',
        id: 'adsb-4b1',
        timestamp: NOON_S - 3600,
        lat: 46,
        lon: 8,
        alt: 10_000,
        flight: 'SWR1',
      },
      {
        type: 'signal',
        id: 'fpv-1',
        freq: 5785,
        observed_at: NOON_S,
        signal_type: 'fpv',
        source: 'confirm',
      },
      { type: 'status', timestamp: NOON_S, lat: 46.7, lon: 8, uid: 'wardragon-1', temperature: 55 },
    ],
  });
  expect(body).toMatchObject({ status: 'success', written: 4 });
  const base = { kitId: 'kit-1', sourceId: 'push:kit-1', timeSource: 'kit', receivedAtMs: NOON_MS };
  expect(rowsOf()).toMatchObject([
    { ...base, type: 'track', kind: 'DRONE', altitudeM: 640, frequencyMhz: 2437, observedAtMs: NOON_MS },
    { ...base, kind: 'AIRCRAFT', altitudeM: 3048, callsign: 'SWR1', observedAtMs: NOON_MS - 3_600_000 },
    { ...base, type: 'signal', signalUid: 'fpv-1', frequencyMhz: 5785, source: 'confirm' },
    { ...base, type: 'kitStatus', uid: 'wardragon-1', tempCpuC: 55 },
  ]);
  expect(server.kits.heardOf).toHaveLength(1);
  expect(server.kits.heardOf[0]).toMatchObject({ kitId: 'kit-1', atMs: NOON_MS });
  expect(server.kits.heardOf[0]?.observations).toHaveLength(4);
});

test('an unknown kit is told how to become known, and its messages can be used afterwards', async () => {
  const { httpStatus, body } = await server.post({
    source: 'kit-new',
    messages: [aDrone({ kit_id: undefined })],
  });
  expect(httpStatus).toBe(422);
  expect(body.rejected).toEqual([
    {
      index: 0,
      code: 'UNKNOWN_KIT',
      message:
        'There is no kit "kit-new": register it with the mutation registerKit, or set INGEST_AUTO_REGISTER=true.',
    },
  ]);
  server.kits.known.set('kit-new', { enabled: true });
  expect(understandAgain(server.target.letters[0]!, server.kits)).toMatchObject({
    rejected: null,
    record: { kitId: 'kit-new', droneId: 'drone-A', sourceId: 'push:kit-new', observedAtMs: NOON_MS },
  });
});

test('after its kit was registered, the same batch is taken', async () => {
  const batch = { source: 'kit-new', messages: [aDrone({ kit_id: undefined })] };
  expect((await server.post(batch)).httpStatus).toBe(422);
  server.kits.known.set('kit-new', { enabled: true });
  expect((await server.post(batch)).httpStatus).toBe(200);
});

test('a message that names no kit, in a batch without a source, is rejected', async () => {
  const { body } = await server.post({ messages: [aDrone({ kit_id: undefined })] });
  expect(body.rejected?.[0]).toMatchObject({ code: 'UNKNOWN_KIT' });
});

test('while kits are not read yet, detections are told to come again and logs are taken', async () => {
  const early = await startIngestServer({
    kits: { find: () => 'unknowable', register: () => Promise.resolve(), heard: () => undefined },
  });
  const { httpStatus, headers, body } = await early.post({ messages: [aDrone()] });
  expect([httpStatus, headers.get('retry-after'), body.code]).toEqual([503, '5', 'UNAVAILABLE']);
  expect((await early.post({ messages: [{ message: 'm' }] })).httpStatus).toBe(200);
  await early.stop();
});

test('with auto-registration a new kit is registered once, however many batches bring it at once', async () => {
  const kits = server.kits;
  const open = await startIngestServer({ kits, autoRegister: true });
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((id) =>
      open.post({ source: 'kit-new', messages: [aDrone({ id, kit_id: undefined }), { message: 'm' }] }),
    ),
  );
  expect(answers.map(({ httpStatus }) => httpStatus)).toEqual([200, 200, 200]);
  expect(kits.registered).toEqual(['kit-new']);
  await open.stop();
});

test('a kit that cannot be registered is rejected, and one that cannot be stored now makes it a 503', async () => {
  let failure: Error = new InvalidInputError([{ path: ['kitId'], message: 'no' }]);
  const open = await startIngestServer({
    kits: { find: () => null, register: () => Promise.reject(failure), heard: () => undefined },
    autoRegister: true,
  });
  const rejected = await open.post({ messages: [aDrone({ kit_id: 'no good!' })] });
  expect([rejected.httpStatus, rejected.body.rejected?.[0]?.code]).toEqual([422, 'UNKNOWN_KIT']);
  failure = new Error('the database is away');
  const refused = await open.post({ messages: [aDrone({ kit_id: 'kit-2' })] });
  expect([refused.httpStatus, refused.body.code]).toEqual([503, 'UNAVAILABLE']);
  await open.stop();
});

test('a log belongs to a kit only when it names one that is registered', async () => {
  await server.post({ source: 'kit-1', messages: [{ message: 'a' }, { message: 'b', kit_id: 'kit-off' }] });
  await server.post({ source: 'edge-01', messages: [{ message: 'c', kit_id: 'nobody' }] });
  expect(logs().map(({ kitId, data }) => [kitId, data])).toEqual([
    ['kit-1', {}],
    ['kit-off', {}],
    [null, { kit_id: 'nobody' }],
  ]);
});
