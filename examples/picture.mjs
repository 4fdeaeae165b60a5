// What every client of `Subscription.tracks` does with its events, whatever brings them.
export const document = `subscription ($after: String) {
  tracks(after: $after, maxRateHz: 2) {
    __typename
    ... on TrackSnapshot { cursor tracks { ...Dot } }
    ... on TrackBatch { cursor upserts { ...Dot } removed { droneId } }
    ... on Heartbeat { cursor }
    ... on Lagged { cursor }
  }
}
fragment Dot on Track { droneId kind lat lon altitudeM courseDeg stale }`;

export const tracks = new Map();

/** Where the picture ends: the next subscription goes on from there. */
export let cursor = null;

export function take(event) {
  if (event.__typename === 'TrackSnapshot') tracks.clear();
  for (const track of event.tracks ?? event.upserts ?? []) tracks.set(track.droneId, track);
  for (const { droneId } of event.removed ?? []) tracks.delete(droneId);
  cursor = event.cursor;
  console.log(`${event.__typename}: ${tracks.size} tracks`);
  // As JSON: whoever has a radio chooses its id, and a terminal would obey some.
  for (const track of event.tracks ?? event.upserts ?? []) console.log(JSON.stringify(track));
}
