import { expect, test } from 'vitest';
import { createClockOffset } from './clock-offset.js';

test('is taken from the message that was under way for the shortest time', () => {
  const clock = createClockOffset();
  // The server is 5 s ahead; messages take 300, 20 and 100 ms.
  clock.sample(105_000, 100_300);
  expect(clock.sample(106_000, 101_020)).toBe(0);
  expect(clock.offsetMs).toBe(4_980);
  expect(clock.sample(107_000, 102_100)).toBe(80);
  expect(clock.offsetMs).toBe(4_980);
});

test('says how long a message waited that arrives late', () => {
  const clock = createClockOffset();
  clock.sample(1_000, 1_000);
  expect(clock.sample(2_000, 32_000)).toBe(30_000);
});

test('forgets what is long ago, as clocks drift', () => {
  const clock = createClockOffset();
  clock.sample(1_000, 0);
  for (let minute = 1; minute <= 11; minute += 1) clock.sample(minute * 60_000, minute * 60_000);
  expect(clock.offsetMs).toBe(0);
});

test('after a reset the old offset stays until something newer is known', () => {
  const clock = createClockOffset();
  clock.sample(5_000, 0);
  clock.reset();
  expect(clock.offsetMs).toBe(5_000);
  expect(clock.sample(3_600_000, 3_600_000)).toBe(0);
  expect(clock.offsetMs).toBe(0);
});
