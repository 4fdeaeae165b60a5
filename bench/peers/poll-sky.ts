import { Agent, request } from 'undici';
import type { PolledKits } from '../live-targets.js';
import type { SkyTrack } from '../sky.js';

interface Answer {
  readonly drones: readonly {
    readonly id: string;
    readonly lat: number;
    readonly lon: number;
    readonly alt: number;
    readonly speed: number;
    readonly direction: number | null;
    readonly observed_at: number;
  }[];
}

/** As little as a server can do with kits: asks each in turn, spread over the interval, and publishes what it says. */
export function pollSky(
  { urls, intervalMs }: PolledKits,
  publish: (tracks: readonly SkyTrack[]) => void,
): { stop(): number } {
  const agent = new Agent();
  let turn = 0;
  let updates = 0;

  async function poll(url: string): Promise<void> {
    const { body } = await request(`${url}/drones`, { dispatcher: agent });
    const { drones } = (await body.json()) as Answer;
    publish(
      drones.map(({ id, lat, lon, alt, speed, direction, observed_at }) => ({
        droneId: id,
        lat,
        lon,
        altitudeM: alt,
        speedMps: speed,
        courseDeg: direction ?? 0,
        observedAtMs: Math.round(observed_at * 1000),
      })),
    );
    updates++;
  }

  const timer = setInterval(() => {
    const url = urls[turn++ % urls.length];
    if (url !== undefined) void poll(url);
  }, intervalMs / urls.length);

  return {
    stop() {
      clearInterval(timer);
      return updates;
    },
  };
}
