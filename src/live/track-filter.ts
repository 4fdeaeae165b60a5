import { contains } from '../domain/bounding-box.js';
import type { Track, TrackFilter } from '../domain/track.js';

/** Compiles a filter once, so that it can be asked for every track of every flush. */
export function trackMatcher(filter: TrackFilter | null | undefined): (track: Track) => boolean {
  const tests: ((track: Track) => boolean)[] = [];
  const { kitIds, droneIds, kinds, bbox, orUnplaced, minAltitudeM, maxAltitudeM, search } = filter ?? {};
  if (kitIds) {
    const wanted = new Set(kitIds);
    tests.push((track) => track.sightings.some((sighting) => wanted.has(sighting.kitId)));
  }
  if (droneIds) {
    const wanted = new Set(droneIds);
    tests.push((track) => wanted.has(track.droneId));
  }
  if (kinds) {
    const wanted = new Set(kinds);
    tests.push((track) => wanted.has(track.kind));
  }
  if (bbox)
    tests.push((track) =>
      track.lat === null || track.lon === null ? orUnplaced === true : contains(bbox, track.lat, track.lon),
    );
  if (minAltitudeM != null)
    tests.push((track) => track.altitudeM !== null && track.altitudeM >= minAltitudeM);
  if (maxAltitudeM != null)
    tests.push((track) => track.altitudeM !== null && track.altitudeM <= maxAltitudeM);
  if (search != null && search.text !== '') {
    const needle = search.text.toLowerCase();
    const has = (text: string | null) => text !== null && text.toLowerCase().includes(needle);
    const { inPersonal } = search;
    tests.push((track) => searchable(track).some(has) || (inPersonal && has(track.operatorId)));
  }
  const [only] = tests;
  if (only === undefined) return () => true;
  if (tests.length === 1) return only;
  return (track) => {
    for (const test of tests) if (!test(track)) return false;
    return true;
  };
}

/** Sorted by droneId. */
export function matchingTracks(tracks: Iterable<Track>, matches: (track: Track) => boolean): Track[] {
  const matching: Track[] = [];
  for (const track of tracks) if (matches(track)) matching.push(track);
  return matching.sort((a, b) => (a.droneId < b.droneId ? -1 : 1));
}

function searchable(track: Track): (string | null)[] {
  return [
    track.droneId,
    track.make,
    track.model,
    track.callsign,
    track.registration,
    track.caaId,
    track.mac,
    track.description,
  ];
}
