import type { FailureMode } from './kit-server.js';
import { createSimulatedKit, type SimulatedKit, type SimulatedKitOptions } from './kit.js';
import { createOutages } from './outages.js';
import type { SensorPosition } from './signal-record.js';
import type { World } from './world.js';

/** A kit's place and character. */
export interface Station {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly serial: string;
  readonly position: SensorPosition;
  readonly character: Partial<SimulatedKitOptions>;
}

/** Around Friedrichshafen. The last one's clock is late, and its ADS-B receiver dies after half an hour. */
export const stations: readonly [Station, Station, Station, Station] = [
  {
    id: 'harbour',
    name: 'Harbour',
    location: 'Friedrichshafen, pier',
    serial: 'SIM0A11C7',
    position: { lat: 47.6516, lon: 9.4801, altitudeM: 454 },
    character: { nanEveryS: 97 },
  },
  {
    id: 'airport',
    name: 'Airport',
    location: 'Friedrichshafen, EDNY tower',
    serial: 'SIM3F90D2',
    position: { lat: 47.6717, lon: 9.5112, altitudeM: 476 },
    character: { clockOffsetMs: 4200 },
  },
  {
    id: 'manzell',
    name: 'Manzell',
    location: 'Friedrichshafen, Manzell works',
    serial: 'SIM77B21E',
    position: { lat: 47.6639, lon: 9.4433, altitudeM: 452 },
    character: { gps: false, pluto: false },
  },
  {
    id: 'fairground',
    name: 'Fairground',
    location: 'Friedrichshafen, Messe',
    serial: 'SIMC40E58',
    position: { lat: 47.6782, lon: 9.5246, altitudeM: 465 },
    character: { clockOffsetMs: -2700, adsbDiesAtS: 1800 },
  },
];

/** Short, so that the first poll already finds out who the kit is and where it stands. */
const STATUS_AFTER_MS = 1000;

export interface RunningKit {
  readonly station: Station;
  readonly kit: SimulatedKit;
  readonly url: string;
}

/** Starts the kit of a station on `port`, or on any free one when that is taken. */
export async function startStation(station: Station, world: World, port: number): Promise<RunningKit> {
  const options = {
    world,
    serial: station.serial,
    position: station.position,
    statusAfterMs: STATUS_AFTER_MS,
    ...station.character,
  };
  const kit = createSimulatedKit({ ...options, port });
  try {
    return { station, kit, url: await kit.start() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const elsewhere = createSimulatedKit(options);
    return { station, kit: elsewhere, url: await elsewhere.start() };
  }
}

/** Four minutes well, 40 s away: refusing connections one time, hanging the next. */
export function createStationOutages({ kit, station }: RunningKit, say: (line: string) => void) {
  const how: Record<FailureMode, string> = {
    refuse: 'refuses connections',
    hang: 'does not answer any more',
    error: 'answers 500',
  };
  return createOutages({
    kit,
    everyMs: 240_000,
    lastingMs: 40_000,
    modes: ['refuse', 'hang'],
    onChange: (failing) => say(`simulator: ${station.name} ${failing === null ? 'is back' : how[failing]}`),
    onError: (error) => say(`simulator: ${station.name} cannot come back: ${String(error)}`),
  });
}
