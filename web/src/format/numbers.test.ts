import { expect, test } from 'vitest';
import { count, formatCourse, formatShare } from './numbers.js';
import { formatDbm, formatMhz } from './radio.js';

test.each([
  [7, '007°'],
  [359.6, '000°'],
  [-90, '270°'],
])('a course of %d is %s', (courseDeg, expected) => {
  expect(formatCourse(courseDeg)).toBe(expected);
});

test('almost always is not always', () => {
  expect(formatShare(0.9999)).toBe('99 %');
  expect(formatShare(1)).toBe('100 %');
  expect(formatShare(0.29)).toBe('29 %');
});

test('one is not many', () => {
  expect(count(1, 'kit')).toBe('1 kit');
  expect(count(0, 'kit')).toBe('0 kits');
});

test('strengths are negative numbers with a real minus', () => {
  expect(formatDbm(-62.4)).toBe('−62 dBm');
  expect(formatDbm(null)).toBe('–');
});

test('low frequencies have a decimal', () => {
  expect(formatMhz(5865)).toBe('5865 MHz');
  expect(formatMhz(868.34)).toBe('868.3 MHz');
});
