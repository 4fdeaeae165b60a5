/** A point on the ground near a place, metres east and north of its origin. */
export interface GroundPoint {
  readonly eastM: number;
  readonly northM: number;
}

/** Where a world lies. It is taken as flat: a few kilometres around the origin. */
export interface Place {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** Height of the ground above the WGS-84 ellipsoid. */
  readonly groundM: number;
}

/**
 * The harbour of Friedrichshafen. South of the shore is Lake Constance, so people stand to the north;
 * the ground lies 402 m above the sea, which there is 48 m above the ellipsoid.
 */
export const friedrichshafen: Place = {
  name: 'Friedrichshafen, Lake Constance',
  lat: 47.6507,
  lon: 9.4813,
  groundM: 450,
};

const METRES_PER_DEGREE = 111_320;

/** Degrees rounded to 1e-7, as Remote ID sends them. */
export function toDegrees(place: Place, point: GroundPoint): { lat: number; lon: number } {
  const lat = place.lat + point.northM / METRES_PER_DEGREE;
  const lon = place.lon + point.eastM / (METRES_PER_DEGREE * Math.cos((place.lat * Math.PI) / 180));
  return { lat: roundTo(lat, 1e7), lon: roundTo(lon, 1e7) };
}

/** The point of `place` at these degrees. */
export function toGround(
  place: Place,
  { lat, lon }: { readonly lat: number; readonly lon: number },
): GroundPoint {
  return {
    eastM: (lon - place.lon) * METRES_PER_DEGREE * Math.cos((place.lat * Math.PI) / 180),
    northM: (lat - place.lat) * METRES_PER_DEGREE,
  };
}

export function distanceM(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a.eastM - b.eastM, a.northM - b.northM);
}

/** The point `distance` metres from `from` on `bearingDeg`, clockwise from north. */
export function pointAt(from: GroundPoint, bearingDeg: number, distance: number): GroundPoint {
  const angle = (bearingDeg * Math.PI) / 180;
  return { eastM: from.eastM + distance * Math.sin(angle), northM: from.northM + distance * Math.cos(angle) };
}

/** Rounded to whole 1/`perUnit`. */
export function roundTo(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit;
}
