import type { DroneProfileQuery } from '../../../../operations/generated/graphql.js';
import type { Track } from '../../state/app-state.js';

export type DroneProfile = NonNullable<DroneProfileQuery['drone']>;
type Latest = NonNullable<DroneProfile['latest']>;

interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** What is known of an aircraft: from the live picture while it is there, from its history when it is not. */
export interface KnownTrack {
  readonly droneId: string;
  readonly kind: Track['kind'];
  readonly callsign: string | null;
  readonly registration: string | null;
  readonly make: string | null;
  readonly model: string | null;
  readonly operatorId: string | null;
  readonly description: string | null;
  /** Of the newest report; null when there is none left. */
  readonly observedAt: string | null;
  readonly place: Place | null;
  readonly altitudeM: number | null;
  readonly heightM: number | null;
  readonly speedMps: number | null;
  readonly verticalSpeedMps: number | null;
  readonly courseDeg: number | null;
  readonly pilot: Place | null;
  readonly home: Place | null;
  readonly sightings: Track['sightings'];
  /** Heard now: it is in the live picture and not fading. */
  readonly isHeard: boolean;
}

export function knownTrack(live: Track | undefined, profile: DroneProfile | null): KnownTrack | null {
  if (live !== undefined) {
    const { lat, lon, stale } = live;
    return { ...live, place: lat === null || lon === null ? null : { lat, lon }, isHeard: !stale };
  }
  return profile === null ? null : fromHistory(profile, profile.latest);
}

function fromHistory(profile: DroneProfile, latest: Latest | null): KnownTrack {
  const { droneId, kind, make, model, operatorId } = profile;
  const { lat = null, lon = null } = latest ?? {};
  return {
    droneId,
    kind,
    make,
    model,
    operatorId,
    callsign: latest?.callsign ?? null,
    registration: latest?.registration ?? null,
    description: latest?.description ?? null,
    observedAt: latest?.time ?? null,
    place: lat === null || lon === null ? null : { lat, lon },
    altitudeM: latest?.altitudeM ?? null,
    heightM: latest?.heightM ?? null,
    speedMps: latest?.speedMps ?? null,
    verticalSpeedMps: latest?.verticalSpeedMps ?? null,
    courseDeg: latest?.courseDeg ?? null,
    pilot: latest?.pilot ?? null,
    home: latest?.home ?? null,
    sightings: [],
    isHeard: false,
  };
}
