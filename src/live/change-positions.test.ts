import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aTrack } from '../../test/support/fake-fleet.js';
import { contains } from '../domain/bounding-box.js';
import { changePositions, IS_IN, WAS_IN } from './change-positions.js';

const degrees = (most: number) =>
  fc.oneof(fc.constantFrom(-most, -0, 0, 5e-324, 1, most), fc.double({ min: -most, max: most, noNaN: true }));
const position = fc.record({ lat: degrees(90), lon: degrees(180) });
const track = fc
  .oneof(position, fc.constant({ lat: null, lon: null }))
  .map((where) => aTrack({ droneId: 'drone-A', ...where }));
const change = fc.record({
  droneId: fc.constant('drone-A'),
  before: fc.option(track),
  after: fc.option(track),
});
const box = fc.tuple(position, position).map(([one, other]) => ({
  minLat: Math.min(one.lat, other.lat),
  maxLat: Math.max(one.lat, other.lat),
  minLon: one.lon,
  maxLon: other.lon,
}));

test('it finds what is and what was in a box, as `contains` does', () => {
  fc.assert(
    fc.property(fc.array(change), fc.array(box, { maxLength: 3 }), (changes, boxes) => {
      const positions = changePositions(changes);
      for (const each of boxes) {
        const isIn = (where: (typeof changes)[number]['after']) =>
          where !== null && where.lat !== null && where.lon !== null && contains(each, where.lat, where.lon);
        expect([...positions.within(each)]).toEqual(
          changes.map(({ before, after }) => (isIn(before) ? WAS_IN : 0) + (isIn(after) ? IS_IN : 0)),
        );
      }
    }),
  );
});
