import { expect, test } from 'vitest';
import { formatAltitude, formatDistance, formatSpeed, formatVerticalSpeed, toSi } from './units.js';

test('an unknown altitude is a dash, and zero is zero', () => {
  expect(formatAltitude(null, 'metric')).toBe('–');
  expect(formatAltitude(0, 'metric')).toBe('0 m');
});

test('what rounds to zero has no sign', () => {
  expect(formatAltitude(-0.2, 'metric')).toBe('0 m');
  expect(formatVerticalSpeed(-0.01, 'metric')).toBe('0.0 m/s');
});

test.each([
  ['metric', '1\u2009000 m'],
  ['imperial', '3\u2009281 ft'],
  ['nautical', '3\u2009281 ft'],
] as const)('1,000 m is %s %s', (system, expected) => {
  expect(formatAltitude(1000, system)).toBe(expected);
});

test.each([
  ['metric', '10 m/s'],
  ['imperial', '22 mph'],
  ['nautical', '19 kn'],
] as const)('10 m/s is %s %s', (system, expected) => {
  expect(formatSpeed(10, system)).toBe(expected);
});

test('climbing and sinking have their signs', () => {
  expect(formatVerticalSpeed(2.5, 'metric')).toBe('+2.5 m/s');
  expect(formatVerticalSpeed(-2.54, 'nautical')).toBe('−500 ft/min');
});

test.each([
  [84, '84 m'],
  [1234, '1.23 km'],
  [12_340, '12.3 km'],
  [123_400, '123 km'],
])('%d m away is %s', (distanceM, expected) => {
  expect(formatDistance(distanceM, 'metric')).toBe(expected);
});

test('what people type is read in their unit', () => {
  expect(toSi(400, 'altitude', 'imperial')).toBeCloseTo(121.92);
});
