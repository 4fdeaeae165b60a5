import { describe, expect, test } from 'vitest';
import { bestSightings } from './best-sightings.js';

const heard = (timeMs: number, rssiDbm: number | null, lat: number) => ({
  timeMs,
  lat,
  lon: 8,
  altitudeM: null,
  speedMps: null,
  rssiDbm,
});
const lats = (reports: Parameters<typeof bestSightings>[0]) =>
  bestSightings(reports).map((point) => point.lat);

describe('bestSightings', () => {
  test('takes the strongest of the reports within a second', () => {
    expect(
      lats([heard(1000, -80, 1), heard(1400, -60, 2), heard(1999, -70, 3), heard(2000, -90, 4)]),
    ).toEqual([2, 4]);
  });

  test('counts an unknown strength as weakest', () => {
    expect(lats([heard(1000, null, 1), heard(1100, -99, 2), heard(1200, null, 3)])).toEqual([2]);
  });

  test('takes the first among equals', () => {
    expect(lats([heard(1000, -70, 1), heard(1100, -70, 2)])).toEqual([1]);
    expect(lats([heard(1000, null, 1), heard(1100, null, 2)])).toEqual([1]);
  });
});
