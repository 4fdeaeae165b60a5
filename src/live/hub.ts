import type { Kit } from '../domain/kit.js';
import type { LivePicture, LivePublisher } from '../domain/live.js';
import type { KitStatusObservation, SignalObservation } from '../domain/observation.js';
import { createChangeLog, type Change } from './change-log.js';
import { createFanOut } from './fan-out.js';
import { createTopic } from './topic.js';
import { createTrackEvents } from './track-events.js';
import { matchingTracks, trackMatcher } from './track-filter.js';
import { createTrackStore } from './track-store.js';
import { createTrackStream } from './track-stream.js';

export interface HubOptions {
  /** Without a report for this long a track leaves; after a quarter of it, it is stale. */
  readonly trackTimeoutMs: number;
  /** Changes kept for slow and returning readers. @default 8_192 // 16 s of 500 busy kits, minutes of a usual sky */
  readonly changesKept?: number;
  /** Half of them of one kit at most. @default 20_000 */
  readonly maxTracks?: number;
  /** Names this run of the process in cursors; hexadecimal. */
  readonly epoch: string;
  readonly now: () => number;
  /** Milliseconds that only ever grow. */
  readonly monotonicNow: () => number;
  /** A reader of `readTracks` threw where it must not, and was ended; nobody else noticed. */
  readonly onReaderError?: (error: unknown) => void;
}

/** The live picture: what is accepted goes in, any number of readers get it out. */
export interface Hub extends LivePicture, LivePublisher {
  /** Whoever follows the tracks waits until `start`; what is accepted meanwhile is part of what they get then. */
  hold(): void;
  start(): void;
  stop(): void;
}

const SWEEP_MS = 1000;
/** A clock that moves this much against the monotonic one was set. */
const CLOCK_STEP_MS = 2000;
/** Signals or health reports that wait for one slow reader before the oldest is dropped. */
const TOPIC_LIMIT = 1000;

export function createHub(options: HubOptions): Hub {
  const { trackTimeoutMs, changesKept = 8192, maxTracks = 20_000, epoch, now, monotonicNow } = options;
  const { onReaderError = () => undefined } = options;
  const log = createChangeLog(changesKept);
  const store = createTrackStore({
    timeoutMs: trackTimeoutMs,
    staleMs: trackTimeoutMs / 4,
    maxTracks,
    maxTracksPerKit: maxTracks / 2,
  });
  const events = createTrackEvents({ log, tracks: () => store.all(), epoch, now });
  const fanOut = createFanOut({ log, events, epoch, monotonicNow, onReaderError });
  const kits = new Map<string, Kit>();
  const signals = createTopic<SignalObservation>({ limit: TOPIC_LIMIT });
  const health = createTopic<KitStatusObservation>({ limit: TOPIC_LIMIT });
  const kitChanges = createTopic<Kit>({ limit: Infinity, keyOf: (kit) => kit.kitId });
  let sweeper: NodeJS.Timeout | undefined;
  let clockAheadMs = now() - monotonicNow();

  function record(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    for (const change of changes) log.append(change);
    fanOut.changed();
  }

  function sweep(): void {
    const aheadMs = now() - monotonicNow();
    const wasSet = Math.abs(aheadMs - clockAheadMs) > CLOCK_STEP_MS;
    clockAheadMs = aheadMs;
    // By a clock that was set back, every track is from the future and would stand still until then.
    record(wasSet ? store.clear() : store.expire(now()));
  }

  return {
    accept(observations) {
      const changes: Change[] = [];
      for (const observation of observations) {
        if (observation.type === 'track') changes.push(...store.apply(observation, now()));
        else if (observation.type === 'signal') signals.publish(observation);
        else health.publish(observation);
      }
      record(changes);
    },
    kitChanged(kit) {
      kits.set(kit.kitId, kit);
      kitChanges.publish(kit);
    },
    kitRemoved(kitId) {
      record(store.forgetKit(kitId));
      const kit = kits.get(kitId);
      if (!kit) return;
      kits.delete(kitId);
      kitChanges.publish({ ...kit, enabled: false, status: 'UNKNOWN' });
    },
    tracks: (filter) => matchingTracks(store.all(), trackMatcher(filter)),
    track: (droneId) => store.get(droneId),
    trail: (droneId, maxPoints) => store.trail(droneId, maxPoints),
    streamTracks: (wanted) => createTrackStream(fanOut.read, wanted),
    readTracks: fanOut.read,
    streamSignals: (matches) => signals.subscribe(matches),
    streamHealth: (matches) => health.subscribe(matches),
    streamKits(kitIds) {
      const wanted = kitIds && new Set(kitIds);
      return kitChanges.subscribe(
        (kit) => wanted === null || wanted.has(kit.kitId),
        () => [...kits.values()].sort((a, b) => (a.kitId < b.kitId ? -1 : 1)),
      );
    },
    hold: () => fanOut.stop(),
    start() {
      sweeper ??= setInterval(sweep, SWEEP_MS);
      fanOut.start();
    },
    stop() {
      clearInterval(sweeper);
      sweeper = undefined;
      fanOut.stop();
    },
  };
}
