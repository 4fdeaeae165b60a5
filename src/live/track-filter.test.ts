import { expect, test } from 'vitest';
import { aTrackReport } from '../../test/support/observations.js';
import type { TrackFilter } from '../domain/track.js';
import { fuse } from './fusion.js';
import { trackMatcher } from './track-filter.js';

const track = fuse(
  null,
  aTrackReport({ make: 'DJI', description: '<b>50% off</b>', altitudeM: 640, operatorId: 'FIN87astrdge' }),
)!;

const anywhere = (text: string) => ({ text, inPersonal: true });

test.each<[string, TrackFilter | null, boolean]>([
  ['no filter', null, true],
  ['a kit that hears it', { kitIds: ['kit-1'] }, true],
  ['another kit', { kitIds: ['kit-2'] }, false],
  ['an empty list of kits', { kitIds: [] }, false],
  ['its kind', { kinds: ['DRONE'] }, true],
  ['another kind', { kinds: ['AIRCRAFT'] }, false],
  ['a box around it', { bbox: { minLat: 46, minLon: 8, maxLat: 47, maxLon: 9 } }, true],
  ['a box beside it', { bbox: { minLat: 46, minLon: 9, maxLat: 47, maxLon: 10 } }, false],
  ['altitude from exactly its own', { minAltitudeM: 640 }, true],
  ['altitude below its own', { maxAltitudeM: 639.9 }, false],
  ['a part of its make, in any case', { search: anywhere('dji') }, true],
  ['a percent sign as it stands', { search: anywhere('50%') }, true],
  ['a percent sign is no wildcard', { search: anywhere('D%I') }, false],
  ['a part of its operator’s id', { search: anywhere('fin87') }, true],
  ['the same for who may not see it', { search: { text: 'fin87', inPersonal: false } }, false],
  ['its make for who may not see operators', { search: { text: 'dji', inPersonal: false } }, true],
  ['two parts of which one fails', { kitIds: ['kit-1'], kinds: ['AIRCRAFT'] }, false],
])('%s', (_what, filter, expected) => {
  expect(trackMatcher(filter)(track)).toBe(expected);
});

test('an aircraft without a position is in no box, unless that will do', () => {
  const unplaced = fuse(null, aTrackReport({ lat: null, lon: null }))!;
  const world = { minLat: -90, minLon: -180, maxLat: 90, maxLon: 180 };
  const fiji = { minLat: -20, minLon: 177, maxLat: -15, maxLon: -178 };
  expect(trackMatcher({ bbox: world })(unplaced)).toBe(false);
  expect(trackMatcher({ bbox: world, orUnplaced: false })(unplaced)).toBe(false);
  expect(trackMatcher({ bbox: fiji, orUnplaced: true })(unplaced)).toBe(true);
  expect(trackMatcher({ bbox: fiji, orUnplaced: true })(track)).toBe(false);
  expect(trackMatcher({ bbox: fiji, orUnplaced: true, kinds: ['AIRCRAFT'] })(unplaced)).toBe(false);
});

test('an aircraft without altitude is in no altitude band', () => {
  const unknown = fuse(null, aTrackReport({ altitudeM: null }))!;
  expect(trackMatcher({ minAltitudeM: 0 })(unknown)).toBe(false);
  expect(trackMatcher({ maxAltitudeM: 0 })(unknown)).toBe(false);
});
