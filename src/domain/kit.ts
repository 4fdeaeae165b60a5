import type { Position } from './track.js';

/** Connectivity. STALE: answers or answered, but nothing new for `STALE_THRESHOLD`. */
export type KitStatus = 'UNKNOWN' | 'ONLINE' | 'STALE' | 'OFFLINE' | 'ERROR';
/** 2 consecutive failures: DEGRADED; 5: FAILING. */
export type CollectorHealth = 'UNKNOWN' | 'HEALTHY' | 'DEGRADED' | 'FAILING';
export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** What an operator says about a kit. */
export interface KitConfig {
  /** Given by the operator, or else the serial that the kit reports. */
  readonly kitId: string;
  readonly name: string;
  readonly location: string | null;
  /** Null for kits that push. */
  readonly apiUrl: string | null;
  readonly enabled: boolean;
  /** Null: the process-wide `POLL_INTERVAL`. */
  readonly pollIntervalMs: number | null;
  /** Null: the process-wide `STATUS_POLL_INTERVAL`. */
  readonly statusPollIntervalMs: number | null;
}

/** What a kit wants to be asked with. Secret: in no log, no answer and no file in clear. */
export type KitCredentials =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string };

/** A kit as the table `kits` holds it and as subscribers see it. Immutable: a change makes a new one. */
export interface Kit extends KitConfig {
  /** Serial that the kit itself reports (`wardragon-…`); null until it did. */
  readonly uid: string | null;
  readonly status: KitStatus;
  /** Last successful exchange; null when there was none. */
  readonly lastSeenMs: number | null;
  readonly createdAtMs: number;
  /** Whether credentials are stored for it; they themselves are in no `Kit`. */
  readonly hasCredentials: boolean;
  /** Newest known position; null when the kit never had a fix. */
  readonly position: Position | null;
  /** Kit clock minus ours, as last adopted; see `collectors/dragonsync/kit-clock.ts`. */
  readonly clockOffsetMs: number;
}

/** What a kit's collector is doing. Counters start with the collector. */
export interface CollectorState {
  readonly health: CollectorHealth;
  readonly circuit: CircuitState;
  readonly consecutiveFailures: number;
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Null while nothing is being waited out. */
  readonly backoffMs: number | null;
  readonly nextPollAtMs: number | null;
  readonly lastError: string | null;
  /** Kit clock minus ours as measured at the last answer; null before the first. */
  readonly clockSkewMs: number | null;
}

/** The part of a kit's row that its collector moves. */
export type KitProgress = Pick<Kit, 'kitId' | 'uid' | 'status' | 'lastSeenMs' | 'position' | 'clockOffsetMs'>;
