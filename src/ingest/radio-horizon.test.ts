import { expect, test } from 'vitest';
import { aTrackReport } from '../../test/support/observations.js';
import type { TrackObservation } from '../domain/observation.js';
import { createEnrich } from './enrich.js';
import { beyondHorizon } from './radio-horizon.js';

const kit = { lat: 46.7, lon: 8, altitudeM: 570 };
/** So many kilometres north of the kit. */
const aReport = (northKm: number, given: Partial<TrackObservation> = {}) =>
  aTrackReport({ lat: kit.lat + northKm / 111.195, lon: kit.lon, ...given });

test.each([
  ['a drone beside the kit', aReport(1), kit, false],
  // 4.12 (√640 + √570) = 203 km.
  ['a drone at 640 m, 190 km away', aReport(190), kit, false],
  ['a drone at 640 m, 215 km away', aReport(215), kit, true],
  [
    'a drone whose altitude is unknown, 300 km away',
    aReport(300, { altitudeM: null, heightM: null }),
    kit,
    false,
  ],
  [
    'a drone whose altitude is unknown, 500 km away',
    aReport(500, { altitudeM: null, heightM: null }),
    kit,
    true,
  ],
  ['an airliner, 450 km away', aReport(450, { kind: 'AIRCRAFT', altitudeM: 11_000 }), kit, false],
  ['an airliner, 600 km away', aReport(600, { kind: 'AIRCRAFT', altitudeM: 11_000 }), kit, true],
  ['a drone below the sea', aReport(40, { altitudeM: -20, heightM: null }), { ...kit, altitudeM: 0 }, false],
  [
    'a drone 250 km from a kit that does not know its altitude',
    aReport(250),
    { ...kit, altitudeM: null },
    true,
  ],
  [
    'a drone on the other side of the date line',
    aReport(0, { lat: 0, lon: -179.9 }),
    { ...kit, lat: 0, lon: 179.9 },
    false,
  ],
  ['a drone without a position', aReport(0, { lat: null, lon: null }), kit, false],
])('K6: %s is beyond the radio horizon, or not', (_what, report, from, isBeyond) => {
  expect(beyondHorizon(report, from) !== null).toBe(isBeyond);
});

test('K6: what a kit cannot have heard is kept, with a remark', () => {
  const enrich = createEnrich({ kitPosition: (kitId) => (kitId === 'kit-1' ? kit : null) });
  const far = aReport(1_000, { warnings: ['said before'] });
  expect(enrich(far)).toEqual({
    ...far,
    warnings: ['said before', 'position 1000 km from the kit, beyond its radio horizon'],
  });
  const near = aReport(1);
  expect(enrich(near)).toBe(near);
  const ofAKitSomewhere = { ...far, kitId: 'kit-2' };
  expect(enrich(ofAKitSomewhere)).toBe(ofAKitSomewhere);
});
