import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globalId, parseGlobalId } from './global-id.js';

test('a global id gives its type and key back, whatever is in the key', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string({ unit: 'binary' }), fc.string(), (timeMs, kitId, droneId) => {
      expect(parseGlobalId(globalId('Detection', timeMs, kitId, droneId))).toEqual({
        type: 'Detection',
        key: [timeMs, kitId, droneId],
      });
    }),
  );
});

test.each([
  ['a:b', 'c'],
  ['a', 'b:c'],
  ['a","b', 'c'],
  ['a', 'b","c'],
])('keys that only look alike have ids of their own', (kitId, droneId) => {
  expect(globalId('Detection', 0, kitId, droneId)).not.toBe(globalId('Detection', 0, droneId, kitId));
});

test('text that is no global id is recognised', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  fc.assert(fc.property(fc.string(), (text) => void parseGlobalId(text)));
  const rubbish = [
    '',
    'x',
    'kit-001',
    encoded('Kit'),
    encoded('Kit:'),
    encoded('Kit:{}'),
    encoded('Kit:"a"'),
    encoded(':[1]'),
  ];
  expect(rubbish.map(parseGlobalId)).toEqual(rubbish.map(() => null));
});
