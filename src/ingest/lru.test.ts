import { expect, test } from 'vitest';
import { createKitLru, createLru } from './lru.js';

test('the entry that was not used for longest is forgotten first', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([1, undefined, 3]);
});

test('a kit that makes up ids pushes out only its own', () => {
  const ofKit = createKitLru<number>(2);
  ofKit('quiet').set('drone-A', 1);
  for (let id = 0; id < 1_000; id++) ofKit('noisy').set(`drone-${id}`, id);
  expect(ofKit('quiet').get('drone-A')).toBe(1);
  expect(ofKit('noisy').get('drone-0')).toBeUndefined();
});
