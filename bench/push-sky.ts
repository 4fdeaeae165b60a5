import { Pool } from 'undici';
import { startBeat } from './beat.js';
import { skyAt, type SkyTrack } from './sky.js';

export interface SkyOrder {
  /** Drones, which all change with every update. */
  readonly tracks: number;
  /** Updates a second. */
  readonly rateHz: number;
}

export interface Feed {
  /** Returns how many updates there were; all of them have been taken. @throws {Error} one was refused */
  stop(): Promise<number>;
}

/** Pushes that are under way at a time; what would be more is left out, as an update that nobody missed. */
const CONNECTIONS = 8;
const KIT_ID = 'bench-kit';

/** Pushes the whole sky with every beat to the real server, each as one request. */
export function pushSky(url: string, { tracks, rateHz }: SkyOrder): Feed {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const underWay = new Set<Promise<void>>();
  let taken = 0;
  let refused: string | null = null;

  async function push(body: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method: 'POST', path: '/ingest', headers, body });
    const text = await answer.body.text();
    // A server that is busy with subscribers may leave it on disk for a while.
    if (answer.statusCode < 300 && /"status":"(success|queued)"/.test(text)) taken++;
    else refused = text.slice(0, 500);
  }

  const beat = startBeat(rateHz, (dueMs, number) => {
    if (underWay.size >= CONNECTIONS) return;
    const messages = skyAt(tracks, number, dueMs).map(asPushed);
    const pushing = push(JSON.stringify({ messages, source: KIT_ID }))
      .catch((error: unknown) => (refused = String(error)))
      .then(() => void underWay.delete(pushing));
    underWay.add(pushing);
  });

  return {
    async stop() {
      beat.stop();
      await Promise.all(underWay);
      await pool.close();
      if (refused !== null) throw new Error(`a push was refused: ${refused}`);
      return taken;
    },
  };
}

function asPushed({ droneId, lat, lon, altitudeM, speedMps, courseDeg, observedAtMs }: SkyTrack) {
  return {
    type: 'drone',
    id: droneId,
    time: observedAtMs / 1000,
    lat,
    lon,
    alt: altitudeM,
    speed: speedMps,
    direction: courseDeg,
    rssi: -70,
    freq: 2437,
    mac: '60:60:1F:00:00:01',
  };
}
