import { createSimulatedKit, type SimulatedKit } from '../simulator/kit.js';
import { createWorld } from '../simulator/world.js';

/**
 * Many simulated kits in a process of their own, so that their cost is not the server's. Runs as a child with an
 * IPC channel: takes one FleetOrder, answers with the addresses, and answers every 'report' with a FleetReport.
 */
export interface FleetOrder {
  readonly kits: number;
  /** That a kit hears at a time, on average. Five neighbours hear the same ones. */
  readonly drones: number;
}

export interface FleetAddresses {
  readonly urls: readonly string[];
}

export interface FleetReport {
  /** Epoch ms of each request for /drones, a list for each kit. */
  readonly dronePollsMs: readonly (readonly number[])[];
  readonly requests: number;
  /** Requests that were not answered with 200, by status. */
  readonly failures: Readonly<Record<string, number>>;
  readonly cpuS: number;
}

const NEIGHBOURS = 5;
/** A drone is on the ground or out of hearing for a third of its time. */
const DRONES_PER_HEARD = 1.5;
/** The worlds have been going on for a while when the kits boot. */
const WORLD_AGE_MS = 600_000;

async function startFleet({ kits: count, drones }: FleetOrder) {
  const dronePollsMs = Array.from({ length: count }, (): number[] => []);
  const failures: Record<string, number> = {};
  let requests = 0;
  const startMs = Date.now() - WORLD_AGE_MS;
  const kits: SimulatedKit[] = [];
  let world = createWorld({ seed: 0, startMs });
  for (let index = 0; index < count; index++) {
    if (index % NEIGHBOURS === 0) {
      world = createWorld({
        seed: index,
        startMs,
        droneCount: Math.round(drones * DRONES_PER_HEARD),
        aircraftCount: 1,
        emitterCount: 1,
        groundTimeS: 0,
      });
    }
    kits.push(
      createSimulatedKit({
        world,
        serial: `BENCH${String(index).padStart(4, '0')}`,
        position: { lat: 47.664 + 0.001 * (index % NEIGHBOURS), lon: 9.4813, altitudeM: 460 },
        statusAfterMs: 0,
        onRequest({ atMs, path, status }) {
          requests++;
          if (path.startsWith('/drones')) dronePollsMs[index]?.push(atMs);
          if (status !== 200) failures[String(status)] = (failures[String(status)] ?? 0) + 1;
        },
      }),
    );
  }
  const urls = await Promise.all(kits.map((kit) => kit.start()));
  const report = (): FleetReport => {
    const { user, system } = process.cpuUsage();
    return { dronePollsMs, requests, failures, cpuS: (user + system) / 1e6 };
  };
  return { urls, report };
}

process.once('message', (order: FleetOrder) => {
  void startFleet(order).then(({ urls, report }) => {
    process.on('message', () => process.send?.(report()));
    process.send?.({ urls } satisfies FleetAddresses);
  });
});
// Its parent is gone, whatever the reason.
process.once('disconnect', () => process.exit());
