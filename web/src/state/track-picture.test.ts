import { expect, test } from 'vitest';
import { aTrack } from '../map/testing/a-track.js';
import { createTrackPicture } from './track-picture.js';

const a = aTrack({ droneId: 'a' });
const b = aTrack({ droneId: 'b' });
const ids = (picture: { readonly tracks: ReadonlyMap<string, unknown> }) => [...picture.tracks.keys()].sort();

test('is what its part was told', () => {
  const picture = createTrackPicture();
  const part = picture.part();
  part.replace([a, b]);
  expect(ids(picture)).toEqual(['a', 'b']);
  const moved = { ...a, lat: 48, observedAt: '2026-11-22T12:00:01.000Z' };
  part.change([moved], ['b']);
  expect([...picture.tracks.values()]).toEqual([moved]);
  part.replace([b]);
  expect(ids(picture)).toEqual(['b']);
});

test('counts every change, and never is another map', () => {
  const picture = createTrackPicture();
  const { tracks } = picture;
  const part = picture.part();
  part.replace([a]);
  part.change([b], []);
  expect(picture.version.value).toBe(2);
  expect(picture.tracks).toBe(tracks);
});

test('a track stays as long as any part knows it', () => {
  const picture = createTrackPicture();
  const [viewport, selected] = [picture.part(), picture.part()];
  viewport.replace([a, b]);
  selected.replace([a]);
  viewport.change([], ['a', 'b']);
  expect(ids(picture)).toEqual(['a']);
  selected.clear();
  expect(ids(picture)).toEqual([]);
});

test('of two that parts know the newer is shown', () => {
  const picture = createTrackPicture();
  const [viewport, selected] = [picture.part(), picture.part()];
  const newer = { ...a, lat: 48, observedAt: '2026-11-22T12:00:01.000Z' };
  viewport.replace([newer]);
  selected.replace([a]);
  expect(picture.tracks.get('a')).toBe(newer);
});
