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
        const found = [...positions.found.subarray(0, positions.find(each))].map(
          (place) => [positions.changes[place >> 2], place & 3] as const,
        );
        const inside = changes.filter(({ before, after }) => isIn(before) || isIn(after));
        expect(found).toHaveLength(inside.length);
        const flags = new Map(found);
        for (const change of inside)
          expect(flags.get(change)).toBe(
            (isIn(change.before) ? WAS_IN : 0) + (isIn(change.after) ? IS_IN : 0),
          );
      }
    }),
  );
});

test('changes of what has or had no position are told apart', () => {
  const placed = aTrack({ droneId: 'drone-A', lat: 46, lon: 8 });
  const unplaced = aTrack({ droneId: 'drone-A', lat: null, lon: null });
  const changes = [
    { droneId: 'drone-A', before: unplaced, after: placed },
    { droneId: 'drone-A', before: unplaced, after: null },
    { droneId: 'drone-A', before: null, after: placed },
    { droneId: 'drone-A', before: placed, after: placed },
  ];
  expect([...changePositions(changes).unplaced]).toEqual(changes.slice(0, 2));
});
