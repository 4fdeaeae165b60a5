import type { Flight } from './flight.js';
import { roundTo, toDegrees, type Place } from './place.js';

/** One transmission of a drone, as one kit heard it. */
export interface Reception {
  readonly flight: Flight;
  /** Which second of the world. */
  readonly tick: number;
  readonly rssiDbm: number;
  /** By the kit's clock. */
  readonly kitTimeS: number;
}

const noLookup = {
  tracking: null,
  status: null,
  make: null,
  model: null,
  source: null,
  lookup_attempted: false,
  lookup_success: false,
};

/** What most drones lack when their receiver passes on little more than a position. */
const bare = {
  id: '',
  id_type: 'Serial Number (ANSI/CTA-2063-A)' as string,
  ua_type: 0 as number | null,
  ua_type_name: 'No UA type defined',
  operator_id_type: '',
  operator_id: '',
  op_status: '',
  height_type: '',
  ew_dir: '',
  direction: 0 as number | null,
  speed_multiplier: 0 as number | null,
  pressure_altitude: 0 as number | null,
  vertical_accuracy: '',
  horizontal_accuracy: '',
  baro_accuracy: '',
  speed_accuracy: '',
  timestamp: '',
  rid_timestamp: '',
  observed_at: null as number | null,
  timestamp_accuracy: '',
  seen_by: null as string | null,
  lat: 0,
  lon: 0,
  alt: 0,
  height: 0,
  speed: 0,
  vspeed: 0,
  pilot_lat: 0,
  pilot_lon: 0,
  home_lat: 0,
  home_lon: 0,
  description: '',
  mac: '' as string | null,
  rssi: 0 as number | string | null,
  index: 0,
  runtime: 0,
  caa_id: '',
  freq: null as number | null,
  transport: '',
  rid: noLookup as Record<string, string | boolean | null>,
  last_update_time: 0,
  track_type: 'drone' as const,
};

/** An element of `GET /drones` for a drone: every key is always there, in DragonSync's order. */
export type DroneRecord = typeof bare;

/** Every this many seconds a drone of the habit sends its odd frame. */
const ODD_FRAME_TICKS = 9;

/** What the kit shows after it heard `reception`. */
export function droneRecord(
  { flight, tick, rssiDbm, kitTimeS }: Reception,
  place: Place,
  seenBy: string,
): DroneRecord {
  const times = { seen_by: seenBy, observed_at: kitTimeS, last_update_time: roundTo(kitTimeS + 1.2e-5, 1e6) };
  const heard = { ...bare, ...times, id: flight.droneId, rssi: rssiDbm };
  switch (flight.habit) {
    case 'sik':
      return telemetry(heard, flight, place, tick);
    case 'encrypted':
      return { ...heard, alt: 65_531, description: 'DJI Encrypted (O4)', freq: 5756.5 };
    case 'bluetooth': {
      const record = located(heard, flight, place, tick);
      return {
        ...record,
        ua_type: null,
        ua_type_name: 'Unknown',
        operator_id_type: '',
        operator_id: '',
        vertical_accuracy: '<10 m',
        horizontal_accuracy: '<10 m',
        speed_accuracy: '<1 m/s',
        home_lat: 0,
        home_lon: 0,
        description: '',
        index: tick % 256,
        runtime: tick,
        transport: 'BT5-LR-Extended',
        rid: noLookup,
      };
    }
    case 'basic-id-frames': {
      const record = located(heard, flight, place, tick);
      return tick % ODD_FRAME_TICKS === 0 ? basicIdOnly(record) : record;
    }
    case 'caa-flips': {
      const record = located(heard, flight, place, tick);
      const flips = tick % ODD_FRAME_TICKS === 0;
      return {
        ...record,
        caa_id: flight.caaId,
        id_type: flips ? 'CAA Assigned Registration ID' : record.id_type,
      };
    }
    case 'course-unknown':
      return { ...located(heard, flight, place, tick), direction: 361 };
    case 'frozen-bearing':
      return { ...located(heard, flight, place, tick), direction: bearingAfterTakeOff(flight) };
    case 'hostile-text':
      return { ...located(heard, flight, place, tick), rssi: String(rssiDbm), rid: noLookup };
    case 'plain':
      return located(heard, flight, place, tick);
  }
}

/** Remote ID with everything in it, in the steps that the protocol has. */
function located(heard: DroneRecord, flight: Flight, place: Place, tick: number): DroneRecord {
  const atS = tick + flight.phaseS;
  const motion = flight.motionAt(atS);
  const position = toDegrees(place, motion);
  const pilot = toDegrees(place, flight.pilotAt(atS));
  const home = toDegrees(place, flight.home);
  const altitudeM = roundTo(place.groundM + motion.heightM, 2);
  const timestamp = `${roundTo(heard.last_update_time % 3600, 10).toFixed(1)} s`;
  const { model } = flight;
  return {
    ...heard,
    ua_type: model.uaType,
    ua_type_name: model.uaTypeName,
    operator_id_type: 'Operator ID',
    operator_id: flight.operatorId,
    op_status: motion.heightM > 0.5 ? 'Airborne' : 'Ground',
    height_type: 'Above Takeoff',
    ew_dir: motion.courseDeg < 180 ? 'East' : 'West',
    direction: Math.round(motion.courseDeg) % 360,
    speed_multiplier: 0.25,
    pressure_altitude: roundTo(altitudeM - 50, 2),
    vertical_accuracy: '< 3 m',
    horizontal_accuracy: '< 3 m',
    baro_accuracy: '< 3 m',
    speed_accuracy: '< 0.3 m/s',
    timestamp,
    rid_timestamp: timestamp,
    timestamp_accuracy: '0.1 s',
    lat: position.lat,
    lon: position.lon,
    alt: altitudeM,
    height: roundTo(motion.heightM, 2),
    speed: roundTo(motion.speedMps, 4),
    vspeed: roundTo(motion.verticalSpeedMps, 2),
    pilot_lat: pilot.lat,
    pilot_lon: pilot.lon,
    home_lat: home.lat,
    home_lon: home.lon,
    description: flight.description,
    mac: flight.mac,
    freq: flight.frequencyMhz,
    transport: model.transport,
    rid: {
      tracking: null,
      status: 'accepted',
      make: model.make,
      model: model.model,
      source: 'local',
      lookup_attempted: true,
      lookup_success: true,
    },
  };
}

/** A frame without Location and System messages: what it lacks is overwritten, what is sticky stays. */
function basicIdOnly(record: DroneRecord): DroneRecord {
  return {
    ...record,
    lat: 0,
    lon: 0,
    alt: 0,
    height: 0,
    speed: 0,
    vspeed: 0,
    pilot_lat: 0,
    pilot_lon: 0,
    home_lat: 0,
    home_lon: 0,
    description: '',
  };
}

function telemetry(heard: DroneRecord, flight: Flight, place: Place, tick: number): DroneRecord {
  const motion = flight.motionAt(tick + flight.phaseS);
  return {
    ...heard,
    id_type: '',
    ua_type: null,
    ua_type_name: '',
    speed_multiplier: null,
    pressure_altitude: null,
    observed_at: null,
    seen_by: null,
    ...toDegrees(place, motion),
    alt: roundTo(place.groundM + motion.heightM, 10),
    direction: bearingAfterTakeOff(flight),
    description: 'SiK NETID 25',
    freq: 915.25,
    transport: 'gfsk_fhss',
  };
}

/** The bearing between two positions early in the flight, which the kit computes once and keeps. */
function bearingAfterTakeOff(flight: Flight): number {
  return flight.motionAt(flight.startS + 40).courseDeg;
}
