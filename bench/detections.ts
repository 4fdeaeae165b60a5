import type { DroneRecord } from '../simulator/drone-record.js';
import { createKitView } from '../simulator/kit-view.js';
import { createWorld } from '../simulator/world.js';

/** Many reports about many drones; each combination of kit, drone and time comes once. */
export interface DetectionsOrder {
  readonly kits: number;
  readonly dronesPerKit: number;
  readonly reportsPerDrone: number;
  /** Less than `STEP_MS`. The reports of two rounds never have the same time. */
  readonly round: number;
}

const STEP_MS = 200;
/** The world has been going on for a while, so that many drones are in the air. */
const WORLD_AGE_MS = 900_000;

export function kitIdOf(index: number): string {
  return `bench-${index}`;
}

/**
 * What each kit reports, as DragonSync lists it, the oldest first and the newest of now. Every record has
 * all that simulated drones send, their oddities included.
 */
export function detectionsByKit(order: DetectionsOrder, nowMs: number): DroneRecord[][] {
  const samples = sampleRecords(nowMs);
  const firstMs = Math.floor(nowMs / STEP_MS - order.reportsPerDrone) * STEP_MS + order.round;
  return Array.from({ length: order.kits }, (_, kit) =>
    Array.from({ length: order.reportsPerDrone * order.dronesPerKit }, (_, index) => {
      const drone = index % order.dronesPerKit;
      const report = Math.floor(index / order.dronesPerKit);
      const sample = samples[drone % samples.length];
      if (sample === undefined) throw new Error('No simulated drone is in the air.');
      const timeS = (firstMs + report * STEP_MS) / 1000;
      return {
        ...sample,
        id: `drone-BENCH${kit}N${drone}`,
        observed_at: timeS,
        last_update_time: timeS,
        lat: sample.lat === 0 ? 0 : sample.lat + report * 1e-5,
        lon: sample.lon === 0 ? 0 : sample.lon + drone * 1e-4,
      };
    }),
  );
}

function sampleRecords(nowMs: number): DroneRecord[] {
  const startMs = nowMs - WORLD_AGE_MS;
  const world = createWorld({ seed: 7, startMs, droneCount: 60, aircraftCount: 0, groundTimeS: 0 });
  const view = createKitView({
    world,
    serial: 'BENCH',
    position: { lat: 47.664, lon: 9.4813, altitudeM: 460 },
  });
  return view.drones(nowMs, startMs).filter((record): record is DroneRecord => record.track_type === 'drone');
}
