import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSharedResult, createTextResult, type SharedResult } from './shared-result.js';

const ascii = fc.stringMatching(/^[ -~]{1,9}$/);
const lists = fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), { maxLength: 3 });

/** What it writes for the first one, and for the next; both behind something else. */
function written(result: SharedResult): string[] {
  return [0, 1].map(() => {
    const target = Buffer.alloc(3 + result.bytes + 2, '.');
    const end = result.writeTo(target, 3);
    expect([end, target.toString('latin1', end), target.toString('latin1', 0, 3)]).toEqual([
      3 + result.bytes,
      '..',
      '...',
    ]);
    return target.subarray(3, end).toString('hex');
  });
}

test('it is the same bytes for everybody, however they are asked for', () => {
  fc.assert(
    fc.property(lists, fc.array(ascii, { minLength: 4, maxLength: 4 }), (values, between) => {
      const texts = between.slice(0, values.length + 1);
      const result = createSharedResult(
        texts,
        values.map((items) => items.map((item) => Buffer.from(`${item},`))),
      );
      const expected = texts.map((text, index) => text + (values[index] ?? []).join(',')).join('');
      const hex = Buffer.from(expected).toString('hex');
      expect([...written(result), result.encoded().toString('hex')]).toEqual([hex, hex, hex]);
      expect(result.encoded()).toBe(result.encoded());
    }),
  );
});

test('a text is written with whatever characters it has', () => {
  const text = '{"é":"€"}';
  const hex = Buffer.from(text).toString('hex');
  const result = createTextResult(text);
  expect([...written(result), result.encoded().toString('hex')]).toEqual([hex, hex, hex]);
});
