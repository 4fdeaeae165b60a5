import { expect, test } from 'vitest';
import { createKitLru, createLru } from './lru.js';

test('the entries that were used last are kept, the others are forgotten', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.set('c', 3);
  lru.get('a');
  lru.set('d', 4);
  expect([lru.get('a'), lru.get('b'), lru.get('d')]).toEqual([1, undefined, 4]);
});

test.each([1, 2, 7])(
  'of a capacity of %i, at least as many and at most twice as many are kept',
  (capacity) => {
    const lru = createLru<number>(capacity);
    for (let key = 0; key < 100; key++) lru.set(String(key), key);
    for (let key = 100 - capacity; key < 100; key++) expect(lru.get(String(key))).toBe(key);
    const kept = Array.from({ length: 100 }, (_, key) => lru.get(String(key))).filter(
      (value) => value !== undefined,
    );
    expect(kept.length).toBeLessThanOrEqual(2 * capacity);
  },
);

test('what is set again has the new value, also when it had not been used for a while', () => {
  const lru = createLru<number>(2);
  for (const [value, key] of ['a', 'b', 'c', 'a', 'd', 'a'].entries()) lru.set(key, value);
  expect(lru.get('a')).toBe(5);
});

test('K10: a kit that makes up ids pushes out only its own', () => {
  const ofKit = createKitLru<number>(2);
  ofKit('quiet').set('drone-A', 1);
  for (let id = 0; id < 1_000; id++) ofKit('noisy').set(`drone-${id}`, id);
  expect(ofKit('quiet').get('drone-A')).toBe(1);
  expect(ofKit('noisy').get('drone-0')).toBeUndefined();
});
