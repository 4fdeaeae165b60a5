import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyLogEvent, anyObservation } from '../../test/support/arbitrary-records.js';
import { createValidate } from './validate.js';

const modes = [createValidate({ mode: 'lenient' }), createValidate({ mode: 'strict' })];
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
  withObjectString: true,
});

test('whatever it is, it gives a record or errors, and never throws', () => {
  const types = fc.constantFrom('track', 'signal', 'kitStatus', 'log');
  const claims = fc.tuple(fc.object(), types).map(([given, type]) => ({ ...given, type, kind: 'DRONE' }));
  fc.assert(
    fc.property(fc.oneof(anything, claims, anyObservation, anyLogEvent), (candidate) => {
      for (const validate of modes) {
        const { record, errors } = validate(candidate as never);
        expect(record === null).toBe(errors.length > 0);
        for (const { reason } of errors) expect(reason).toMatch(/^[a-zA-Z. ]{5,60}$/);
      }
    }),
    { numRuns: 2000 },
  );
});

test('what came out is valid: again, it is the same object without new warnings about it', () => {
  fc.assert(
    fc.property(fc.oneof(anyObservation, anyLogEvent), (candidate) => {
      for (const validate of modes) {
        const { record } = validate(candidate);
        if (record === null) continue;
        const again = validate(record);
        expect(again.errors).toEqual([]);
        expect(again.record).toEqual(record);
        // An unusual value is remarked again, and the remark is there already.
        if (again.warnings.length === 0) expect(again.record).toBe(record);
      }
    }),
    { numRuns: 2000 },
  );
});

test('nothing strict takes is more than what lenient takes without changing the field', () => {
  fc.assert(
    fc.property(anyObservation, (candidate) => {
      const [lenient, strict] = modes.map((validate) => validate(candidate));
      if (strict?.record != null) expect(lenient?.record).toEqual(strict.record);
    }),
    { numRuns: 1000 },
  );
});
