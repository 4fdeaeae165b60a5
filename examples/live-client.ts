// npx tsx examples/live-client.ts ws://127.0.0.1:4000/graphql
import { print } from 'graphql';
import { WebSocket } from 'ws';
import {
  TracksDocument,
  type TrackFilter,
  type TrackStateFragment,
} from '../operations/generated/graphql.js';
import { createLiveClient } from '../web/src/live-client.js';

const tracks = new Map<string, TrackStateFragment>();

const live = createLiveClient({
  url: process.argv[2] ?? 'ws://127.0.0.1:4000/graphql',
  authorization: () => null,
  // Browsers have one of their own.
  webSocketImpl: WebSocket,
  onFreshness: (freshness) => console.log('freshness', JSON.stringify(freshness)),
});
const watch = live.watchTracks<TrackStateFragment, TrackFilter>({
  document: { query: print(TracksDocument) },
  filter: { kinds: ['DRONE'] },
  maxRateHz: 2,
  onSnapshot(snapshot) {
    tracks.clear();
    change('TrackSnapshot', snapshot, []);
  },
  onBatch: (upserts, removedIds) => change('TrackBatch', upserts, removedIds),
});
live.start();
// In a page: document.addEventListener('visibilitychange', () => live.wake());
// When the map is panned: watch.setFilter({ kinds: ['DRONE'], bbox });
process.once('SIGINT', () => {
  watch.end();
  live.stop();
});

function change(what: string, upserts: readonly TrackStateFragment[], removedIds: readonly string[]): void {
  for (const track of upserts) tracks.set(track.droneId, track);
  for (const droneId of removedIds) tracks.delete(droneId);
  console.log(`${what}: ${tracks.size} tracks`);
  // As JSON: whoever has a radio chooses its id, and a terminal would obey some.
  for (const { droneId, lat, lon } of upserts) console.log(JSON.stringify({ droneId, lat, lon }));
}
