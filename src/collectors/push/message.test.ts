import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { understandMessage, type MessageContext } from './message.js';

const NOON_MS = Date.UTC(2026, 10, 21, 20);
const aContext = (given: Partial<MessageContext> = {}): MessageContext => ({
  source: 'kit-1',
  logSource: null,
  pushKey: 'key',
  index: 0,
  batchTimeMs: null,
  receivedAtMs: NOON_MS,
  kits: { find: (kitId) => (kitId === 'kit-1' ? { enabled: true } : null) },
  ...given,
});
const recordOf = (message: unknown, given: Partial<MessageContext> = {}) => {
  const understood = understandMessage(message, aContext(given));
  if (understood.rejected !== null) throw new Error(understood.rejected.message);
  return understood.record;
};

describe('times', () => {
  test.each(['time', 'observed_at', 'timestamp', 'last_update_time'])('a drone’s %s is its time', (field) => {
    expect(recordOf({ type: 'drone', id: 'd', [field]: NOON_MS - 5000 })).toMatchObject({
      observedAtMs: NOON_MS - 5000,
      kitTimeS: NOON_MS / 1000 - 5,
      timeSource: 'kit',
    });
  });

  test('one field that is no time does not keep the next from being read', () => {
    const message = { type: 'signal', freq: 5800, observed_at: 'n/a', timestamp: NOON_MS / 1000 - 7 };
    expect(recordOf(message)).toMatchObject({ observedAtMs: NOON_MS - 7000 });
  });

  test.each([
    { type: 'drone', id: 'd' },
    { type: 'status' },
    { type: 'signal', freq: 5800 },
    { message: 'm' },
  ])('%j has the time it was received', (message) => {
    expect(recordOf(message)).toMatchObject({ observedAtMs: NOON_MS, timeSource: 'server' });
  });

  test.each([0, NOON_MS / 1000 + 3600, NOON_MS / 1000 - 30 * 86_400])(
    'of the implausible time %d a remark is left, and a log keeps what it said',
    (timestamp) => {
      expect(recordOf({ type: 'drone', id: 'd', timestamp })).toMatchObject({
        observedAtMs: NOON_MS,
        kitTimeS: timestamp,
        timeSource: 'server',
        warnings: ['timestamp is not plausible'],
      });
      expect(recordOf({ type: 'signal', freq: 5800, time: timestamp })).toMatchObject({
        observedAtMs: NOON_MS,
        warnings: ['time is not plausible'],
      });
      expect(recordOf({ message: 'm', timestamp })).toMatchObject({
        observedAtMs: NOON_MS,
        timeSource: 'server',
        data: { timestamp },
        warnings: ['timestamp is not plausible'],
      });
    },
  );

  test('a log without a time has that of its batch', () => {
    const record = recordOf({ message: 'm' }, { batchTimeMs: NOON_MS - 9000 });
    expect(record).toMatchObject({ observedAtMs: NOON_MS - 9000, timeSource: 'kit' });
  });
});

test('the same message at the same place of the same push makes the same event, and any other another', () => {
  const idOf = (given: Partial<MessageContext>) => {
    const record = recordOf({ message: 'm' }, given);
    return record.type === 'log' ? record.eventId : null;
  };
  const ids = [{}, { index: 1 }, { pushKey: 'other' }, { pushKey: 'key\n1', index: 0 }].map(idOf);
  expect(new Set(ids).size).toBe(ids.length);
  expect(idOf({})).toBe(ids[0]);
});

test('what of a log is no text stays as it is among its data', () => {
  expect(recordOf({ message: { a: 1 }, host: ['x'], service: '', severity: 3, level: 'warn' })).toMatchObject(
    {
      message: '',
      host: null,
      service: null,
      severity: '3',
      data: { message: { a: 1 }, host: ['x'], service: '', level: 'warn' },
    },
  );
});

test('an aircraft in a list of drones, as kits have it, is one: its altitude is in feet', () => {
  expect(recordOf({ type: 'drone', track_type: 'aircraft', id: 'adsb-1', alt: 1000 })).toMatchObject({
    kind: 'AIRCRAFT',
    altitudeM: 304.8,
  });
});

test('the kit that a status names is not taken for its serial', () => {
  expect(recordOf({ type: 'status', kit_id: 'kit-1' })).toMatchObject({ kitId: 'kit-1', uid: null });
});

test.each(['constructor', 'toString', '__proto__', 'Drone'])('a message of type %j is a log', (type) => {
  expect(recordOf({ type, message: 'm' })).toMatchObject({ type: 'log', eventType: type });
});

test('no JSON makes it throw, and no internal field comes through', () => {
  const anyMessage = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        type: fc.constantFrom('drone', 'aircraft', 'signal', 'status', 'syslog'),
        id: fc.jsonValue(),
        time: fc.jsonValue(),
        freq: fc.jsonValue(),
        lat: fc.jsonValue(),
        _secret: fc.jsonValue(),
        data: fc.dictionary(fc.constantFrom('_a', 'b', '__proto__'), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(anyMessage, (message) => {
      const { rejected, ...understood } = understandMessage(message, aContext());
      if (rejected !== null) return;
      JSON.stringify(understood, (name: string, value: unknown) => {
        expect(name.startsWith('_')).toBe(false);
        return value;
      });
    }),
  );
});

test('the labels of a log have no spaces around them, so that filters find them', () => {
  expect(recordOf({ message: 'm', severity: ' INFO\n', service: 'sshd ', host: '\tedge' })).toMatchObject({
    severity: 'info',
    service: 'sshd',
    host: 'edge',
  });
});
