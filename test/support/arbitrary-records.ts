import fc from 'fast-check';
import type { LogEvent } from '../../src/domain/log-event.js';
import type { Observation } from '../../src/domain/observation.js';
import { aHealthReport } from './history.js';
import { aLogEvent } from './log-events.js';
import { aSignal, aTrackReport, NOON_MS } from './observations.js';

/** What receivers, radios and clients have sent instead of a number, a name or a time. */
const nasty = fc.oneof(
  fc.double(),
  fc.integer({ min: -1000, max: 70_000 }),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e308, 5e-324, 2 ** 31, 255, 361, 65_531, -1000),
  fc.constantFrom(
    '',
    ' ',
    '-71',
    '1e999',
    'NaN',
    'null',
    '0x10',
    'a\0b',
    '\ud800',
    '\udc00\0\ud800',
    '\u202e',
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constant('x'.repeat(20_000)),
  fc.integer({ min: NOON_MS - 1e12, max: NOON_MS + 1e12 }),
  fc.constantFrom(-1, 1.5, 253_402_300_800_000, 8.64e15, Number.MAX_SAFE_INTEGER),
  fc.anything({ withBigInt: true, withDate: true, withSparseArray: true, withNullPrototype: true }),
);

/** A good record with up to three fields spoiled, missing or in excess. */
function spoiled<T extends object>(good: T): fc.Arbitrary<T> {
  const field = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...Object.keys(good)) },
    fc.constantFrom('__proto__', 'toString', 'isAdmin'),
  );
  const spoil = fc.array(fc.tuple(field, nasty), { maxLength: 3 });
  const missing = fc.option(fc.constantFrom(...Object.keys(good)), { freq: 10 });
  return fc.tuple(spoil, missing).map(([entries, without]) => {
    const all = [...Object.entries(good), ...entries].filter(([key]) => key !== without);
    return Object.fromEntries(all) as T;
  });
}

const position = fc.record({ lat: nasty, lon: nasty, altitudeM: nasty }, { requiredKeys: [] });

/** Shaped like an observation, more or less. */
export const anyObservation: fc.Arbitrary<Observation> = fc.oneof(
  spoiled(aTrackReport()),
  spoiled(aTrackReport({ kind: 'AIRCRAFT', droneId: 'adsb-a00000' })),
  position.map((pilot) => aTrackReport({ pilot: pilot as never })),
  spoiled(aSignal()),
  spoiled(aHealthReport()),
);

export const anyLogEvent: fc.Arbitrary<LogEvent> = fc.oneof(
  spoiled(aLogEvent()),
  fc.record({ eventId: fc.uuid(), data: fc.object({ maxDepth: 6 }) }).map((given) => aLogEvent(given)),
  fc
    .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))
    .map((data) => aLogEvent({ data })),
);
