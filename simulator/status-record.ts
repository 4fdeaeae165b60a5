import { chance } from './random.js';
import { roundTo } from './place.js';
import type { SensorPosition } from './signal-record.js';

/** What `GET /status` answers. */
export interface StatusRecord {
  readonly uid: string;
  readonly lat: number;
  readonly lon: number;
  readonly alt: number;
  /** Percent. */
  readonly cpu_usage: number;
  /** MiB, as the other sizes. */
  readonly memory_total: number;
  readonly memory_available: number;
  readonly disk_total: number;
  readonly disk_used: number;
  /** °C; 0 when unreadable. */
  readonly temperature: number;
  /** Seconds. */
  readonly uptime: number;
  readonly pluto_temp: number | 'N/A';
  readonly zynq_temp: number | 'N/A';
  readonly speed: number;
  readonly track: number;
  readonly gps_fix: boolean;
  readonly time_source: string;
  readonly gpsd_time_utc: string;
  readonly last_update_time: number;
}

export interface StatusInput {
  readonly uid: string;
  readonly position: SensorPosition;
  /** Whether a GPS receiver says where the kit is, or its operator typed it in. */
  readonly gps: boolean;
  /** Whether the kit has an SDR whose temperature can be read. */
  readonly pluto: boolean;
  readonly uptimeS: number;
  /** When the monitor measured, kit clock. */
  readonly kitTimeS: number;
}

/** What the monitor of a kit measured at `kitTimeS`; the numbers wander with the uptime. */
export function statusRecord({ uid, position, gps, pluto, uptimeS, kitTimeS }: StatusInput): StatusRecord {
  const wander = (name: string, low: number, high: number) => {
    const slow = 0.5 + 0.5 * Math.sin(uptimeS / 700 + 6 * chance(uid, name));
    return roundTo(low + (high - low) * (0.8 * slow + 0.2 * chance(uid, name, uptimeS)), 10);
  };
  return {
    uid,
    lat: position.lat,
    lon: position.lon,
    alt: gps ? position.altitudeM : 0,
    cpu_usage: wander('cpu', 4, 35),
    memory_total: 15_866.5625,
    memory_available: wander('memory', 9800, 12_100),
    disk_total: 234_426.61328125,
    disk_used: roundTo(31_863.5 + uptimeS / 1000, 10),
    temperature: pluto ? wander('cpu-temperature', 44, 61) : 0,
    uptime: uptimeS,
    pluto_temp: pluto ? wander('pluto', 41, 52) : 'N/A',
    zynq_temp: pluto ? wander('zynq', 43, 56) : 'N/A',
    speed: gps ? wander('speed', 0, 0.2) : 0,
    track: gps ? wander('track', 80, 95) : 0,
    gps_fix: gps,
    time_source: gps ? 'gpsd' : 'static',
    gpsd_time_utc: gps ? new Date(Math.floor(kitTimeS) * 1000).toISOString() : '',
    last_update_time: kitTimeS,
  };
}
