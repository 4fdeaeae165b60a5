import { expect, test } from 'vitest';
import { arrayParameter, type ElementType, type ElementValue } from './array-parameter.js';

const parameter = (type: ElementType, values: readonly ElementValue[]) =>
  arrayParameter(type, values, (value) => value);

/** The bytes of the elements in hexadecimal, without the header. */
const elements = (type: ElementType, values: readonly ElementValue[]) =>
  (parameter(type, values) as Buffer).subarray(20).toString('hex');

test('the header tells one dimension, the type, the length, and that indexes begin with 1', () => {
  const header = (parameter('int4', [7, null]) as Buffer).subarray(0, 20).toString('hex');
  expect(header).toBe(['00000001', '00000001', '00000017', '00000002', '00000001'].join(''));
});

test.each<[ElementType, ElementValue, string]>([
  ['text', 'ab', '000000026162'],
  ['text', '', '00000000'],
  ['text', 'é€', '00000005c3a9e282ac'],
  ['text', '\ud800', '00000003efbfbd'],
  ['float8', -0.5, '00000008bfe0000000000000'],
  ['float8', -0, '000000080000000000000000'],
  ['int4', -2, '00000004fffffffe'],
  ['boolean', true, '0000000101'],
  ['timestamptz', Date.UTC(2000, 0) + 1, '0000000800000000000003e8'],
  ['timestamptz', Date.UTC(2000, 0) - 1, '00000008fffffffffffffc18'],
])('of %s, %j becomes its length and %s', (type, value, hex) => {
  expect(elements(type, [value])).toBe(hex);
});

test.each<[ElementType, ElementValue]>([
  ['text', 'é'],
  ['float8', 1.5],
  ['boolean', false],
])('of %s, unknown values beside %j have the length -1', (type, value) => {
  const one = elements(type, [value]);
  expect(elements(type, [null, value, undefined])).toBe(`ffffffff${one}ffffffff`);
});

test('nothing but unknown values, or no values, make no array', () => {
  expect(parameter('text', [null, undefined])).toBeNull();
  expect(parameter('float8', [])).toBeNull();
});

test.each<[ElementType, ElementValue, string]>([
  ['text', 7, '{7}'],
  ['float8', 'seven', '{"seven"}'],
  ['int4', 2 ** 31, '{2147483648}'],
  ['int4', 0.5, '{0.5}'],
  ['boolean', 'maybe', '{"maybe"}'],
  ['timestamptz', NaN, '{NaN}'],
  ['timestamptz', 1e16, '{10000000000000000}'],
  ['uuid', '0b8e…', '{"0b8e…"}'],
])('of %s, %j is written out, for PostgreSQL to judge', (type, value, literal) => {
  expect(parameter(type, [value])).toBe(literal);
});
