import { expect, test } from 'vitest';
import { collectorHealth } from './collector-health.js';

test.each([
  [false, 0, 'UNKNOWN'],
  [true, 0, 'HEALTHY'],
  [true, 1, 'HEALTHY'],
  [true, 2, 'DEGRADED'],
  [true, 4, 'DEGRADED'],
  [true, 5, 'FAILING'],
  [true, 50, 'FAILING'],
])('polled: %s with %i failures in a row is %s', (hasPolled, failures, expected) => {
  expect(collectorHealth(hasPolled, failures)).toBe(expected);
});
