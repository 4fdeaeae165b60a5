import type { Position, TrackKind } from './track.js';

/**
 * What every observation carries. Times are epoch milliseconds (integers, UTC).
 *
 * `observedAtMs` is the observation's time: fixed once, before it is queued, and the same however
 * often the source serves it again. It is the source's clock corrected by the kit's stored clock
 * offset, or the receive time when the source gave no plausible time (`timeSource: 'server'`).
 */
interface ObservationBase {
  readonly kitId: string;
  /** Which way in it came by, e.g. `dragonsync:kit-001`. */
  readonly sourceId: string;
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
  /** The source's own time as it sent it (epoch seconds), before any correction; null when it sent none. */
  readonly kitTimeS: number | null;
  readonly timeSource: 'kit' | 'server';
  /** Plausibility remarks that are kept with the row. */
  readonly warnings: readonly string[];
}

/**
 * One report by one kit about one aircraft. SI units: metres, metres per second, degrees.
 * Unknown is null; the source's sentinels (0/0, -1000 m, 361°, …) never get this far.
 */
export interface TrackObservation extends ObservationBase {
  readonly type: 'track';
  /** Ids that several aircraft share (`drone-alert`) are scoped per kit as `<id>@<kitId>`. */
  readonly droneId: string;
  readonly kind: TrackKind;
  readonly lat: number | null;
  readonly lon: number | null;
  /** Above the WGS-84 ellipsoid for drones; as the aircraft's transponder says for aircraft. */
  readonly altitudeM: number | null;
  /** Above take-off or ground, as `heightType` of the broadcast says. */
  readonly heightM: number | null;
  readonly speedMps: number | null;
  /** Positive is up. */
  readonly verticalSpeedMps: number | null;
  /** Course over ground, 0 ≤ courseDeg < 360, clockwise from true north. */
  readonly courseDeg: number | null;
  readonly pilot: Position | null;
  readonly home: Position | null;
  /** Drones: dBm. Aircraft report dBFS, which is not comparable, so theirs is null here. */
  readonly rssiDbm: number | null;
  readonly frequencyMhz: number | null;
  readonly mac: string | null;
  readonly transport: string | null;
  readonly idType: string | null;
  readonly uaType: string | null;
  readonly operationalStatus: string | null;
  readonly operatorId: string | null;
  readonly caaId: string | null;
  readonly description: string | null;
  readonly make: string | null;
  readonly model: string | null;
  /** Where make and model come from, e.g. `FAA`. */
  readonly ridSource: string | null;
  /** Receiver's run time in seconds, not flight time. */
  readonly runtimeS: number | null;
  readonly callsign: string | null;
  readonly squawk: string | null;
  readonly registration: string | null;
}

/** One FPV or telemetry signal as heard by one kit. The position is the sensor's, not the emitter's. */
export interface SignalObservation extends ObservationBase {
  readonly type: 'signal';
  /** The kit's own key of the signal, e.g. `fpv-alert-5785MHz`; not unique over kits. */
  readonly signalUid: string;
  readonly frequencyMhz: number;
  readonly powerDbm: number | null;
  readonly bandwidthMhz: number | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly altitudeM: number | null;
  /** The band and modulation family: `fpv`, `gfsk_fhss`, … */
  readonly signalType: string | null;
  /** How it was confirmed: `confirm`, `energy`, `sik_reasm`, … */
  readonly detectionType: string | null;
  readonly source: string | null;
  /** 0..1 */
  readonly palConfidence: number | null;
  /** 0..1 */
  readonly ntscConfidence: number | null;
}

/** A kit's report about itself. */
export interface KitStatusObservation extends ObservationBase {
  readonly type: 'kitStatus';
  /** Serial that the kit reports (`wardragon-…`); null while it does not know it. */
  readonly uid: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly altitudeM: number | null;
  /** 0..100 */
  readonly cpuPercent: number | null;
  readonly memoryPercent: number | null;
  readonly diskPercent: number | null;
  readonly uptimeHours: number | null;
  readonly tempCpuC: number | null;
  readonly tempGpuC: number | null;
  readonly plutoTempC: number | null;
  readonly zynqTempC: number | null;
  readonly speedMps: number | null;
  readonly courseDeg: number | null;
  readonly gpsFix: boolean | null;
  readonly timeSourceName: string | null;
}

/** The one thing that flows from sources to the live picture and the sinks. */
export type Observation = TrackObservation | SignalObservation | KitStatusObservation;
