import fc from 'fast-check';
import type { Position, Track, TrackStreamEvent } from '../../src/domain/track.js';

/** What anybody with a radio can send. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('\u2028"\\</script>', '\ud800', '{"data":null}', '\u0000\u001f', '__proto__'),
);
const unknownOr = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const lat = fc.double({ min: -90, max: 90, noNaN: true });
const lon = fc.double({ min: -180, max: 180, noNaN: true });
const timeMs = fc.integer({ min: 0, max: 4e12 });
const position: fc.Arbitrary<Position> = fc.record({ lat, lon, altitudeM: unknownOr(number) });

const track: fc.Arbitrary<Track> = fc.record({
  droneId: hostile,
  kind: fc.constantFrom('DRONE', 'AIRCRAFT'),
  observedAtMs: timeMs,
  receivedAtMs: timeMs,
  firstSeenMs: timeMs,
  lat: unknownOr(lat),
  lon: unknownOr(lon),
  altitudeM: unknownOr(number),
  heightM: unknownOr(number),
  speedMps: unknownOr(number),
  verticalSpeedMps: unknownOr(number),
  courseDeg: unknownOr(number),
  pilot: unknownOr(position),
  home: unknownOr(position),
  make: unknownOr(hostile),
  model: unknownOr(hostile),
  uaType: unknownOr(hostile),
  operatorId: unknownOr(hostile),
  caaId: unknownOr(hostile),
  description: unknownOr(hostile),
  callsign: unknownOr(hostile),
  squawk: unknownOr(hostile),
  registration: unknownOr(hostile),
  operationalStatus: unknownOr(hostile),
  mac: unknownOr(hostile),
  rssiDbm: unknownOr(number),
  frequencyMhz: unknownOr(number),
  leadKitId: hostile,
  sightings: fc.array(
    fc.record({
      kitId: hostile,
      observedAtMs: timeMs,
      rssiDbm: unknownOr(number),
      lat: unknownOr(lat),
      lon: unknownOr(lon),
    }),
    { maxLength: 3 },
  ),
  stale: fc.boolean(),
});

/** Some events of one reader; the same state of a track is in several of them. */
export const arbitraryTrackEvents: fc.Arbitrary<readonly TrackStreamEvent[]> = fc
  .array(track, { minLength: 1, maxLength: 4 })
  .chain((tracks) => {
    const cursor = fc.stringMatching(/^[0-9a-f]{1,9}\.\d{1,9}\.[0-9a-f]{12}$/);
    const some = fc.subarray(tracks);
    const removal = fc.record({
      droneId: hostile,
      reason: fc.constantFrom('LEFT_FILTER' as const, 'TIMED_OUT' as const),
    });
    const event: fc.Arbitrary<TrackStreamEvent> = fc.oneof(
      fc.record({ type: fc.constant('TrackSnapshot' as const), cursor, serverTimeMs: timeMs, tracks: some }),
      fc.record({
        type: fc.constant('TrackBatch' as const),
        cursor,
        serverTimeMs: timeMs,
        upserts: some,
        removed: fc.array(removal, { maxLength: 2 }),
      }),
      fc.record({ type: fc.constant('Heartbeat' as const), cursor, serverTimeMs: timeMs }),
      fc.record({ type: fc.constant('Lagged' as const), cursor, dropped: fc.nat() }),
    );
    return fc.array(event, { minLength: 1, maxLength: 5 });
  });
