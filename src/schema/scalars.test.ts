import { GraphQLError, parseValue } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DateTime, Duration, Latitude, Longitude } from './scalars.js';

describe('DateTime', () => {
  test('is epoch milliseconds inside and UTC with milliseconds outside', () => {
    expect(DateTime.serialize(Date.UTC(2026, 10, 21, 20, 34, 52))).toBe('2026-11-21T20:34:52.000Z');
  });

  test.each([
    '2026-11-21T20:34:52.000Z',
    '2026-11-21T20:34:52Z',
    '2026-11-21T21:34:52+01:00',
    '2026-11-21T12:04:52-08:30',
  ])('%s is the same instant, as a variable and as a literal', (text) => {
    expect(DateTime.parseValue(text)).toBe(Date.UTC(2026, 10, 21, 20, 34, 52));
    expect(DateTime.parseLiteral(parseValue(JSON.stringify(text)))).toBe(Date.UTC(2026, 10, 21, 20, 34, 52));
  });
});

describe('Latitude and Longitude', () => {
  test('take whole numbers and fractions, as variables and as literals', () => {
    expect([
      Latitude.parseValue(48),
      Latitude.parseLiteral(parseValue('48')),
      Longitude.parseLiteral(parseValue('-179.5')),
    ]).toEqual([48, 48, -179.5]);
  });

  test('return what was measured, unrounded', () => {
    expect(Latitude.serialize(48.123456789012)).toBe(48.123456789012);
  });
});

test.each([
  ['a date without a time', DateTime, '2026-11-21'],
  ['a time without an offset', DateTime, '2026-11-21T20:34:52'],
  ['a number', DateTime, 1_700_000_000_000],
  ['something else than a duration', Duration, 'an hour'],
  ['a latitude beyond the pole', Latitude, 90.1],
  ['a latitude as text', Latitude, '48.1'],
  ['not a number', Longitude, Number.NaN],
  ['a longitude beyond the antimeridian', Longitude, -180.5],
])('%s is refused as bad input', (_fact, scalar, value) => {
  const parse = () => scalar.parseValue(value);
  expect(parse).toThrow(GraphQLError);
  expect(parse).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }) as Error);
});
