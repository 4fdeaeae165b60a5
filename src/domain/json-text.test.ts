import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonText } from './json-text.js';

test('whatever is JSON is parsed as JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseJsonText(text, { maxDepth: 1000 })).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ['[1, 2, {"a": 3}]', 4],
  ['{"a": "1,2,3[[["}', 1],
  ['7', 0],
])('%s counts as %d fields and items', (text, values) => {
  expect(parseJsonText(text, { maxDepth: 3, maxValues: values })).toEqual(JSON.parse(text));
  if (values > 0) {
    expect(() => parseJsonText(text, { maxDepth: 3, maxValues: values - 1 })).toThrow(
      expect.objectContaining({ problem: 'values' }),
    );
  }
});

test('depth is counted to where it is deepest', () => {
  const text = '[[[1]], [2], {"a": [[3]]}]';
  expect(parseJsonText(text, { maxDepth: 4 })).toEqual([[[1]], [2], { a: [[3]] }]);
  expect(() => parseJsonText(text, { maxDepth: 3 })).toThrow(expect.objectContaining({ problem: 'depth' }));
});

test('what was wrong does not quote the text', () => {
  expect(() => parseJsonText('{"id": <script>', { maxDepth: 3 })).toThrow(/^not JSON$/);
});
