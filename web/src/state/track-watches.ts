import { effect, type ReadonlySignal } from '@preact/signals';
import { TracksDocument, type TrackFilter } from '../../../operations/generated/graphql.js';
import { persistedPayload } from '../graphql.js';
import type { LiveClient } from '../live-client.js';
import type { TrackWatch } from '../live/track-watch.js';
import type { Selection, Track } from './app-state.js';
import { askForShown, settleMs, type Shown } from './asking.js';
import type { Pace } from './pace.js';
import { settled } from './settled.js';
import { trackFilterOf } from './track-filter.js';
import type { TrackPart, TrackPicture } from './track-picture.js';

/** What somebody sees move without effort. */
const maxRateHz = 2;

interface ShownTracks extends Shown {
  readonly selection: ReadonlySignal<Selection | null>;
}

/** Keeps `picture` as the server sees what is shown: the filtered viewport, and the selected track wherever it is. Returns what ends that. */
export function watchShownTracks(
  live: LiveClient,
  picture: TrackPicture,
  shown: ShownTracks,
  pace: Pace,
): () => void {
  const ends = [
    watchViewport(live, picture.part(), shown, pace),
    watchSelected(live, picture.part(), shown, pace),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function watchViewport(live: LiveClient, part: TrackPart, shown: Shown, pace: Pace): () => void {
  let watch: TrackWatch<TrackFilter> | null = null;
  const stop = askForShown(
    {
      filterOf: trackFilterOf,
      ask(filter) {
        if (watch === null) watch = watchInto(live, part, filter);
        else watch.setFilter(filter);
      },
    },
    shown,
    pace,
  );
  return () => {
    stop();
    watch?.end();
  };
}

/** Who looks at the details of a track goes on seeing them when the map shows another place, or opens a link to it. */
function watchSelected(
  live: LiveClient,
  part: TrackPart,
  { selection }: ShownTracks,
  pace: Pace,
): () => void {
  let followed: string | null = null;
  let watch: TrackWatch<TrackFilter> | null = null;

  const follow = () => {
    const selected = selection.peek();
    const droneId = selected?.kind === 'track' ? selected.droneId : null;
    if (droneId === followed) return;
    followed = droneId;
    if (droneId === null) {
      watch?.end();
      watch = null;
      part.clear();
    } else if (watch === null) watch = watchInto(live, part, { droneIds: [droneId] });
    else watch.setFilter({ droneIds: [droneId] });
  };
  const change = settled(follow, { afterMs: settleMs, pace });
  const stop = effect(() => {
    void selection.value;
    change.changed();
  });

  return () => {
    stop();
    change.cancel();
    watch?.end();
  };
}

function watchInto(live: LiveClient, part: TrackPart, filter: TrackFilter): TrackWatch<TrackFilter> {
  return live.watchTracks<Track, TrackFilter>({
    document: persistedPayload(TracksDocument),
    filter,
    maxRateHz,
    onSnapshot: (tracks) => part.replace(tracks),
    onBatch: (upserts, removedIds) => part.change(upserts, removedIds),
  });
}
