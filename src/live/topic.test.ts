import { expect, test } from 'vitest';
import { createTopic } from './topic.js';

test('a reader gets what is current first and then what is published', async () => {
  const topic = createTopic<number>({ limit: 10 });
  const reader = topic.subscribe(
    () => true,
    () => [1, 2],
  );
  expect((await reader.next()).value).toBe(1);
  topic.publish(3);
  expect((await reader.next()).value).toBe(2);
  expect((await reader.next()).value).toBe(3);
  await reader.return();
});

test('a slow reader gets the newest value of a key, once', async () => {
  const topic = createTopic<{ id: string; n: number }>({ limit: 10, keyOf: (value) => value.id });
  const reader = topic.subscribe(
    () => true,
    () => [{ id: 'a', n: 0 }],
  );
  await reader.next();
  for (let n = 1; n <= 100; n += 1) topic.publish({ id: n % 2 ? 'a' : 'b', n });
  expect((await reader.next()).value).toEqual({ id: 'a', n: 99 });
  expect((await reader.next()).value).toEqual({ id: 'b', n: 100 });
  await reader.return();
});

test('a slow reader loses the oldest and nobody else loses anything', async () => {
  const topic = createTopic<number>({ limit: 3 });
  const slow = topic.subscribe(
    () => true,
    () => [0],
  );
  const fast = topic.subscribe(
    () => true,
    () => [0],
  );
  await slow.next();
  const seen = [(await fast.next()).value];
  for (let n = 1; n <= 6; n += 1) {
    topic.publish(n);
    seen.push((await fast.next()).value);
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect([(await slow.next()).value, (await slow.next()).value, (await slow.next()).value]).toEqual([
    4, 5, 6,
  ]);
  await slow.return();
  await fast.return();
});

test('leaving ends a reader that waits for the next value', async () => {
  const topic = createTopic<number>({ limit: 3 });
  const reader = topic.subscribe(() => true);
  const pending = reader.next();
  await reader.return();
  expect(await pending).toEqual({ value: undefined, done: true });
});
