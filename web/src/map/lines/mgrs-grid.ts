import { forward } from 'mgrs';
import type { Place } from '../place.js';
import { fromUtm, toUtm, utmZoneOf, type UtmPoint } from './utm.js';

/** A part of the world; east of 180 the west goes on. */
export interface Area {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

export interface GridLine {
  readonly points: readonly Place[];
  /** Of a line of the grid which way it goes, of the edge of a zone `edge`. */
  readonly kind: 'up' | 'across' | 'edge';
  /** What is read at its end: `42` for 42 km east of the square that it is in. Empty at the edge of a square. */
  readonly text: string;
}

/** A square of 100 km, or a zone, and its middle. */
export interface GridSquare {
  readonly middle: Place;
  /** `32T NT`, or `32T`. */
  readonly text: string;
}

const STEPS_M = [10, 100, 1000, 10_000, 100_000] as const;
const SQUARE_M = 100_000;
/** Lines of the grid are bent on the map: drawn through so many points nobody sees that they are not. */
const POINTS = 16;
const ZONE_DEG = 6;
const BAND_DEG = 8;

/** The finest step whose lines are at least so far apart; null: only zones are. */
export function mgrsStepM(pixelsPerMetre: number, apartPx: number): number | null {
  return STEPS_M.find((stepM) => stepM * pixelsPerMetre >= apartPx) ?? null;
}

/** The lines of the Military Grid Reference System in an area. Each zone has its own, and ends where its neighbour begins. */
export function mgrsLines(area: Area, stepM: number | null): GridLine[] {
  const edges = zoneEdges(area);
  if (stepM === null) return edges;
  return [...edges, ...zonesIn(area).flatMap((zone) => linesOfZone(area, zone, stepM))];
}

/** Names for what is seen whole: squares of 100 km, or zones. */
export function mgrsSquares(area: Area, stepM: number | null): GridSquare[] {
  if (stepM === null) return zoneNames(area);
  if (stepM !== SQUARE_M) return [];
  return zonesIn(area).flatMap((zone) => {
    const { eastings, northings } = stepsIn(area, zone, SQUARE_M);
    return eastings.flatMap((eastingM) =>
      northings.flatMap((northingM): GridSquare[] => {
        const middle = fromUtm({
          zone,
          eastingM: eastingM - SQUARE_M / 2,
          northingM: northingM - SQUARE_M / 2,
        });
        return utmZoneOf(middle) === zone ? [{ middle, text: squareName(middle) }] : [];
      }),
    );
  });
}

/** `32T NT`; empty where there is no grid. */
export function squareName(place: Place): string {
  if (utmZoneOf(place) === null) return '';
  return forward([place.lon, place.lat], 0).replace(/(?=[A-Z]{2}$)/, ' ');
}

function linesOfZone(area: Area, zone: number, stepM: number): GridLine[] {
  const { eastings, northings } = stepsIn(area, zone, stepM);
  const [west = 0, east = 0] = [eastings[0], eastings.at(-1)];
  const [south = 0, north = 0] = [northings[0], northings.at(-1)];
  const up = eastings.flatMap((eastingM) =>
    partsInZone(zone, (share) => ({ zone, eastingM, northingM: south + share * (north - south) })).map(
      (points): GridLine => ({ points, kind: 'up', text: digits(eastingM, stepM) }),
    ),
  );
  const across = northings.flatMap((northingM) =>
    partsInZone(zone, (share) => ({ zone, northingM, eastingM: west + share * (east - west) })).map(
      (points): GridLine => ({ points, kind: 'across', text: digits(northingM, stepM) }),
    ),
  );
  return [...up, ...across];
}

/** The parts of a line that are in its zone. `at` says where it is after a share of its way, 0..1. */
function partsInZone(zone: number, at: (share: number) => UtmPoint): Place[][] {
  const isInside = (share: number) => utmZoneOf(fromUtm(at(share))) === zone;
  const parts: Place[][] = [];
  let part: Place[] = [];
  for (let i = 0; i <= POINTS; i += 1) {
    const share = i / POINTS;
    const before = (i - 1) / POINTS;
    if (isInside(share)) {
      if (i > 0 && part.length === 0) part.push(fromUtm(at(edgeBetween(share, before, isInside))));
      part.push(fromUtm(at(share)));
    } else if (part.length > 0) {
      parts.push([...part, fromUtm(at(edgeBetween(before, share, isInside)))]);
      part = [];
    }
  }
  return [...parts, part].filter(({ length }) => length > 1);
}

/** The last share that is inside, as near to the edge as anybody sees. */
function edgeBetween(inside: number, outside: number, isInside: (share: number) => boolean): number {
  let [last, first] = [inside, outside];
  for (let i = 0; i < 10; i += 1) {
    const middle = (last + first) / 2;
    if (isInside(middle)) last = middle;
    else first = middle;
  }
  return last;
}

/** As many digits as the step needs to be told from its neighbours within a square. */
function digits(metres: number, stepM: number): string {
  const inSquare = ((metres % SQUARE_M) + SQUARE_M) % SQUARE_M;
  return stepM === SQUARE_M ? '' : String(inSquare / stepM).padStart(5 - Math.log10(stepM), '0');
}

/** Eastings and northings of lines that cover an area's part in a zone, one more on each side. */
function stepsIn(area: Area, zone: number, stepM: number) {
  const { south, north } = clipped(area);
  const corners = lonsIn(area, zone).flatMap((lon) =>
    [south, (south + north) / 2, north].map((lat) => toUtm({ lat, lon }, zone)),
  );
  return {
    eastings: multiples(
      corners.map(({ eastingM }) => eastingM),
      stepM,
    ),
    northings: multiples(
      corners.map(({ northingM }) => northingM),
      stepM,
    ),
  };
}

function multiples(values: readonly number[], step: number): number[] {
  const first = Math.floor(Math.min(...values) / step);
  const last = Math.ceil(Math.max(...values) / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** West, middle and east of what an area has of a zone, and a little more, as some zones are wider than others. */
function lonsIn({ west, east }: Area, zone: number): number[] {
  const middle = zone * ZONE_DEG - 183;
  const turned = middle + 360 * Math.round(((west + east) / 2 - middle) / 360);
  const from = Math.max(west, turned - ZONE_DEG);
  const to = Math.min(east, turned + ZONE_DEG);
  return [from, (from + to) / 2, to];
}

function clipped({ south, north }: Area): { south: number; north: number } {
  return { south: Math.max(-80, south), north: Math.min(84, north) };
}

function zonesIn(area: Area): number[] {
  const { south, north } = clipped(area);
  const zones = new Set<number>();
  for (let lon = area.west; ; lon += ZONE_DEG / 2) {
    for (const lat of [south, (south + north) / 2, north]) {
      const zone = utmZoneOf({ lat, lon: Math.min(lon, area.east) });
      if (zone !== null) zones.add(zone);
    }
    if (lon >= area.east) return [...zones];
  }
}

/** Between zones and between bands of 8°. A meridian is an edge where another zone is on its other side. */
function zoneEdges(area: Area): GridLine[] {
  const { south, north } = clipped(area);
  const edges: GridLine[] = [];
  const bands = bandLimits().filter((lat) => lat > south && lat < north);
  for (const lat of bands) edges.push({ points: alongParallel(lat, area), kind: 'edge', text: '' });
  const lats = [south, ...bands, north];
  for (const lon of multiplesWithin(area.west, area.east, ZONE_DEG / 2)) {
    lats.slice(1).forEach((top, i) => {
      const bottom = lats[i] ?? south;
      const lat = (bottom + top) / 2;
      if (utmZoneOf({ lat, lon: lon - 0.01 }) === utmZoneOf({ lat, lon: lon + 0.01 })) return;
      edges.push({
        points: [
          { lat: bottom, lon },
          { lat: top, lon },
        ],
        kind: 'edge',
        text: '',
      });
    });
  }
  return edges;
}

/** Steps of less than half a turn, so that its way around the world is known. */
function alongParallel(lat: number, { west, east }: Area): Place[] {
  return Array.from({ length: 5 }, (_, i) => ({ lat, lon: west + ((east - west) * i) / 4 }));
}

function zoneNames(area: Area): GridSquare[] {
  const limits = bandLimits();
  return multiplesWithin(area.west, area.east, ZONE_DEG).flatMap((west) =>
    limits.slice(1).flatMap((top, i): GridSquare[] => {
      const middle = { lat: ((limits[i] ?? top) + top) / 2, lon: west + ZONE_DEG / 2 };
      const isInside = middle.lat > area.south && middle.lat < area.north;
      return isInside ? [{ middle, text: squareName(middle).replace(/ .*/, '') }] : [];
    }),
  );
}

/** From 80° south; the northernmost band is 12° high. */
const bandLimits = () => [...Array.from({ length: 20 }, (_, i) => -80 + i * BAND_DEG), 84];

function multiplesWithin(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
}
