import { expect, test } from 'vitest';
import { cleanLines, cleanText, storableText } from './text.js';

test.each([
  ['NUL goes', 'a\0b', 'ab'],
  ['other control characters go', 'a\x1b[31mb\x7f\x9b', 'a[31mb'],
  ['line breaks become a space', 'one\r\ntwo\u2028three', 'one two three'],
  ['a lone surrogate is replaced', 'a\ud800b', 'a\ufffdb'],
  ['bidirectional overrides go', 'abc\u202etxt.exe\u2066', 'abctxt.exe'],
  ['accents are composed', 'e\u0301', '\u00e9'],
  ['markup stays', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['spaces stay', '  spaced id ', '  spaced id '],
])('%s', (_fact, text, expected) => {
  expect(cleanText(text)).toBe(expected);
});

test('a megabyte is cut to 256 characters', () => {
  expect(cleanText('x'.repeat(1_000_000))).toBe('x'.repeat(256));
});

test('the cut does not split a surrogate pair', () => {
  expect(cleanText('x'.repeat(255) + '🚁🚁')).toBe('x'.repeat(255));
});

test.each([
  ['lines and tabs stay, of any length', 'a\r\n\tb\rc' + 'x'.repeat(300), 'a\n\tb\nc' + 'x'.repeat(300)],
  ['other control characters and overrides go', 'a\0\x1b\u202e\u2066b', 'ab'],
  ['half a character is replaced', '\udc00', '\ufffd'],
])('of text of several lines, %s', (_fact, text, expected) => {
  expect(cleanLines(text)).toBe(expected);
});

test('only what PostgreSQL refuses is taken out of storable text', () => {
  expect(storableText('\x1b[1m\t\u202eé🚁')).toBe('\x1b[1m\t\u202eé🚁');
  expect(storableText('\ud83d\0\ude81')).toBe('🚁');
  expect(storableText('\ud83d\0')).toBe('\ufffd');
});
