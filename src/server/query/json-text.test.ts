import { describe, expect, test } from 'vitest';
import { instantText, numberText, quoted } from './json-text.js';

describe('an instant', () => {
  test.each([
    ['2026-11-21 20:34:52+00', '2026-11-21T20:34:52.000Z'],
    ['2026-11-21 20:34:52.5+00', '2026-11-21T20:34:52.500Z'],
    ['2026-11-21 20:34:52.12+00', '2026-11-21T20:34:52.120Z'],
    ['2026-11-21 20:34:52.123+00', '2026-11-21T20:34:52.123Z'],
    ['2026-11-21 20:34:52.123987+00', '2026-11-21T20:34:52.123Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, written) => {
    expect(instantText(text)).toBe(JSON.stringify(written));
  });

  test.each([
    'infinity',
    '-infinity',
    '0044-03-15 12:00:00+00 BC',
    '10000-01-01 00:00:00+00',
    '2026-11-21 20:34:52+01',
  ])('%s is left to ordinary execution', (text) =>
    expect(() => instantText(text)).toThrow('cannot be written'),
  );
});

describe('a number', () => {
  test.each([
    ['1e+20', '1e+20'],
    ['-62', '-62'],
    ['5e-324', '5e-324'],
    ['-0', '0'],
  ])('%s is %s', (text, written) => expect(numberText(text)).toBe(written));

  test.each(['NaN', 'Infinity', '-Infinity'])('%s is none', (text) => {
    expect(() => numberText(text)).toThrow('cannot be written');
  });
});

test.each(['', 'plain', '"', '\\', '\u0000\u0001\n\t\u001f', '\u007f\u2028', 'ä€😀'])(
  '%j is quoted as JSON',
  (text) => {
    expect(JSON.parse(quoted(text))).toBe(text);
  },
);
