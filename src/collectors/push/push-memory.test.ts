import { expect, test } from 'vitest';
import { createPushMemory } from './push-memory.js';

const aPush = (text = '{}', receivedAtMs = 0) => ({
  receivedAtMs,
  fingerprint: null,
  reply: { httpStatus: 200, text, retryAfterMs: null },
});

test('of too many, the one that was asked for least lately goes', () => {
  const memory = createPushMemory({ maxPushes: 2, maxBytes: 1e6, windowMs: 1000 });
  memory.set('a', aPush());
  memory.set('b', aPush());
  memory.get('a', 0);
  memory.set('c', aPush());
  expect(['a', 'b', 'c'].filter((key) => memory.get(key, 0) !== null)).toEqual(['a', 'c']);
});

test('answers together never take more than they may', () => {
  const memory = createPushMemory({ maxPushes: 1000, maxBytes: 10_000, windowMs: 1000 });
  for (let n = 0; n < 20; n++) memory.set(`key-${n % 10}`, aPush('x'.repeat(1000)));
  expect(Array.from({ length: 10 }, (_, n) => memory.get(`key-${n}`, 0)).filter(Boolean)).toHaveLength(7);
  memory.set('huge', aPush('x'.repeat(100_000)));
  expect(memory.get('huge', 0)).toBeNull();
  memory.set('small', aPush());
  expect(memory.get('small', 0)).not.toBeNull();
});

test('what is older than the window is forgotten', () => {
  const memory = createPushMemory({ maxPushes: 2, maxBytes: 1e6, windowMs: 1000 });
  memory.set('a', aPush('{}', 500));
  expect(memory.get('a', 1500)).not.toBeNull();
  expect(memory.get('a', 1501)).toBeNull();
});
