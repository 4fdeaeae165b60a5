import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TracksDocument, type TracksSubscription } from '../../operations/generated/graphql.js';
import { startLiveServer, type LiveServer } from '../support/live-server.js';
import { aTrackReport } from '../support/observations.js';
import { waitFor } from '../support/wait-for.js';
import { connectWs, rawSubscription } from '../support/ws-client.js';

type Event = TracksSubscription['tracks'];

let running: LiveServer;

beforeAll(async () => {
  running = await startLiveServer({ stallTimeoutMs: 600_000 });
});
afterAll(() => running.stop());

const TRACKS = 200;
const UPDATES = 20_000;
const SETTLED_MS = 100;

test('one reader stalled through 20,000 updates costs nobody anything, and gets Lagged and a snapshot', async () => {
  const client = connectWs(running.url);
  const pictures = [new Map<string, number>(), new Map<string, number>()];
  const readers = pictures.map(async (picture) => {
    for await (const { data } of client.subscribe(TracksDocument, { maxRateHz: 50 })) {
      const event = (data as unknown as TracksSubscription).tracks;
      expect(event.__typename).not.toBe('Lagged');
      for (const track of changed(event)) picture.set(track.droneId, track.altitudeM!);
      if (
        picture.size === TRACKS &&
        [...picture.values()].every((altitudeM) => altitudeM === UPDATES / TRACKS)
      )
        return;
    }
  });
  const stalled = await rawSubscription(running.url, TracksDocument as never, { maxRateHz: 50 });
  await waitFor(() => expect(stalled.messages.length).toBeGreaterThan(1));
  stalled.stall();

  let halfWayBytes = 0;
  const startMs = Date.now() - UPDATES;
  for (let round = 1; round <= UPDATES / TRACKS; round += 1) {
    const observedAtMs = startMs + round * TRACKS;
    const description = 'x'.repeat(600);
    running.hub.accept(
      Array.from({ length: TRACKS }, (_, n) =>
        aTrackReport({ droneId: `drone-${n}`, observedAtMs, altitudeM: round, description }),
      ),
    );
    // Time for the sockets: as many frames as possible shall pile up before the stalled one.
    await sleep(30);
    // By then the hub keeps as many changes as it ever will.
    if (round === UPDATES / TRACKS / 2) halfWayBytes = await liveBytes();
  }
  await Promise.all(readers);
  // The second half alone is more than 12 MB of frames.
  expect((await liveBytes()) - halfWayBytes).toBeLessThan(5e6);

  stalled.resume();
  const events = () =>
    stalled.messages
      .filter(({ type }) => type === 'next')
      .map(({ payload }) => (payload as { data: TracksSubscription }).data.tracks);
  await waitFor(() => expect(events().some(({ __typename }) => __typename === 'Lagged')).toBe(true));
  await waitFor(() => expect(events().at(-1)).toMatchObject({ __typename: 'TrackSnapshot' }));
  const picture = new Map<string, number>();
  for (const event of events())
    for (const track of changed(event)) picture.set(track.droneId, track.altitudeM!);
  expect([...picture.values()]).toEqual(new Array(TRACKS).fill(UPDATES / TRACKS));
  stalled.close();
  await client.dispose();
});

/** What is left when garbage is gone: how much the process has from the system says nothing about leaks. */
async function liveBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What is on its way to the readers arrives, and buffers are let go by what the first collection found.
  for (let time = 0; time < 2; time += 1) {
    await sleep(SETTLED_MS);
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function changed(event: Event) {
  if (event.__typename === 'TrackSnapshot') return event.tracks;
  return event.__typename === 'TrackBatch' ? event.upserts : [];
}
