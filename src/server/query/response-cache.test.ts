import { beforeEach, describe, expect, test } from 'vitest';
import { createResponseCache, type ResponseCache } from './response-cache.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let nowMs: number;
let cache: ResponseCache;

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 21, 20);
  cache = createResponseCache({ now: () => nowMs, maxBytes: 100_000 });
});

const ask = (key: string, toMs = nowMs - HOUR_MS) => cache.ticket(key, toMs)!;

describe('an answer about a range that ended a while ago', () => {
  test('is kept for a minute', () => {
    cache.put(ask('a'), 'answer');
    nowMs += MINUTE_MS - 1;
    expect(cache.get(ask('a'))).toBe('answer');
    nowMs += 2;
    expect(cache.get(ask('a'))).toBeNull();
  });

  test('is forgotten when something older than its end is stored', () => {
    cache.put(ask('a'), 'answer');
    cache.stored(nowMs - HOUR_MS - 1);
    expect(cache.get(ask('a'))).toBeNull();
  });

  test('stays when what is stored is as late as its end, which does not belong to it', () => {
    const toMs = nowMs - HOUR_MS;
    cache.put(ask('a', toMs), 'answer');
    cache.stored(toMs);
    cache.stored(nowMs);
    cache.stored(Infinity);
    expect(cache.get(ask('a', toMs))).toBe('answer');
  });

  test('is not kept when something late was stored while it was read', () => {
    const ticket = ask('a');
    cache.stored(nowMs - 2 * HOUR_MS);
    cache.put(ticket, 'read before that');
    expect(cache.get(ask('a'))).toBeNull();
  });

  test('is not kept when everything was forgotten while it was read', () => {
    const ticket = ask('a');
    cache.clear();
    cache.put(ticket, 'read before that');
    expect(cache.get(ask('a'))).toBeNull();
  });
});

test('ranges that ended less than a quarter of an hour ago get no ticket', () => {
  expect(cache.ticket('a', nowMs - 15 * MINUTE_MS + 1)).toBeNull();
  expect(cache.ticket('a', nowMs - 15 * MINUTE_MS)).not.toBeNull();
  expect(cache.ticket('a', Infinity)).toBeNull();
});

test('the answers that were asked for longest ago make room for new ones', () => {
  const text = 'x'.repeat(20_000);
  for (const key of ['a', 'b', 'c', 'd']) cache.put(ask(key), text);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(ask(key)) !== null)).toEqual([false, false, true, true]);
});
