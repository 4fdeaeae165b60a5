import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export interface SteadyPush {
  counts(): {
    /** Reports about drones. */
    readonly tracksSent: number;
    /** Records whose push was answered with a success. */
    readonly acknowledged: number;
    /** Pushes that were not, and were sent again. */
    readonly refused: number;
  };
  /** Resolves when everything that was sent is acknowledged. */
  stop(): Promise<void>;
}

const PUSHES_PER_S = 10;
const RETRY_MS = 1000;
const CONNECTIONS = 8;
const KIT_ID = 'bench-kit';

/**
 * `rate` records a second in ten pushes, of which nine tenths are drones that report once a second, and the rest
 * signals. A push is sent when it is due, whatever became of those before it. Its records' time is when it was due.
 */
export function startSteadyPush({ url, rate }: { url: string; rate: number }): SteadyPush {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const size = Math.max(1, Math.round(rate / PUSHES_PER_S));
  const underWay = new Set<Promise<void>>();
  let tracksSent = 0;
  let acknowledged = 0;
  let refused = 0;
  let number = 0;
  const startMs = Date.now();

  async function push(dueMs: number, turn: number): Promise<void> {
    const messages = Array.from({ length: size }, (_, index) =>
      index % 10 === 9
        ? aSignal(`fpv-${turn}-${index}`, dueMs)
        : aDrone(`drone-${turn}-${index}`, dueMs, startMs),
    );
    tracksSent += messages.filter(({ type }) => type === 'drone').length;
    const body = JSON.stringify({ messages, batch_size: size, source: KIT_ID });
    const headers = { 'content-type': 'application/json' };
    for (;;) {
      try {
        const answer = await pool.request({ method: 'POST', path: '/ingest', headers, body });
        const result = (await answer.body.json()) as { errors?: number; rejected?: unknown[] };
        if (answer.statusCode === 200 && result.errors === 0 && result.rejected?.length === 0) {
          acknowledged += size;
          return;
        }
      } catch {
        // As good as refused.
      }
      refused++;
      await sleep(RETRY_MS);
    }
  }

  const timer = setInterval(() => {
    // After a late timer several are due.
    while (startMs + (number * 1000) / PUSHES_PER_S <= Date.now()) {
      const pushing = push(startMs + (number * 1000) / PUSHES_PER_S, number % PUSHES_PER_S).finally(() =>
        underWay.delete(pushing),
      );
      underWay.add(pushing);
      number++;
    }
  }, 5);

  return {
    counts: () => ({ tracksSent, acknowledged, refused }),
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      await pool.close();
    },
  };
}

/** Flies a circle of about a kilometre, ten metres a second. */
function aDrone(id: string, timeMs: number, startMs: number) {
  const angle = (timeMs - startMs) / 16_000;
  return {
    type: 'drone' as const,
    id,
    time: timeMs / 1000,
    lat: 47.66 + 0.0015 * Math.sin(angle),
    lon: 9.48 + 0.002 * Math.cos(angle),
    alt: 520,
    height: 60,
    speed: 10,
    vspeed: 0.5,
    direction: 90,
    rssi: -70,
    freq: 2437,
    mac: '60:60:1F:00:00:01',
    op_status: 'Airborne',
    description: 'Survey flight',
  };
}

function aSignal(uid: string, timeMs: number) {
  return {
    type: 'signal' as const,
    uid,
    time: timeMs / 1000,
    center_hz: 5_785_000_000,
    bandwidth_hz: 6_000_000,
    rssi: -51.5,
    signal_type: 'fpv',
    source: 'confirm',
    pal_conf: 0.8,
    ntsc_conf: 0.1,
  };
}
