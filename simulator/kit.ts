import { configRecord } from './config-record.js';
import { createKitServer, type Answer, type FailureMode, type RequestRecord } from './kit-server.js';
import { createKitView, type KitViewOptions } from './kit-view.js';
import { pythonJson } from './python-json.js';

export interface SimulatedKitOptions extends KitViewOptions {
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port?: number;
  /** Requests per client address in any 60 s. */
  readonly rateLimit?: number;
  readonly now?: () => number;
  readonly onRequest?: (request: RequestRecord) => void;
}

/** A kit that runs DragonSync, as far as its HTTP API goes. */
export interface SimulatedKit {
  readonly uid: string;
  /** The newest 1,000 requests, the oldest first. */
  readonly requests: readonly RequestRecord[];
  /**
   * Boots the kit.
   * @returns its base URL
   * @throws the error of `listen`, for example EADDRINUSE
   */
  start(): Promise<string>;
  stop(): Promise<void>;
  fail(mode: FailureMode): Promise<void>;
  /** After `refuse` the kit booted anew: it knows nothing of before, and not yet its own status. */
  recover(): Promise<void>;
}

const REQUESTS_KEPT = 1000;
const endpoints = ['status', 'drones', 'signals', 'config', 'update/check'] as const;

export function createSimulatedKit({
  host = '127.0.0.1',
  port: wantedPort = 0,
  rateLimit = 100,
  now = Date.now,
  onRequest,
  ...viewOptions
}: SimulatedKitOptions): SimulatedKit {
  const view = createKitView(viewOptions);
  const { world } = viewOptions;
  const requests: RequestRecord[] = [];
  let port = wantedPort;
  let bootMs = 0;
  let failing: FailureMode | null = null;

  /** What many ask within one second of the world is written once. */
  const bodies = new Map<string, { second: number; body: string }>();
  function cached(name: string, write: (nowMs: number) => string): Answer {
    const nowMs = now();
    const second = Math.floor((nowMs - world.startMs) / 1000);
    const known = bodies.get(name);
    if (known?.second === second) return { status: 200, body: known.body };
    const body = write(nowMs);
    bodies.set(name, { second, body });
    return { status: 200, body };
  }

  function answer(path: string): Answer | null {
    // The original compares beginnings: /drones?x=1 and /dronesfoo are both /drones.
    const name = endpoints.find((known) => path.startsWith(`/${known}`));
    if (name === undefined) return null;
    if (failing === 'error') {
      const error = name === 'update/check' ? 'update check failed' : `${name} unavailable`;
      return { status: 500, body: pythonJson({ error }) };
    }
    switch (name) {
      case 'drones':
        return cached(name, (nowMs) => pythonJson({ drones: view.drones(nowMs, bootMs) }));
      case 'signals':
        return cached(name, (nowMs) => pythonJson({ signals: view.signals(nowMs, bootMs) }));
      case 'status': {
        const status = view.status(now(), bootMs);
        return status === null
          ? { status: 503, body: pythonJson({ error: 'system status unavailable' }) }
          : { status: 200, body: pythonJson(status) };
      }
      case 'config':
        return { status: 200, body: pythonJson(configRecord(host, port)) };
      case 'update/check':
        return { status: 503, body: pythonJson({ error: 'update check unavailable' }) };
    }
  }

  const server = createKitServer({
    host,
    port: wantedPort,
    rateLimit,
    now,
    clockOffsetMs: viewOptions.clockOffsetMs ?? 0,
    answer,
    onRequest(request) {
      requests.push(request);
      if (requests.length > REQUESTS_KEPT) requests.shift();
      onRequest?.(request);
    },
  });

  async function boot(): Promise<void> {
    bodies.clear();
    bootMs = now();
    port = await server.open();
  }

  return {
    uid: view.uid,
    requests,
    async start() {
      await boot();
      return `http://${host}:${port}`;
    },
    stop: () => server.close(),
    async fail(mode) {
      failing = mode;
      server.setHanging(mode === 'hang');
      if (mode === 'refuse') await server.close();
    },
    async recover() {
      const booting = failing === 'refuse';
      failing = null;
      server.setHanging(false);
      if (booting) await boot();
    },
  };
}
