import type pg from 'pg';
import type { ApiKey, KeyDesk } from '../../src/domain/api-key.js';
import type { DeadLetterDesk } from '../../src/domain/dead-letter-desk.js';
import type { LivePicture } from '../../src/domain/live.js';
import type { Track, TrackStreamEvent } from '../../src/domain/track.js';
import { writeAudit } from '../../src/db/audit-log.js';
import type { ContextOptions } from '../../src/schema/context.js';
import { aDeadLetter, storeRecords } from './dead-letters.js';
import { aKit, aTrack, createFakeFleet } from './fake-fleet.js';
import { aHealthReport } from './history.js';
import { aLogEvent } from './log-events.js';
import { aSignal, aTrackReport } from './observations.js';
import { somebody } from './viewers.js';

/** One of everything, with a value for whatever can be null: what is null all the same is kept back. */

const DRONE_ID = 'drone-1581F5FKD229400B7F3A';
const EVENT_ID = '0198a2b4-7c1e-7d3a-9f00-5a1b2c3d4e5f';
const LETTER_ID = 'f'.repeat(64);
const NOBODY = 'nobody';
export const OPERATOR_ID = 'FIN87astrdge12k8';

const somewhere = { lat: 47.5, lon: 9.25, altitudeM: 410 };
const people = { pilot: somewhere, home: somewhere, operatorId: OPERATOR_ID };
const texts = {
  make: 'DJI',
  model: 'Mavic 3',
  uaType: 'Helicopter (or Multirotor)',
  operationalStatus: 'Airborne',
  caaId: 'CAA-1',
  description: 'a survey',
  callsign: 'DLH4YA',
  squawk: '7000',
  registration: 'D-AIUA',
  mac: '60:60:1f:aa:bb:cc',
};

export interface FullWorld {
  /** For `createContextFactory`. What operations change lasts no longer than it. */
  readonly context: ContextOptions;
  /** What a subscription to tracks sends. */
  readonly events: readonly TrackStreamEvent[];
  /** Keys of the global ids of what is in it, by type. */
  readonly ids: Readonly<Record<string, readonly (string | number)[]>>;
}

/** Stores the past of it. Takes the clock of the database for now, because that dates the audit log. */
export async function storeFullWorld(pool: pg.Pool, nowMs: number): Promise<() => FullWorld> {
  const observedAtMs = nowMs - 60_000;
  const report = aTrackReport({
    ...people,
    ...texts,
    droneId: DRONE_ID,
    observedAtMs,
    transport: 'WiFi',
    idType: 'Serial Number (ANSI/CTA-2063-A)',
    ridSource: 'FAA',
    runtimeS: 60,
    warnings: ['doubtful'],
  });
  const signal = aSignal({ observedAtMs, warnings: ['doubtful'] });
  const health = aHealthReport({
    observedAtMs,
    tempGpuC: 40,
    courseDeg: 90,
    warnings: ['doubtful'],
  });
  const event = aLogEvent({
    observedAtMs,
    eventId: EVENT_ID,
    kitId: 'kit-1',
    data: { port: 22 },
    warnings: ['doubtful'],
  });
  const letter = aDeadLetter({
    id: LETTER_ID,
    stage: 'STORE',
    detail: 'why',
    sink: 'tsdb',
    kitId: 'kit-1',
    atMs: observedAtMs,
  });
  await storeRecords(pool, [report, signal, health, event, letter]);
  const change = { operation: 'updateKit', target: 'kit-1', outcome: 'DONE', before: {}, after: {} } as const;
  await writeAudit(pool, [
    { ...change, actor: somebody },
    { ...change, actor: somebody },
  ]);

  const track = aTrack({
    ...people,
    ...texts,
    droneId: DRONE_ID,
    observedAtMs,
    sightings: [{ kitId: 'kit-1', observedAtMs, rssiDbm: -70, lat: 46.75, lon: 8.03 }],
  });
  const events = eventsOf(track, nowMs);
  const live: Partial<LivePicture> = {
    tracks: () => [track],
    track: (droneId) => (droneId === DRONE_ID ? track : null),
    trail: () => [{ timeMs: observedAtMs, lat: 1, lon: 2, altitudeM: 3, speedMps: 4 }],
    streamTracks: () => given(events),
    streamSignals: () => given([signal]),
    streamHealth: () => given([health]),
    streamKits: () => given([kit]),
  };
  const kit = aKit({
    location: 'the roof',
    pollIntervalMs: 2000,
    statusPollIntervalMs: 30_000,
    position: somewhere,
  });
  return () => ({
    context: {
      pool,
      live: live as LivePicture,
      fleet: fleetWith(kit),
      deadLetters,
      keys: keysAt(nowMs),
      now: Date.now,
    },
    events,
    ids: {
      Kit: ['kit-1'],
      Detection: [observedAtMs, 'kit-1', DRONE_ID],
      Drone: [DRONE_ID],
      Track: [DRONE_ID],
      Signal: [observedAtMs, 'kit-1', signal.frequencyMhz, signal.signalUid],
      SystemHealth: [observedAtMs, 'kit-1'],
      Event: [observedAtMs, EVENT_ID],
      DeadLetter: [LETTER_ID],
    },
  });
}

function eventsOf(track: Track, serverTimeMs: number): readonly TrackStreamEvent[] {
  return [
    { type: 'TrackSnapshot', cursor: 'c1', serverTimeMs, tracks: [track] },
    {
      type: 'TrackBatch',
      cursor: 'c2',
      serverTimeMs,
      upserts: [track],
      removed: [{ droneId: DRONE_ID, reason: 'TIMED_OUT' }],
    },
    { type: 'Heartbeat', cursor: 'c3', serverTimeMs },
    { type: 'Lagged', cursor: 'c4', dropped: 7 },
  ];
}

async function* given<Value>(values: readonly Value[]): AsyncGenerator<Value, void, void> {
  yield* await Promise.resolve(values);
}

function fleetWith(kit: ReturnType<typeof aKit>): ContextOptions['fleet'] {
  const fleet = createFakeFleet([kit]);
  return {
    ...fleet,
    probe: async (apiUrl) => ({ ...(await fleet.probe(apiUrl)), uid: 'wardragon-1' }),
    collectorState: (kitId) => {
      const state = fleet.collectorState(kitId);
      return state && { ...state, backoffMs: 1000, lastError: 'timed out' };
    },
  };
}

const deadLetters: DeadLetterDesk = {
  retry: () =>
    Promise.resolve({
      startedAtMs: 0,
      items: [{ id: LETTER_ID, outcome: 'STILL_INVALID', reason: 'BAD_TIME', detail: 'why' }],
      remaining: 0,
    }),
  clear: () => Promise.resolve(1),
};

function keysAt(nowMs: number): KeyDesk {
  const key: ApiKey = {
    keyId: '0123456789ab',
    name: 'edge-01',
    role: 'INGEST',
    pii: false,
    kitIds: ['kit-1'],
    createdAtMs: nowMs,
    expiresAtMs: nowMs,
    lastUsedAtMs: nowMs,
    revokedAtMs: nowMs,
  };
  return {
    list: () => Promise.resolve([key]),
    create: () => Promise.resolve({ key, text: 'air_0123456789ab_secret' }),
    revoke: (keyId) => Promise.resolve(keyId === NOBODY ? null : key),
  };
}
