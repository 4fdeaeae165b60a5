import type { LivePicture, TrackStreamOptions } from '../domain/live.js';
import type { TrackStreamEvent } from '../domain/track.js';
import { stoppable } from './stoppable.js';

/**
 * The events for one who asks for each. It is ready only while it is asked, so that what changes
 * meanwhile merges in the change log, and nothing is kept here.
 */
export function createTrackStream(
  readTracks: LivePicture['readTracks'],
  options: TrackStreamOptions,
): AsyncGenerator<TrackStreamEvent, void, void> {
  return stoppable(async function* (signal) {
    let take: ((event: TrackStreamEvent | null) => void) | null = null;
    const deliver = (event: TrackStreamEvent | null) => {
      take?.(event);
      take = null;
    };
    const reading = readTracks(options, { isReady: () => take !== null, deliver });
    signal.addEventListener('abort', () => deliver(null));
    try {
      while (!signal.aborted) {
        const event = await new Promise<TrackStreamEvent | null>((resolve) => {
          take = resolve;
          reading.resume();
        });
        if (event === null) return;
        yield event;
      }
    } finally {
      reading.end();
    }
  });
}
