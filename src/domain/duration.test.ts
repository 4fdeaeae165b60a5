import { describe, expect, test } from 'vitest';
import { parseDurationMs } from './duration.js';

describe('parseDurationMs', () => {
  test.each([
    ['PT5M', 300_000],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['PT0,25S', 250],
    ['PT0S', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  test.each([
    '',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    '-PT5M',
    'PT-5M',
    '5M',
    'PT5M ',
    'PT1e3S',
    `P${'9'.repeat(30)}D`,
  ])('%j is not a duration of fixed length', (text) => {
    expect(parseDurationMs(text)).toBeNull();
  });
});
