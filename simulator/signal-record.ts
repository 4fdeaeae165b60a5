import { createHash } from 'node:crypto';
import type { Emitter } from './emitter.js';
import type { Flight } from './flight.js';
import { pointAt, roundTo, toDegrees, toGround, type Place } from './place.js';

/** An element of `GET /signals`. */
export interface SignalRecord {
  readonly uid: string;
  readonly signal_type: string;
  readonly source: string;
  readonly alert_id: string | null;
  readonly callsign: string;
  readonly description: string | null;
  readonly self_id: string | null;
  readonly center_hz: number;
  readonly bandwidth_hz: number | null;
  readonly pal_conf: number | null;
  readonly ntsc_conf: number | null;
  readonly rssi: number | null;
  readonly sensor_lat: number;
  readonly sensor_lon: number;
  readonly sensor_alt: number;
  readonly lat: number;
  readonly lon: number;
  readonly alt: number;
  readonly radius_m: number;
  readonly seen_by: string;
  readonly observed_at: number;
  readonly expires_at: number;
}

export interface SensorPosition {
  readonly lat: number;
  readonly lon: number;
  readonly altitudeM: number;
}

interface Heard {
  readonly rssiDbm: number;
  readonly kitTimeS: number;
}

/** A kit forgets a signal this long after it last heard it. */
export const SIGNAL_LIFETIME_S = 60;
const RADIUS_M = 15;

export function videoSignalRecord(
  emitter: Emitter,
  { rssiDbm, kitTimeS }: Heard,
  sensor: SensorPosition,
  place: Place,
  seenBy: string,
): SignalRecord {
  const mhz = emitter.centerHz / 1e6;
  const uid = `fpv-alert-${Math.round(mhz)}MHz`;
  return {
    uid,
    signal_type: 'fpv',
    source: 'confirm',
    alert_id: `fpv-alert-${mhz.toFixed(3)}MHz`,
    callsign: 'FPV confirm',
    description: 'FPV Signal',
    self_id: 'FPV alert (confirm)',
    center_hz: emitter.centerHz,
    bandwidth_hz: 6e6,
    pal_conf: emitter.palPercent,
    ntsc_conf: emitter.ntscPercent,
    rssi: rssiDbm,
    ...around(uid, sensor, place),
    radius_m: RADIUS_M,
    seen_by: seenBy,
    observed_at: kitTimeS,
    expires_at: kitTimeS + SIGNAL_LIFETIME_S,
  };
}

/** The radio of a `sik` drone. Its "sensor" position is the drone's own. */
export function telemetrySignalRecord(
  flight: Flight,
  atS: number,
  { rssiDbm, kitTimeS }: Heard,
  place: Place,
  seenBy: string,
): SignalRecord {
  const motion = flight.motionAt(atS);
  const sensor = { ...toDegrees(place, motion), altitudeM: roundTo(place.groundM + motion.heightM, 10) };
  const uid = 'gfsk_fhss-netid-25';
  return {
    uid,
    signal_type: 'gfsk_fhss',
    source: 'sik_reasm',
    alert_id: 'sik-25',
    callsign: 'GFSK-FHSS sik_reasm',
    description: 'SiK',
    self_id: 'SiK NETID 25',
    center_hz: 915_250_000,
    bandwidth_hz: 250_000,
    pal_conf: null,
    ntsc_conf: null,
    rssi: rssiDbm,
    ...around(uid, sensor, place),
    radius_m: RADIUS_M,
    seen_by: seenBy,
    observed_at: kitTimeS,
    expires_at: kitTimeS + SIGNAL_LIFETIME_S,
  };
}

/** The sensor's position, and the same shifted by an offset that only depends on the uid, for display. */
function around(uid: string, sensor: SensorPosition, place: Place) {
  const digest = createHash('sha1').update(uid).digest();
  const shifted = pointAt(
    toGround(place, sensor),
    (digest.readUInt16BE(0) / 0x10000) * 360,
    (digest.readUInt16BE(2) / 0x10000) * RADIUS_M,
  );
  return {
    sensor_lat: sensor.lat,
    sensor_lon: sensor.lon,
    sensor_alt: sensor.altitudeM,
    ...toDegrees(place, shifted),
    alt: sensor.altitudeM,
  };
}
