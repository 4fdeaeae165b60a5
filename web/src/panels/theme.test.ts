import { expect, test } from 'vitest';
import { resolveTheme } from './theme.js';

test('the operating system decides where nobody chose', () => {
  expect(resolveTheme('auto', true)).toBe('dark');
  expect(resolveTheme('auto', false)).toBe('light');
});

test('what was chosen stays, whatever the operating system says', () => {
  expect(resolveTheme('night', false)).toBe('night');
  expect(resolveTheme('light', true)).toBe('light');
});
