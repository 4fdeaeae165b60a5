import fc from 'fast-check';
import { forward } from 'mgrs';
import { expect, test } from 'vitest';
import { fromUtm, toUtm, utmZoneOf } from './utm.js';

// In steps of a centimetre: a hair's breadth beside a border of zones, rounding puts it on this side or the other.
const steps = (from: number, to: number) =>
  fc.integer({ min: from * 1e7, max: to * 1e7 }).map((step) => step / 1e7);
const place = fc.record({ lat: steps(-79.9, 83.9), lon: steps(-180, 179.999) });

test('the last five digits of easting and northing are those of MGRS', () => {
  fc.assert(
    fc.property(place, ({ lat, lon }) => {
      const [, zone, easting, northing] = /^(\d+)[A-Z]{3}(\d{5})(\d{5})$/.exec(forward([lon, lat], 5)) ?? [];
      expect(utmZoneOf({ lat, lon })).toBe(Number(zone));
      const { eastingM, northingM } = toUtm({ lat, lon }, Number(zone));
      const apartM = (a: number, b: number) => Math.abs(((((a - b) % 1e5) + 1.5e5) % 1e5) - 5e4);
      // The other one cuts metres off.
      expect(apartM(eastingM, Number(easting))).toBeLessThan(2.1);
      expect(apartM(northingM, Number(northing))).toBeLessThan(2.1);
    }),
  );
});

test('there and back is the same place', () => {
  fc.assert(
    fc.property(place, ({ lat, lon }) => {
      const back = fromUtm(toUtm({ lat, lon }, utmZoneOf({ lat, lon }) ?? 0));
      expect(back.lat).toBeCloseTo(lat, 7);
      expect(Math.cos(((back.lon - lon) * Math.PI) / 180)).toBeCloseTo(1, 9);
    }),
  );
});

test('the grid ends before the poles', () => {
  expect(utmZoneOf({ lat: 85, lon: 0 })).toBeNull();
  expect(utmZoneOf({ lat: -81, lon: 0 })).toBeNull();
});
