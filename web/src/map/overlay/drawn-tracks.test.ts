import { expect, test } from 'vitest';
import { aTrack } from '../testing/a-track.js';
import { createDrawnTracks } from './drawn-tracks.js';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');
const tracksOf = (...tracks: ReturnType<typeof aTrack>[]) =>
  new Map(tracks.map((track) => [track.droneId, track]));

test('what is gone from the tracks is not drawn', () => {
  const drawn = createDrawnTracks();
  drawn.update(tracksOf(aTrack()), T0, true);
  drawn.update(new Map(), T0 + 500, true);
  expect(drawn.positionOf('drone-1581F5', T0 + 500)).toBeNull();
});

test('what has no position is not drawn until it has one', () => {
  const drawn = createDrawnTracks();
  drawn.update(tracksOf(aTrack({ lat: null, lon: null })), T0, true);
  expect(drawn.tracks.size).toBe(0);
  drawn.update(tracksOf(aTrack()), T0 + 500, true);
  expect(drawn.tracks.size).toBe(1);
});

test('an update of others leaves a motion alone', () => {
  const drawn = createDrawnTracks();
  const track = aTrack({ speedMps: 10, courseDeg: 0 });
  drawn.update(tracksOf(track), T0, true);
  const { motion } = drawn.tracks.get(track.droneId) ?? {};
  drawn.update(tracksOf(track, aTrack({ droneId: 'drone-B' })), T0 + 500, true);
  expect(drawn.tracks.get(track.droneId)?.motion).toBe(motion);
});

test('a track that is reported again is the same object, where it was drawn', () => {
  const drawn = createDrawnTracks();
  drawn.update(tracksOf(aTrack({ altitudeM: 10 })), T0, true);
  const before = drawn.tracks.get('drone-1581F5');
  if (before !== undefined) before.x = 120;
  drawn.update(tracksOf(aTrack({ altitudeM: 90 })), T0 + 500, true);
  expect(drawn.tracks.get('drone-1581F5')).toBe(before);
  expect(before).toMatchObject({ x: 120, band: 1 });
});
