import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectionList } from '../db/detections.js';
import { signalList } from '../db/signals.js';
import { decodeCursor, encodeCursor } from './cursor.js';

const encoded = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
const decode = (cursor: string) => decodeCursor(detectionList, cursor, 'after');

describe('a cursor', () => {
  test('gives its key back, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 253_402_300_799_999 }),
        fc.string({ unit: 'binary' }),
        fc.string(),
        (timeMs, kitId, droneId) => {
          expect(decode(encodeCursor(detectionList, [timeMs, kitId, droneId]))).toEqual([
            timeMs,
            kitId,
            droneId,
          ]);
        },
      ),
    );
  });

  test('is of no use in another list', () => {
    const cursor = encodeCursor(signalList, [0, 'kit-1', 5785, 'fpv']);
    expect(() => decode(cursor)).toThrow(/belongs to another list than detections/);
  });

  test('of another version is refused', () => {
    expect(() => decode(encoded([2, 'detections', 0, 'a', 'b']))).toThrow(/not a cursor of this version/);
  });

  test('that is garbage is refused as bad input, and never breaks anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map(encoded)), (garbage) => {
        expect(() => decode(garbage)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }) as Error);
      }),
    );
  });

  test.each([
    ['too few ids', [1, 'detections', 0, 'a']],
    ['too many ids', [1, 'detections', 0, 'a', 'b', 'c']],
    ['an id of the wrong type', [1, 'detections', 0, 'a', 1]],
    ['a time that is none', [1, 'detections', 'now', 'a', 'b']],
    ['a time before 1970', [1, 'detections', -1, 'a', 'b']],
    ['a time out of all bounds', [1, 'detections', 1e15, 'a', 'b']],
    ['no time', [1, 'detections']],
  ])('with %s is refused', (_fact, content) => {
    expect(() => decode(encoded(content))).toThrow(/damaged/);
  });
});
