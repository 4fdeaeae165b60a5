import type { TextSearch } from './text-search.js';

export type TrackKind = 'DRONE' | 'AIRCRAFT';

/** WGS-84 degrees; altitude in metres, null when unknown. */
export interface Position {
  readonly lat: number;
  readonly lon: number;
  readonly altitudeM: number | null;
}

export interface PathPoint {
  readonly timeMs: number;
  readonly lat: number;
  readonly lon: number;
  readonly altitudeM: number | null;
  readonly speedMps: number | null;
}

/** The newest report of one kit about a track. */
export interface Sighting {
  readonly kitId: string;
  readonly observedAtMs: number;
  readonly rssiDbm: number | null;
  readonly lat: number | null;
  readonly lon: number | null;
}

/**
 * The live state of one aircraft, fused over the kits that hear it now. Immutable: a change makes a
 * new Track, so the same object may be handed to every reader. Units as in `TrackObservation`.
 */
export interface Track {
  readonly droneId: string;
  readonly kind: TrackKind;
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
  readonly firstSeenMs: number;
  /** Last known position: kept when a later report has none. */
  readonly lat: number | null;
  readonly lon: number | null;
  readonly altitudeM: number | null;
  readonly heightM: number | null;
  readonly speedMps: number | null;
  readonly verticalSpeedMps: number | null;
  readonly courseDeg: number | null;
  /** Last known pilot and take-off positions: kept when a later report has none. */
  readonly pilot: Position | null;
  readonly home: Position | null;
  readonly make: string | null;
  readonly model: string | null;
  readonly uaType: string | null;
  readonly operatorId: string | null;
  readonly caaId: string | null;
  readonly description: string | null;
  readonly callsign: string | null;
  readonly squawk: string | null;
  readonly registration: string | null;
  readonly operationalStatus: string | null;
  readonly mac: string | null;
  readonly rssiDbm: number | null;
  readonly frequencyMhz: number | null;
  /** The kit whose report last moved the track. */
  readonly leadKitId: string;
  /** Newest per kit that hears it now, newest first. */
  readonly sightings: readonly Sighting[];
  /** No report for a while: still drawn, not to be trusted. */
  readonly stale: boolean;
}

/** minLon > maxLon means that the box crosses the antimeridian. */
export interface BoundingBox {
  readonly minLat: number;
  readonly minLon: number;
  readonly maxLat: number;
  readonly maxLon: number;
}

/** Every given part must hold. Null and undefined mean no restriction. */
export interface TrackFilter {
  readonly kitIds?: readonly string[] | null | undefined;
  readonly droneIds?: readonly string[] | null | undefined;
  readonly kinds?: readonly TrackKind[] | null | undefined;
  readonly bbox?: BoundingBox | null | undefined;
  /** A track without a position is in every `bbox`. */
  readonly orUnplaced?: boolean | null | undefined;
  readonly minAltitudeM?: number | null | undefined;
  readonly maxAltitudeM?: number | null | undefined;
  /** Part of an id, name, call sign, registration, operator, MAC or description. */
  readonly search?: TextSearch | null | undefined;
}

export interface TrackRemoval {
  readonly droneId: string;
  readonly reason: 'LEFT_FILTER' | 'TIMED_OUT';
}

/** What a tracks subscription delivers, in this order: a snapshot, then batches; see `Hub.tracks`. Cursors are ASCII. */
export type TrackStreamEvent =
  | {
      readonly type: 'TrackSnapshot';
      readonly cursor: string;
      readonly serverTimeMs: number;
      readonly tracks: readonly Track[];
    }
  | {
      readonly type: 'TrackBatch';
      readonly cursor: string;
      readonly serverTimeMs: number;
      readonly upserts: readonly Track[];
      readonly removed: readonly TrackRemoval[];
    }
  | { readonly type: 'Heartbeat'; readonly cursor: string; readonly serverTimeMs: number }
  | { readonly type: 'Lagged'; readonly cursor: string; readonly dropped: number };
