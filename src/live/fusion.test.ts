import { expect, test } from 'vitest';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { fuse } from './fusion.js';

test('a frame without position, pilot or home leaves what was known', () => {
  const pilot = { lat: 46.7, lon: 8.0, altitudeM: null };
  const before = fuse(null, aTrackReport({ pilot }))!;
  const after = fuse(
    before,
    aTrackReport({ observedAtMs: NOON_MS + 1000, lat: null, lon: null, pilot: null }),
  )!;
  expect(after).toMatchObject({ lat: 46.75, lon: 8.03, pilot, observedAtMs: NOON_MS + 1000 });
});

test('the same report again changes nothing', () => {
  const before = fuse(null, aTrackReport())!;
  expect(fuse(before, aTrackReport())).toBeNull();
});

test('a second kit that hears the same instant adds a sighting and does not move the track', () => {
  const before = fuse(null, aTrackReport())!;
  const after = fuse(
    before,
    aTrackReport({ kitId: 'kit-2', observedAtMs: NOON_MS + 1500, lat: 46.76, rssiDbm: -80 }),
  )!;
  expect(after.lat).toBe(46.75);
  expect(after.sightings.map((sighting) => [sighting.kitId, sighting.rssiDbm])).toEqual([
    ['kit-2', -80],
    ['kit-1', -70],
  ]);
});

test('a second kit moves the track when the first has fallen silent', () => {
  const before = fuse(null, aTrackReport())!;
  const after = fuse(before, aTrackReport({ kitId: 'kit-2', observedAtMs: NOON_MS + 5000, lat: 46.76 }))!;
  expect(after).toMatchObject({ lat: 46.76, observedAtMs: NOON_MS + 5000, firstSeenMs: NOON_MS });
});

test('an older report of another kit never moves the track back', () => {
  const before = fuse(null, aTrackReport({ observedAtMs: NOON_MS }))!;
  const after = fuse(before, aTrackReport({ kitId: 'kit-2', observedAtMs: NOON_MS - 4000, lat: 46.5 }))!;
  expect(after).toMatchObject({ lat: 46.75, observedAtMs: NOON_MS });
  expect(after.sightings).toHaveLength(2);
});

test('of three kits that hear it all the time, one leads', () => {
  let track = fuse(null, aTrackReport({ kitId: 'kit-1' }))!;
  const leaders = new Set<string>();
  for (let tick = 1; tick <= 90; tick += 1) {
    const kitId = `kit-${(tick % 3) + 1}`;
    // Each is polled every 2 s, a third of it apart.
    const next = fuse(track, aTrackReport({ kitId, observedAtMs: NOON_MS + Math.round((tick * 2000) / 3) }));
    track = next ?? track;
    leaders.add(track.leadKitId);
  }
  expect([...leaders]).toEqual(['kit-1']);
  expect(track.observedAtMs).toBeGreaterThanOrEqual(NOON_MS + 58_000);
  expect(track.sightings).toHaveLength(3);
});
