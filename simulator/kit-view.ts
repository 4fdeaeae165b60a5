import { aircraftRecord, type AircraftRecord } from './aircraft-record.js';
import { droneRecord, type DroneRecord } from './drone-record.js';
import type { Flight } from './flight.js';
import { distanceM, roundTo, toGround } from './place.js';
import { bluetoothRadio, receive, remoteIdRadio, telemetryRadio, videoRadio, type Radio } from './radio.js';
import { chance } from './random.js';
import {
  SIGNAL_LIFETIME_S,
  telemetrySignalRecord,
  videoSignalRecord,
  type SensorPosition,
  type SignalRecord,
} from './signal-record.js';
import { statusRecord, type StatusRecord } from './status-record.js';
import type { World } from './world.js';

export interface KitViewOptions {
  readonly world: World;
  /** What follows `wardragon-` in the kit's uid. */
  readonly serial: string;
  readonly position: SensorPosition;
  /** How far the kit's clock is ahead. */
  readonly clockOffsetMs?: number;
  /** How long after it booted the kit's monitor speaks for the first time. */
  readonly statusAfterMs?: number;
  readonly gps?: boolean;
  readonly pluto?: boolean;
  /** World second at which its ADS-B thread dies: the aircraft it knows then stay for ever. */
  readonly adsbDiesAtS?: number;
  /** Every this many seconds the body of /drones has `NaN` and `Infinity` in it, for one second. */
  readonly nanEveryS?: number;
}

/** What a kit knows, as a function of the time and of when it booted (both epoch ms, true time). */
export interface KitView {
  readonly uid: string;
  drones(nowMs: number, bootMs: number): (DroneRecord | AircraftRecord)[];
  signals(nowMs: number, bootMs: number): SignalRecord[];
  /** Null until the monitor spoke. */
  status(nowMs: number, bootMs: number): StatusRecord | null;
}

/** A drone leaves this long after its last packet. */
const DRONE_LIFETIME_S = 60;
const AIRCRAFT_LIFETIME_S = 120;
const ADSB_INTERVAL_S = 3;
const SIGNAL_INTERVAL_S = 2;
const MONITOR_INTERVAL_MS = 30_000;
const MAX_DRONES = 100;
const MAX_SIGNALS = 200;

