import { describe, expect, test } from 'vitest';
import { aDeadLetter } from '../../test/support/dead-letters.js';
import { aLogEvent } from '../../test/support/log-events.js';
import { aSignal, aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { aHealthReport } from '../../test/support/history.js';
import type { DeadLetter } from '../domain/dead-letter.js';
import { understandDeadLetter } from './understand-dead-letter.js';

const kits = { find: (kitId: string) => (kitId === 'kit-1' ? { enabled: true } : null) };
const understand = (letter: DeadLetter) => understandDeadLetter(letter, kits);
const fromKit = { kitId: 'kit-1', sourceId: 'dragonsync:kit-1' } as const;

describe.each([
  ['drone', { id: 'drone-A', lat: 46.7, lon: 8 }, { type: 'track', kind: 'DRONE', droneId: 'drone-A' }],
  ['aircraft', { id: 'adsb-3c6444', squawk: '7700' }, { type: 'track', kind: 'AIRCRAFT', squawk: '7700' }],
  ['signal', { uid: 'fpv', center_hz: 5.785e9 }, { type: 'signal', frequencyMhz: 5785 }],
  ['status', { cpu_usage: 12, memory_total: 1 }, { type: 'kitStatus', cpuPercent: 12 }],
] as const)('what a kit sent as %s', (format, record, expected) => {
  const letter = aDeadLetter({ ...fromKit, format, record });

  test('becomes an observation of that kit, from when it failed first', () => {
    expect(understand(letter)).toMatchObject({
      ...expected,
      ...fromKit,
      observedAtMs: NOON_MS,
      receivedAtMs: NOON_MS,
      timeSource: 'server',
    });
  });

  test('becomes the same observation each time', () => {
    expect(understand({ ...letter, attempts: 2, lastAtMs: NOON_MS + 1e9 })).toEqual(understand(letter));
  });

  test('is nothing without a kit, or when it is no object', () => {
    expect(understand({ ...letter, kitId: null })).toMatchObject({ reason: 'UNKNOWN_KIT' });
    expect(understand({ ...letter, raw: '[1]' })).toMatchObject({ reason: 'not an object' });
  });
});

test('what a kit sent without an id still has none', () => {
  expect(understand(aDeadLetter({ ...fromKit, format: 'drone', record: { lat: 1, lon: 2 } }))).toEqual({
    reason: 'no id',
    detail: null,
  });
});

test('what was imported keeps its time, however old, and is nothing without one', () => {
  const imported = (record: object) =>
    understand(aDeadLetter({ kitId: 'kit-1', sourceId: 'file:log.csv', format: 'drone', record }));
  expect(imported({ id: 'd', observed_at: 1_600_000_000 })).toMatchObject({
    observedAtMs: 1_600_000_000_000,
    timeSource: 'kit',
  });
  expect(imported({ id: 'd' })).toEqual({ reason: 'no usable time', detail: null });
});

test('a pushed message is understood as it would be now', () => {
  const letter = aDeadLetter();
  expect(understand(letter)).toMatchObject({ type: 'track', kitId: 'kit-1', sourceId: 'push:edge-01' });
  expect(understandDeadLetter(letter, { find: () => null })).toMatchObject({
    reason: 'UNKNOWN_KIT',
    detail: expect.stringContaining('kit-1') as string,
  });
});

test('a pushed log line becomes the same event each time', () => {
  const letter = aDeadLetter({ record: { message: 'link up' } });
  expect(understand(letter)).toMatchObject({ type: 'log', message: 'link up' });
  expect(understand(letter)).toEqual(understand(letter));
});

test.each([aTrackReport(), aSignal(), aHealthReport(), aLogEvent({ data: { port: 3 } })])(
  'a record of ours is that record again: $type',
  (record) => {
    expect(understand(aDeadLetter({ format: 'observation', record }))).toEqual(record);
  },
);

test.each([null, [1], 'text', { no: 'type' }])('%j is no record of ours', (record) => {
  expect(understand(aDeadLetter({ format: 'observation', record }))).toEqual({
    reason: 'not a record',
    detail: null,
  });
});
