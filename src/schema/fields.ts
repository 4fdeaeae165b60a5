import type { Position } from '../domain/track.js';
import { builder } from './builder.js';
import { TimeRangeInput } from './time-range.js';

/** Descriptions of what is measured, in one place because live tracks and stored detections share them. */
export const about = {
  droneId:
    'The id that the aircraft broadcasts, prefixed by its kind: `drone-1581F5FKD229400B7F3A`, `adsb-3c6444`. Not trustworthy: anybody can send any id.',
  kind: 'Whether it is a drone (Remote ID, DJI DroneID) or a crewed aircraft (ADS-B).',
  kitId: 'The id of the kit that reported it.',
  observedAt: 'When it was observed: the kit’s clock, corrected.',
  receivedAt: 'When this server received it.',
  altitudeM:
    'Altitude in metres above the WGS-84 ellipsoid (aircraft: as their transponder reports). Null when unknown.',
  heightM: 'Height in metres above take-off or ground. Null when unknown.',
  speedMps: 'Ground speed in metres per second. Null when unknown.',
  verticalSpeedMps: 'Climb (positive) or descent (negative) in metres per second. Null when unknown.',
  courseDeg:
    'Course over ground in degrees clockwise from true north, 0 up to but not 360. Null when unknown.',
  rssiDbm:
    'Received signal strength in dBm; nearer to 0 is stronger, for example -62. Null when unknown, and always for aircraft.',
  frequencyMhz: 'Frequency that it was heard on, in MHz. Null when unknown.',
  make: 'Manufacturer, looked up from the serial number, for example `DJI`. Null when unknown.',
  model: 'Model, looked up from the serial number, for example `Mavic 3`. Null when unknown.',
  uaType:
    'Type of unmanned aircraft as broadcast, for example `Helicopter (or Multirotor)`. Null when unknown.',
  operationalStatus: 'Status as broadcast: `Ground`, `Airborne`, `Emergency`, … Null when unknown.',
  operatorId:
    'Operator’s registration as broadcast, for example `FIN87astrdge12k8`. Null when not broadcast.',
  caaId:
    'Registration that an aviation authority assigned to the aircraft, as broadcast. Null when not broadcast.',
  description:
    'Free text that the pilot entered. Null when not broadcast. Hostile until proven otherwise: escape it.',
  callsign: 'Call sign of an aircraft, for example `DLH4YA`. Null for drones and when unknown.',
  squawk: 'Transponder code of an aircraft, four octal digits. Null for drones and when unknown.',
  warnings: 'Why parts of it are doubtful, for example an impossible speed. Empty when nothing is.',
  registration: 'Registration of an aircraft, for example `D-AIUA`. Null for drones and when unknown.',
} as const;

export const TrackKindEnum = builder.enumType('TrackKind', {
  description: 'What flies.',
  values: {
    DRONE: { description: 'An unmanned aircraft.' },
    AIRCRAFT: { description: 'A crewed aircraft heard by ADS-B.' },
  } as const,
});

export const PositionType = builder.objectRef<Position>('Position').implement({
  description: 'A place.',
  fields: (t) => ({
    lat: t.expose('lat', { type: 'Latitude', description: 'Latitude.' }),
    lon: t.expose('lon', { type: 'Longitude', description: 'Longitude.' }),
    altitudeM: t.exposeFloat('altitudeM', {
      nullable: true,
      description: 'Altitude in metres above the WGS-84 ellipsoid. Null when unknown.',
    }),
  }),
});

/** The argument `range` of everything that reads history. */
export const rangeArgument = builder.args((t) => ({
  range: t.field({ type: TimeRangeInput, required: true, description: 'Which stretch of time to read.' }),
}));

/** A position from two columns; null unless both are known. */
export function positionOf(lat: number | null, lon: number | null): Position | null {
  return lat === null || lon === null ? null : { lat, lon, altitudeM: null };
}
