import { gzipSync } from 'node:zlib';
import type { PushKits } from '../../src/collectors/push/kits.js';
import { createPushes, type Pushes, type PushesDeps } from '../../src/collectors/push/pushes.js';
import type { Observation } from '../../src/domain/observation.js';
import type { HttpServerOptions } from '../../src/server/http.js';
import { startHttpServer } from './http-server.js';
import { NOON_MS } from './observations.js';
import { createFakePushTarget, type FakePushTarget } from './push-target.js';

interface FakePushKits extends PushKits {
  readonly known: Map<string, { enabled: boolean }>;
  readonly registered: string[];
  readonly heardOf: { kitId: string; observations: readonly Observation[]; atMs: number }[];
}

/** Has `kit-1`, and `kit-off`, which is disabled. */
function createFakePushKits(): FakePushKits {
  const known = new Map([
    ['kit-1', { enabled: true }],
    ['kit-off', { enabled: false }],
  ]);
  const registered: string[] = [];
  const heardOf: FakePushKits['heardOf'] = [];
  return {
    known,
    registered,
    heardOf,
    find: (kitId) => known.get(kitId) ?? null,
    register(kitId) {
      if (registered.includes(kitId)) return Promise.reject(new Error(`registered ${kitId} twice`));
      registered.push(kitId);
      known.set(kitId, { enabled: true });
      return Promise.resolve();
    },
    heard: (kitId, observations, atMs) => void heardOf.push({ kitId, observations, atMs }),
  };
}

interface IngestAnswer {
  readonly httpStatus: number;
  readonly headers: Headers;
  readonly body: {
    readonly status: string;
    readonly code?: string;
    readonly message?: string;
    readonly received?: number;
    readonly sanitized?: number;
    readonly written?: number;
    readonly errors?: number;
    readonly rejected?: readonly { index: number; code: string; message: string }[];
    readonly sink_results?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

export interface IngestServer {
  readonly url: string;
  readonly target: FakePushTarget;
  readonly kits: FakePushKits;
  readonly pushes: Pushes;
  /** Sends a body as it is, or anything else as JSON. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<IngestAnswer>;
  drain(): void;
  stop(): Promise<void>;
}

/** The real server with a fake behind `POST /ingest`. */
export async function startIngestServer(
  given: Partial<PushesDeps> = {},
  options: Partial<HttpServerOptions> = {},
): Promise<IngestServer> {
  const target = createFakePushTarget();
  const kits = createFakePushKits();
  const pushes = createPushes({
    target,
    kits,
    autoRegister: false,
    sinks: ['tsdb', 'loki'],
    refusal: () => null,
    now: () => NOON_MS,
    ...given,
  });
  const { server, url } = await startHttpServer({ ingest: pushes, ...options });
  return {
    url,
    target,
    kits,
    pushes,
    async post(body, headers = {}) {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array;
      const response = await fetch(`${url}/ingest`, {
        method: 'POST',
        body: isRaw ? (body as string) : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
      return {
        httpStatus: response.status,
        headers: response.headers,
        body: (await response.json()) as IngestAnswer['body'],
      };
    },
    drain: () => server.drain(),
    stop: () => server.stop({ deadlineMs: 1_000 }),
  };
}

export const gzipped = (body: unknown): Uint8Array =>
  gzipSync(typeof body === 'string' ? body : JSON.stringify(body));
