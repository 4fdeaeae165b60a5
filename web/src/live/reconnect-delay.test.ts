import { expect, test } from 'vitest';
import { reconnectDelayMs } from './reconnect-delay.js';

const delays = { initialMs: 500, maxMs: 8_000 };

test('is anything between nothing and the exponential delay', () => {
  expect(reconnectDelayMs(3, delays, () => 0)).toBe(0);
  expect(reconnectDelayMs(3, delays, () => 0.5)).toBe(2_000);
  expect(reconnectDelayMs(3, delays, () => 1)).toBe(4_000);
});

test('is never longer than the longest, however often it failed', () => {
  expect(reconnectDelayMs(5_000, delays, () => 1)).toBe(8_000);
});
