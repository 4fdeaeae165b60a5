import { describe, expect, test } from 'vitest';
import { ignoredEntries, type SentEntry } from './loki-ignored.js';

const A_MS = Date.UTC(2026, 0, 1);
const ours = 'record_type="track", service="airpicture"';
const entry = (index: number, timeMs: number, stream = ours): SentEntry => ({ index, timeMs, stream });
const sent = [
  entry(0, A_MS),
  entry(1, A_MS + 250),
  entry(2, A_MS + 7_200_000),
  entry(3, A_MS, 'service="x"'),
];
const indexes = (text: string, entries: readonly SentEntry[] = sent) =>
  ignoredEntries(text, entries)?.map(({ index }) => index) ?? null;

const behind = (time: string) =>
  `entry with timestamp ${time} ignored, reason: 'entry too far behind, entry timestamp is: 2026-01-01T00:00:00Z, oldest acceptable timestamp is: 2025-12-31T23:00:00Z',\n`;

describe('too far behind', () => {
  test('the entry of that time and stream is meant', () => {
    const text = `${behind('2026-01-01 00:00:00 +0000 UTC')}user 'fake', total ignored: 1 out of 3 for stream: {${ours}}`;
    expect(ignoredEntries(text, sent)).toEqual([
      { index: 0, reason: 'too far behind the newest line of its stream in Loki', detail: text },
    ]);
  });

  test('times have fractions of a second', () => {
    const text = `${behind('2026-01-01 00:00:00.25 +0000 UTC')}user 'fake', total ignored: 1 out of 3 for stream: {${ours}}`;
    expect(indexes(text)).toEqual([1]);
  });

  test('an older Loki names the stream behind each entry', () => {
    const text = `entry with timestamp 2026-01-01 00:00:00 +0000 UTC ignored, reason: 'entry out of order' for stream: {${ours}},\ntotal ignored: 1 out of 3`;
    expect(indexes(text)).toEqual([0]);
  });

  test('Loki may have added a label of its own', () => {
    const text = `${behind('2026-01-01 00:00:00 +0000 UTC')}user 'fake', total ignored: 1 out of 3 for stream: {record_type="track", service="airpicture", service_name="airpicture"}`;
    expect(indexes(text)).toEqual([0]);
  });

  test('ten are named, and the others are known by the oldest time that is acceptable', () => {
    const many = Array.from({ length: 15 }, (_, at) => entry(at, A_MS + at * 1000));
    const named = many
      .slice(0, 10)
      .map(
        ({ timeMs }) =>
          `entry with timestamp ${new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC ignored, reason: 'entry too far behind, entry timestamp is: x, oldest acceptable timestamp is: 2026-01-01T00:00:12Z',\n`,
      );
    const text = `${named.join('')}user 'fake', total ignored: 12 out of 15 for stream: {${ours}}`;
    expect(indexes(text, many)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});

describe('outside of the times that Loki takes', () => {
  test('the distributor names whole seconds', () => {
    const text = `entry for stream '{${ours}}' has timestamp too old: 2026-01-01T02:00:00Z, oldest acceptable timestamp is: 2025-01-01T00:00:00Z`;
    expect(indexes(text)).toEqual([2]);
    expect(indexes(`entry for stream '{${ours}}' has timestamp too new: 2026-01-01T02:00:00Z`)).toEqual([2]);
  });

  test('one stands for several', () => {
    const text = `2 errors like: entry for stream '{${ours}}' has timestamp too old: 2026-01-01T00:00:00Z, oldest acceptable timestamp is: 2026-01-01T01:00:00Z`;
    expect(ignoredEntries(text, sent)).toMatchObject([
      { index: 0, reason: 'too old for Loki' },
      { index: 1, reason: 'too old for Loki' },
    ]);
  });
});

describe('nothing can be concluded', () => {
  test.each([
    '',
    'parse error',
    'stream limit exceeded',
    "max entry size '10' bytes exceeded for stream '{a=\"b\"}' while adding an entry with length '11' bytes",
  ])('from %j', (text) => {
    expect(indexes(text)).toBeNull();
  });

  test('when more were ignored than can be told', () => {
    const text = `${behind('2026-01-01 00:00:00 +0000 UTC')}user 'fake', total ignored: 2 out of 3 for stream: {${ours}}`;
    expect(indexes(text)).toBeNull();
  });

  test('when something else was ignored, too', () => {
    const text = `1 errors like: entry for stream '{${ours}}' has timestamp too new: 2026-01-01T02:00:00Z; 1 errors like: max entry size exceeded`;
    expect(indexes(text)).toBeNull();
  });

  test('from times that were not sent', () => {
    expect(indexes(behind('1999-01-01 00:00:00 +0000 UTC'))).toBeNull();
    expect(indexes(behind('9999-99-99 99:99:99 +0000 UTC'))).toBeNull();
  });
});
