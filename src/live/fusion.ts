import type { TrackObservation } from '../domain/observation.js';
import type { Sighting, Track } from '../domain/track.js';

/**
 * How far two kits' corrected clocks may be apart: a kit's skew is left alone up to this. A report
 * of another kit moves the track only when it is newer by more than this, or the drawn line would
 * zig-zag between what two kits call "now".
 */
const CLOCK_TOLERANCE_MS = 2000;

/**
 * The track after one more report; kits that were last heard before `forgetBeforeMs` are dropped from its
 * sightings. Each property is the last known one: a frame without position,
 * pilot or home (kits send them between full ones) does not blank what was known.
 *
 * Null when the report changes nothing, because the same kit already said something newer.
 */
export function fuse(
  track: Track | null,
  report: TrackObservation,
  forgetBeforeMs = -Infinity,
): Track | null {
  if (track === null) return firstTrack(report);
  const known = track.sightings.find((sighting) => sighting.kitId === report.kitId);
  if (known !== undefined && known.observedAtMs >= report.observedAtMs) return null;

  const others = track.sightings.filter(
    (sighting) => sighting !== known && sighting.observedAtMs >= forgetBeforeMs,
  );
  const sightings = [sightingOf(report, known), ...others].sort(
    (a, b) => b.observedAtMs - a.observedAtMs || (a.kitId < b.kitId ? -1 : 1),
  );
  const aheadMs = track.leadKitId === report.kitId ? 0 : CLOCK_TOLERANCE_MS;
  if (report.observedAtMs <= track.observedAtMs + aheadMs) return { ...track, sightings };

  const hasPosition = report.lat !== null && report.lon !== null;
  return {
    droneId: track.droneId,
    kind: track.kind,
    observedAtMs: report.observedAtMs,
    receivedAtMs: report.receivedAtMs,
    firstSeenMs: track.firstSeenMs,
    lat: hasPosition ? report.lat : track.lat,
    lon: hasPosition ? report.lon : track.lon,
    altitudeM: report.altitudeM ?? track.altitudeM,
    heightM: report.heightM ?? track.heightM,
    speedMps: report.speedMps ?? track.speedMps,
    verticalSpeedMps: report.verticalSpeedMps ?? track.verticalSpeedMps,
    courseDeg: report.courseDeg ?? track.courseDeg,
    pilot: report.pilot ?? track.pilot,
    home: report.home ?? track.home,
    make: report.make ?? track.make,
    model: report.model ?? track.model,
    uaType: report.uaType ?? track.uaType,
    operatorId: report.operatorId ?? track.operatorId,
    caaId: report.caaId ?? track.caaId,
    description: report.description ?? track.description,
    callsign: report.callsign ?? track.callsign,
    squawk: report.squawk ?? track.squawk,
    registration: report.registration ?? track.registration,
    operationalStatus: report.operationalStatus ?? track.operationalStatus,
    mac: report.mac ?? track.mac,
    rssiDbm: report.rssiDbm ?? track.rssiDbm,
    frequencyMhz: report.frequencyMhz ?? track.frequencyMhz,
    leadKitId: report.kitId,
    sightings,
    stale: false,
  };
}

function firstTrack(report: TrackObservation): Track {
  return {
    droneId: report.droneId,
    kind: report.kind,
    observedAtMs: report.observedAtMs,
    receivedAtMs: report.receivedAtMs,
    firstSeenMs: report.observedAtMs,
    lat: report.lat,
    lon: report.lon,
    altitudeM: report.altitudeM,
    heightM: report.heightM,
    speedMps: report.speedMps,
    verticalSpeedMps: report.verticalSpeedMps,
    courseDeg: report.courseDeg,
    pilot: report.pilot,
    home: report.home,
    make: report.make,
    model: report.model,
    uaType: report.uaType,
    operatorId: report.operatorId,
    caaId: report.caaId,
    description: report.description,
    callsign: report.callsign,
    squawk: report.squawk,
    registration: report.registration,
    operationalStatus: report.operationalStatus,
    mac: report.mac,
    rssiDbm: report.rssiDbm,
    frequencyMhz: report.frequencyMhz,
    leadKitId: report.kitId,
    sightings: [sightingOf(report, undefined)],
    stale: false,
  };
}

function sightingOf(report: TrackObservation, known: Sighting | undefined): Sighting {
  const hasPosition = report.lat !== null && report.lon !== null;
  return {
    kitId: report.kitId,
    observedAtMs: report.observedAtMs,
    rssiDbm: report.rssiDbm,
    lat: hasPosition ? report.lat : (known?.lat ?? null),
    lon: hasPosition ? report.lon : (known?.lon ?? null),
  };
}
