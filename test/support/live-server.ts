import type pg from 'pg';
import type { DeadLetterDesk } from '../../src/domain/dead-letter-desk.js';
import type { LivePicture } from '../../src/domain/live.js';
import { createHub, type Hub } from '../../src/live/hub.js';
import { createContextFactory } from '../../src/schema/context.js';
import { schema } from '../../src/schema/index.js';
import { createHttpServer } from '../../src/server/http.js';
import { createFakeFleet } from './fake-fleet.js';
import { captureLogs } from './logs.js';

export interface LiveServer {
  /** What it accepts is what the server's readers are sent. */
  readonly hub: Hub;
  readonly url: string;
  readonly logs: ReturnType<typeof captureLogs>;
  /** How many follow the tracks. */
  readers(): number;
  stop(): Promise<void>;
}

export interface LiveServerOptions {
  /** @default as the hub has it */
  readonly changesKept?: number;
  /** @default 10 minutes: no pings among what a test looks at */
  readonly keepAliveMs?: number;
  /** @default as the server has it */
  readonly stallTimeoutMs?: number;
}

/** The real schema and server over a live picture that the test feeds; there is no database behind it. */
export async function startLiveServer(options: LiveServerOptions = {}): Promise<LiveServer> {
  const { changesKept, keepAliveMs = 600_000, stallTimeoutMs } = options;
  const hub = createHub({
    trackTimeoutMs: 600_000,
    ...(changesKept === undefined ? {} : { changesKept }),
    epoch: 'a1',
    now: Date.now,
    monotonicNow: () => performance.now(),
  });
  let readers = 0;
  const live: LivePicture = {
    ...hub,
    readTracks(wanted, reader) {
      const reading = hub.readTracks(wanted, reader);
      readers += 1;
      return {
        ...reading,
        end() {
          readers -= 1;
          reading.end();
        },
      };
    },
  };
  const logs = captureLogs();
  const server = createHttpServer({
    schema,
    createContext: createContextFactory({
      pool: {} as pg.Pool,
      live,
      fleet: createFakeFleet([]),
      deadLetters: {} as DeadLetterDesk,
      now: Date.now,
      keys: {} as never,
    }),
    health: { readiness: () => ({}) },
    logger: logs.logger,
    host: '127.0.0.1',
    port: 0,
    version: '0.0.0',
    examples: [],
    keepAliveMs,
    ...(stallTimeoutMs === undefined ? {} : { stallTimeoutMs }),
  });
  hub.start();
  const { url } = await server.start();
  return {
    hub,
    url,
    logs,
    readers: () => readers,
    async stop() {
      await server.stop({ deadlineMs: 2000 });
      hub.stop();
    },
  };
}
