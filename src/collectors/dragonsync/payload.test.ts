import { expect, test } from 'vitest';
import { listIn, parseJson } from './payload.js';

test('bare NaN and Infinity become null', () => {
  expect(parseJson('{"a": NaN, "b": [Infinity, -Infinity,-NaN], "c": -1}')).toEqual({
    a: null,
    b: [null, null, null],
    c: -1,
  });
});

test('NaN and Infinity inside strings stay text', () => {
  expect(parseJson(String.raw`{"id": "drone-NaN \" NaN \\", "x": NaN}`)).toEqual({
    id: 'drone-NaN " NaN \\',
    x: null,
  });
});

test.each(['', '<html>', '{"a":', '{"a": Nope}', '{"a": INF}', '{"a": "unterminated \\', '[1] trailing'])(
  '%j is malformed',
  (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ kind: 'malformed' }));
  },
);

test('K3: an answer may nest 20 deep, and no deeper', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(parseJson(nested(20))).toHaveLength(1);
  expect(() => parseJson(nested(21))).toThrow('nested more than 20 deep');
});

test('K3: JSON nested 100,000 deep is malformed', () => {
  expect(() => parseJson('['.repeat(100_000) + ']'.repeat(100_000))).toThrow('nested more than 20 deep');
});

test('brackets inside strings do not nest', () => {
  expect(parseJson(`{"description": "${'['.repeat(50)}"}`)).toEqual({ description: '['.repeat(50) });
});

test('K4: __proto__ in an answer pollutes nothing', () => {
  const parsed = parseJson('{"drones": [{"__proto__": {"isAdmin": true}}], "__proto__": {"isAdmin": true}}');
  expect(listIn(parsed, 'drones')).toHaveLength(1);
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});

test.each(['[]', 'null', '"drones"', '{"drones": {}}', '{"signals": []}'])(
  '%s has no list of drones',
  (text) => {
    expect(() => listIn(parseJson(text), 'drones')).toThrow('no list of drones');
  },
);
