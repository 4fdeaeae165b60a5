import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { decodeRecord, encodeRecord } from './spool-record.js';

test('comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (text, number) => {
        const record = aTrackReport({ description: text, speedMps: number === 0 ? 0 : number });
        expect(decodeRecord(encodeRecord({ appendedAtMs: NOON_MS, record }))).toEqual({
          appendedAtMs: NOON_MS,
          record,
        });
      },
    ),
  );
});

test('R8: is not read when any bit of it is another, or its end is missing', () => {
  const bytes = encodeRecord({ appendedAtMs: NOON_MS, record: aTrackReport() });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);
      expect(decodeRecord(damaged)).toBeNull();
      expect(decodeRecord(bytes.subarray(0, at))).toBeNull();
    }),
  );
});
