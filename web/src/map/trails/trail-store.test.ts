import { expect, test } from 'vitest';
import { aTrack } from '../testing/a-track.js';
import { fromMercator } from '../mercator.js';
import { toTrailPoint } from './trail-point.js';
import { createTrailStore } from './trail-store.js';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');
const at = (seconds: number, lat: number) =>
  aTrack({ lat, observedAt: new Date(T0 + seconds * 1000).toISOString() });
const point = (seconds: number, lat: number) =>
  toTrailPoint({ timeMs: T0 + seconds * 1000, lat, lon: 9.48, altitudeM: null });
const tracksOf = (track: ReturnType<typeof aTrack>) => new Map([[track.droneId, track]]);

function latsOf(store: ReturnType<typeof createTrailStore>): number[] {
  return store.trails.flatMap((points) => points.map((each) => Number(fromMercator(each).lat.toFixed(9))));
}

test('a trail grows with each report of another place', () => {
  const store = createTrailStore();
  store.observe(tracksOf(at(0, 47.6)));
  store.observe(tracksOf(at(2, 47.61)));
  store.observe(tracksOf(at(4, 47.61)));
  expect(latsOf(store)).toEqual([47.6, 47.61]);
});

test('history is asked for until it is there', () => {
  const store = createTrailStore();
  expect(store.observe(tracksOf(at(0, 47.6)))).toEqual(['drone-1581F5']);
  expect(store.observe(tracksOf(at(2, 47.61)))).toEqual(['drone-1581F5']);
  store.addHistory('drone-1581F5', []);
  expect(store.observe(tracksOf(at(4, 47.62)))).toEqual([]);
});

test('history is in front of what was seen, and nothing is there twice', () => {
  const store = createTrailStore();
  store.observe(tracksOf(at(0, 47.6)));
  store.observe(tracksOf(at(2, 47.61)));
  store.addHistory('drone-1581F5', [point(-4, 47.58), point(-2, 47.59), point(0, 47.6)]);
  expect(latsOf(store)).toEqual([47.58, 47.59, 47.6, 47.61]);
});

test('a report that comes late does not turn the trail back', () => {
  const store = createTrailStore();
  store.observe(tracksOf(at(2, 47.61)));
  store.observe(tracksOf(at(1, 47.605)));
  expect(latsOf(store)).toEqual([47.61]);
});

test('the trail of a track that is gone is gone', () => {
  const store = createTrailStore();
  store.observe(tracksOf(at(0, 47.6)));
  store.observe(new Map());
  expect(store.trails).toEqual([]);
  store.addHistory('drone-1581F5', [point(-4, 47.58)]);
  expect(store.trails).toEqual([]);
});

test('a trail has an end', () => {
  const store = createTrailStore();
  for (let i = 0; i < 500; i += 1) store.observe(tracksOf(at(i, 47 + i / 1000)));
  expect(latsOf(store)).toHaveLength(120);
  expect(latsOf(store).at(-1)).toBeCloseTo(47.499, 9);
});
