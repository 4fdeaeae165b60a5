import { expect, test } from 'vitest';
import { arrayLiteral } from './array-literal.js';

const literal = (values: readonly (string | number | boolean | null | undefined)[]) =>
  arrayLiteral(values, (value) => value);

test('numbers and booleans are written as they are, unknown values as NULL', () => {
  expect(literal([1, -0.5, NaN, 1e21, true, null, undefined])).toBe('{1,-0.5,NaN,1e+21,true,NULL,NULL}');
});

test('text is always quoted, so that neither NULL nor an empty text is taken for something else', () => {
  expect(literal(['NULL', '', 'a,b', '{c}'])).toBe('{"NULL","","a,b","{c}"}');
});

test('quotes and backslashes in text are escaped', () => {
  expect(literal(['say "hi"', 'back\\slash'])).toBe('{"say \\"hi\\"","back\\\\slash"}');
});

test('no values make an empty array', () => {
  expect(literal([])).toBe('{}');
});
