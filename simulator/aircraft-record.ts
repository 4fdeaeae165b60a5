import type { Crossing } from './aircraft.js';
import { roundTo, toDegrees, type Place } from './place.js';

/** An element of `GET /drones` for an aircraft: other keys and other units than a drone's. */
export interface AircraftRecord {
  readonly id: string;
  readonly track_type: 'aircraft';
  /** The id again, not the flight. */
  readonly callsign: string;
  readonly hex: string;
  readonly lat: number;
  readonly lon: number;
  /** Feet. */
  readonly alt: number;
  /** Knots. */
  readonly ground_speed: number;
  readonly track: number;
  readonly squawk: string | null;
  readonly reg: string | null;
  readonly category: string | null;
  readonly flight: string | null;
  readonly on_ground: boolean;
  readonly nac_p: number | null;
  readonly nac_v: number | null;
  /** dBFS. */
  readonly rssi: number | null;
  readonly last_update_time: number;
  readonly source: 'adsb';
  readonly seen_by: string;
}

export interface AircraftReception {
  readonly crossing: Crossing;
  /** Seconds of the world at which the position was taken. */
  readonly atS: number;
  readonly rssiDbfs: number;
  readonly kitTimeS: number;
}

export function aircraftRecord(
  { crossing, atS, rssiDbfs, kitTimeS }: AircraftReception,
  place: Place,
  seenBy: string,
): AircraftRecord {
  const state = crossing.stateAt(atS);
  const { lat, lon } = toDegrees(place, state);
  const id = `adsb-${crossing.hex}`;
  return {
    id,
    track_type: 'aircraft',
    callsign: id,
    hex: crossing.hex.toUpperCase(),
    lat: roundTo(lat, 1e6),
    lon: roundTo(lon, 1e6),
    alt: state.altitudeFt,
    ground_speed: roundTo(state.groundSpeedKt, 10),
    track: roundTo(state.trackDeg, 10),
    squawk: crossing.squawk,
    reg: crossing.registration,
    category: crossing.category,
    flight: crossing.flight,
    on_ground: false,
    nac_p: 9,
    nac_v: 2,
    rssi: rssiDbfs,
    last_update_time: kitTimeS,
    source: 'adsb',
    seen_by: seenBy,
  };
}
