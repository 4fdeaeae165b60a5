import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWriteBuffer } from './write-buffer.js';

test('rows come out in the order in which they went in', () => {
  const buffer = createWriteBuffer<number>(10);
  buffer.push([1, 2, 3]);
  buffer.push([4]);
  expect([buffer.take(2), buffer.take(5), buffer.take(1)]).toEqual([[1, 2], [3, 4], []]);
});

test('rows that are put back come out first', () => {
  const buffer = createWriteBuffer<number>(10);
  buffer.push([1, 2, 3]);
  const taken = buffer.take(2);
  buffer.push([4]);
  buffer.putBack(taken);
  expect(buffer.take(10)).toEqual([1, 2, 3, 4]);
});

test('the oldest rows go when there are too many', () => {
  const buffer = createWriteBuffer<number>(3);
  expect(buffer.push([1, 2, 3, 4, 5])).toBe(2);
  const taken = buffer.take(2);
  expect(buffer.push([6, 7])).toBe(0);
  expect(buffer.putBack(taken)).toBe(2);
  expect(buffer.take(10)).toEqual([5, 6, 7]);
});

test('it behaves like an array that is cut at the front', () => {
  const step = fc.oneof(
    fc.record({ push: fc.array(fc.integer(), { maxLength: 8 }) }),
    fc.record({ take: fc.integer({ min: 0, max: 8 }), putBack: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step), (maxRows, steps) => {
      const buffer = createWriteBuffer<number>(maxRows);
      let model: number[] = [];
      for (const action of steps) {
        if ('push' in action) {
          buffer.push(action.push);
          model = [...model, ...action.push].slice(-maxRows);
        } else {
          const taken = buffer.take(action.take);
          expect(taken).toEqual(model.slice(0, action.take));
          if (action.putBack) buffer.putBack(taken);
          else model = model.slice(action.take);
        }
        expect(buffer.size).toBe(model.length);
      }
      expect(buffer.take(maxRows)).toEqual(model);
    }),
  );
});