export function createKitView({
  world,
  serial,
  position,
  clockOffsetMs = 0,
  statusAfterMs = 8000,
  gps = true,
  pluto = true,
  adsbDiesAtS = Infinity,
  nanEveryS = Infinity,
}: KitViewOptions): KitView {
  const uid = `wardragon-${serial}`;
  const ground = toGround(world.place, position);
  const kitTimeS = (worldS: number) => roundTo((world.startMs + clockOffsetMs) / 1000 + worldS, 1e6);
  /** The last second of the world that is over; what was sent in it has arrived. */
  const lastTick = (nowMs: number) => Math.floor((nowMs - world.startMs) / 1000) - 1;
  const bootS = (bootMs: number) => Math.ceil((bootMs - world.startMs) / 1000);
  const seenBy = (nowMs: number, bootMs: number) =>
    nowMs < bootMs + statusAfterMs ? 'wardragon-unknown' : uid;

  /** The newest transmission of `flight` that the kit decoded in [fromTick, toTick], every `step` seconds. */
  function newest(
    flight: Flight,
    fromTick: number,
    toTick: number,
    step = 1,
  ): { tick: number; rssiDbm: number } | null {
    const last = Math.min(toTick, Math.floor(flight.endS));
    const first = Math.max(fromTick, Math.ceil(flight.startS));
    for (let tick = lastMultiple(step, last); tick >= first; tick -= step) {
      if (chance(world.seed, 'loss', uid, flight.phaseS * 1e6, tick) < lossRate(flight)) continue;
      const motion = flight.motionAt(tick + flight.phaseS);
      const apartM = Math.hypot(distanceM(ground, motion), motion.heightM);
      const rssiDbm = receive(radioOf(flight), apartM, tick, world.seed, uid, flight.droneId);
      if (rssiDbm !== null) return { tick, rssiDbm };
    }
    return null;
  }

  function heardDrones(toTick: number, fromTick: number, seen: string): DroneRecord[] {
    // As in the kit's own table: a known id keeps its place when it is heard again.
    const records = new Map<string, DroneRecord>();
    for (const flight of world.flightsAt(toTick, DRONE_LIFETIME_S)) {
      const heard = newest(flight, fromTick, toTick);
      if (heard === null) continue;
      const reception = { flight, ...heard, kitTimeS: kitTimeS(heard.tick + flight.phaseS) };
      records.set(flight.droneId, droneRecord(reception, world.place, seen));
    }
    const drones = [...records.values()].slice(-MAX_DRONES);
    if (toTick % nanEveryS !== 0) return drones;
    return drones.map((drone, i) => (i === 0 ? { ...drone, alt: Infinity, speed: NaN, lat: NaN } : drone));
  }

  function heardAircraft(toTick: number, bootedS: number, seen: string): AircraftRecord[] {
    const readS = Math.min(toTick, adsbDiesAtS);
    return world.crossingsAt(readS, AIRCRAFT_LIFETIME_S).flatMap((crossing) => {
      const last = Math.min(readS, crossing.endS);
      const atS = lastMultiple(ADSB_INTERVAL_S, last);
      if (atS < Math.max(bootedS, crossing.startS)) return [];
      const apartM = distanceM(ground, crossing.stateAt(atS));
      const rssiDbfs = roundTo(Math.max(-36, -6 - 20 * Math.log10(Math.max(1, apartM / 2000))), 10);
      const delayS = roundTo(0.1 + 0.3 * chance(uid, crossing.hex, atS), 1e6);
      return [
        aircraftRecord({ crossing, atS, rssiDbfs, kitTimeS: kitTimeS(atS + delayS) }, world.place, seen),
      ];
    });
  }

  return {
    uid,
    drones(nowMs, bootMs) {
      const tick = lastTick(nowMs);
      const seen = seenBy(nowMs, bootMs);
      const bootedS = bootS(bootMs);
      const drones = heardDrones(tick, Math.max(tick - DRONE_LIFETIME_S + 1, bootedS), seen);
      return [...drones, ...heardAircraft(tick, bootedS, seen)];
    },
    signals(nowMs, bootMs) {
      const tick = lastTick(nowMs);
      const seen = seenBy(nowMs, bootMs);
      const fromTick = Math.max(tick - SIGNAL_LIFETIME_S + 1, bootS(bootMs));
      const records = new Map<string, SignalRecord>();
      for (const emitter of world.emittersAt(tick, SIGNAL_LIFETIME_S)) {
        const last = Math.min(tick, Math.floor(emitter.endS));
        for (
          let at = lastMultiple(SIGNAL_INTERVAL_S, last);
          at >= Math.max(fromTick, emitter.startS);
          at -= SIGNAL_INTERVAL_S
        ) {
          const rssiDbm = receive(
            videoRadio,
            distanceM(ground, emitter),
            at,
            world.seed,
            uid,
            emitter.centerHz,
          );
          if (rssiDbm === null) continue;
          const record = videoSignalRecord(
            emitter,
            { rssiDbm, kitTimeS: kitTimeS(at) },
            position,
            world.place,
            seen,
          );
          records.set(record.uid, record);
          break;
        }
      }
      for (const flight of world.flightsAt(tick, SIGNAL_LIFETIME_S)) {
        if (flight.habit !== 'sik') continue;
        const heard = newest(flight, fromTick, tick, SIGNAL_INTERVAL_S);
        if (heard === null) continue;
        const atS = heard.tick + flight.phaseS;
        const record = telemetrySignalRecord(
          flight,
          atS,
          { rssiDbm: heard.rssiDbm, kitTimeS: kitTimeS(atS) },
          world.place,
          seen,
        );
        records.set(record.uid, record);
      }
      return [...records.values()].slice(-MAX_SIGNALS);
    },
    status(nowMs, bootMs) {
      const sinceFirstMs = nowMs - bootMs - statusAfterMs;
      if (sinceFirstMs < 0) return null;
      const measuredMs =
        bootMs + statusAfterMs + MONITOR_INTERVAL_MS * Math.floor(sinceFirstMs / MONITOR_INTERVAL_MS);
      return statusRecord({
        uid,
        position,
        gps,
        pluto,
        uptimeS: (measuredMs - bootMs) / 1000 + 40,
        kitTimeS: (measuredMs + clockOffsetMs) / 1000,
      });
    },
  };
}

function radioOf(flight: Flight): Radio {
  if (flight.habit === 'bluetooth') return bluetoothRadio;
  return flight.habit === 'sik' ? telemetryRadio : remoteIdRadio;
}

/** Share of the transmissions that a kit misses even close by, because it listens on another channel. */
function lossRate(flight: Flight): number {
  return flight.habit === 'encrypted' ? 0.85 : flight.habit === 'bluetooth' ? 0.4 : 0.15;
}

/** The greatest whole multiple of `step` that is not above `value`. */
function lastMultiple(step: number, value: number): number {
  return step * Math.floor(value / step);
}
