import { chance } from '../simulator/random.js';

/** A square of a degree with drones here and there, each of which moves a little with every update. */
export interface SkyTrack {
  readonly droneId: string;
  readonly lat: number;
  readonly lon: number;
  readonly altitudeM: number;
  readonly speedMps: number;
  readonly courseDeg: number;
  /** When its update was due, epoch ms. */
  readonly observedAtMs: number;
}

export interface Box {
  readonly minLat: number;
  readonly minLon: number;
  readonly maxLat: number;
  readonly maxLon: number;
}

const SOUTH = 47;
const WEST = 9;
/** Of the area of the square. A hundred drones make about twenty inside. */
const VIEWPORT_SHARE = 0.2;

/** What a map draws. */
const DRAWN = 'droneId kind lat lon altitudeM speedMps courseDeg observedAt stale';

/** The subscription of every live bench. */
export const TRACKS_DOCUMENT = `subscription Tracks($filter: TrackFilter, $maxRateHz: Float) {
  tracks(filter: $filter, maxRateHz: $maxRateHz) {
    __typename
    ... on TrackSnapshot { cursor serverTime tracks { ${DRAWN} } }
    ... on TrackBatch { cursor serverTime upserts { ${DRAWN} } removed { droneId reason } }
    ... on Heartbeat { cursor serverTime }
    ... on Lagged { cursor dropped }
  }
}`;

/** The whole of update `number`. */
export function skyAt(tracks: number, number: number, dueMs: number): SkyTrack[] {
  return Array.from({ length: tracks }, (_, index) => {
    const [north, east] = [chance('north', index), chance('east', index)];
    const angle = number * 0.7 + index;
    return {
      droneId: `drone-${String(index).padStart(4, '0')}`,
      lat: digits(SOUTH + north + 1e-4 * Math.sin(angle), 6),
      lon: digits(WEST + east + 1e-4 * Math.cos(angle), 6),
      altitudeM: digits(500 + 20 * Math.sin(angle), 1),
      speedMps: digits(15 + 3 * Math.cos(angle), 1),
      courseDeg: digits(180 + 90 * Math.sin(angle), 1),
      observedAtMs: dueMs,
    };
  });
}

/** Where the `index`th of many people looks; no two look at the same. */
export function viewportOf(index: number): Box {
  const side = Math.sqrt(VIEWPORT_SHARE);
  const minLat = digits(SOUTH + chance('south edge', index) * (1 - side), 6);
  const minLon = digits(WEST + chance('west edge', index) * (1 - side), 6);
  return { minLat, minLon, maxLat: digits(minLat + side, 6), maxLon: digits(minLon + side, 6) };
}

export function isInside({ lat, lon }: SkyTrack, box: Box): boolean {
  return lat >= box.minLat && lat <= box.maxLat && lon >= box.minLon && lon <= box.maxLon;
}

function digits(value: number, count: number): number {
  return Number(value.toFixed(count));
}
