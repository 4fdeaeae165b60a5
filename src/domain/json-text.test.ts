import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { parseJsonText } from './json-text.js';

afterEach(() => void vi.restoreAllMocks());

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

test.each([
  ['[1, 2]', 2, [1, 2]],
  [`["${',[{'.repeat(50)}", NaN]`, 2, [',[{'.repeat(50), null]],
])('signs within strings are no fields and items: %s', (text, maxValues, expected) => {
  expect(parseJsonText(text, { maxDepth: 1, maxValues })).toEqual(expected);
});

test.each(['[', '[]', '{"a":'])('however often %s is repeated, it is refused', (part) => {
  const text = part.repeat(1_000_000);
  const refused = (json: string, problem: string, maxValues?: number) => {
    expect(() =>
      parseJsonText(json, { maxDepth: 20, ...(maxValues !== undefined && { maxValues }) }),
    ).toThrow(expect.objectContaining({ problem }));
  };
  refused(text, part === '[]' ? 'syntax' : 'depth');
  refused(`[${text}]`, part === '[]' ? 'syntax' : 'depth', 2_000_000);
  refused(`[${'[],'.repeat(1_000_000)}1]`, 'values', 1_000_000);
});

test('depth is refused in JSON that is otherwise faultless', () => {
  const depth = 1_000_000;
  for (const text of [
    '['.repeat(depth) + ']'.repeat(depth),
    '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
  ]) {
    expect(() => parseJsonText(text, { maxDepth: 20 })).toThrow(
      expect.objectContaining({ problem: 'depth' }),
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

test.each(['NaN', '-Infinity', '[NaN, Infinity]', '{"a": NaN, "b": [-Infinity, "NaN"]}'])(
  'bare literals are null wherever a value may be: %s',
  (text) => {
    const json = text.replace(/(?<!")-?(?:NaN|Infinity)/g, 'null');
    expect(parseJsonText(text, { maxDepth: 3 })).toEqual(JSON.parse(json));
  },
);

test.each(['[NNNN]', '[IN]', '[NaNNaN NaN]', '{"a": NaN NaN NaN}', 'NaN NaN'])(
  'what can be no JSON for its letters alone is refused without a copy of it: %s',
  (text) => {
    const parse = vi.spyOn(JSON, 'parse');
    expect(() => parseJsonText(text, { maxDepth: 3 })).toThrow(
      expect.objectContaining({ problem: 'syntax' }),
    );
    expect(parse.mock.calls).toEqual([[text]]);
  },
);
