import { expect, test } from 'vitest';
import { boundsOfView } from './bounds-of-view.js';
import { coveringBox } from './covering-box.js';

test('a map of 512 pixels at zoom 0 shows the whole world', () => {
  expect(boundsOfView({ lat: 0, lon: 0, zoom: 0 }, 512, 512)).toMatchObject({ minLon: -180, maxLon: 180 });
});

test('a degree of latitude is longer than one of longitude', () => {
  const { minLat, maxLat, minLon, maxLon } = boundsOfView({ lat: 60, lon: 10, zoom: 10 }, 800, 800);
  expect((maxLat - minLat) / (maxLon - minLon)).toBeCloseTo(0.5);
});

test('what is asked for by the size of the window will do for the map in it', () => {
  const view = { lat: 47.66, lon: 9.48, zoom: 11 };
  const asked = coveringBox(null, boundsOfView(view, 1440, 900));
  expect(coveringBox(asked, boundsOfView(view, 620, 850))).toBe(asked);
});
