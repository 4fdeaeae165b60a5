import type { Track } from '../../state/app-state.js';
import type { TrailPoint } from './trail-point.js';
import { createTrailRequests, type TrailRequestOptions } from './trail-requests.js';
import { createTrailStore } from './trail-store.js';

export interface LiveTrailsOptions {
  readonly ask: TrailRequestOptions['ask'];
  /** What the server remembers has come. */
  readonly onHistory: () => void;
}

/** Keeps the trails of all tracks, and asks for what was before this page, while they are wanted. */
export interface LiveTrails {
  /** The tracks as they are now. */
  observe(tracks: ReadonlyMap<string, Track>): void;
  setShown(isShown: boolean): void;
  /** None while they are not wanted. */
  readonly shown: readonly (readonly TrailPoint[])[];
  stop(): void;
}

export function createLiveTrails({ ask, onHistory }: LiveTrailsOptions): LiveTrails {
  const store = createTrailStore();
  let isShown = false;
  let tracks: ReadonlyMap<string, Track> = new Map();
  const requests = createTrailRequests({
    ask,
    onTrails: (trails) => {
      for (const { droneId, points } of trails) store.addHistory(droneId, points);
      onHistory();
    },
  });

  function look(): void {
    const unknown = store.observe(tracks);
    if (isShown) requests.want(unknown);
  }

  return {
    observe(next) {
      tracks = next;
      look();
    },
    setShown(shown) {
      isShown = shown;
      look();
    },
    get shown() {
      return isShown ? store.trails : [];
    },
    stop: () => requests.stop(),
  };
}
