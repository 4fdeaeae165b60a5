import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSlabs } from './slabs.js';

test('every text keeps its bytes, whatever is encoded after it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 40 }).map((part) => part.repeat(500)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
      const slabs = createSlabs();
      const encoded = texts.map((one) => slabs.encode(one));
      expect(encoded.map((bytes) => bytes.toString('hex'))).toEqual(
        texts.map((one) => Buffer.from(one).toString('hex')),
      );
    }),
  );
});

test('small texts share memory', () => {
  const slabs = createSlabs();
  expect(slabs.encode('one').buffer).toBe(slabs.encode('two').buffer);
});
