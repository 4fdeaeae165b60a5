import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Writes an answer, or fails to, in whatever way a kit or something in its place might. */
export type Behaviour = (socket: Socket, path: string) => void;

export interface FakeAnswers {
  readonly drones?: readonly unknown[];
  readonly signals?: readonly unknown[];
  /** Null: 503, as during the first half minute after boot. */
  readonly status?: object | null;
}

/**
 * A kit that speaks HTTP as DragonSync does: version 1.0, the connection closed after each answer, a
 * Content-Length on 200, 500 and 503 only, 100 requests in any 60 seconds.
 */
export interface FakeKit {
  readonly url: string;
  /** Paths asked for so far, oldest first. */
  readonly requests: readonly string[];
  /** The `Authorization` header of each request so far; null where there was none. */
  readonly authorizations: readonly (string | null)[];
  /** How many connections are open now, and how many there were at most. */
  readonly sockets: { readonly open: number; readonly most: number };
  answers(answers: FakeAnswers): void;
  /** Behaves otherwise from now on, at one path or at all; null: as a kit again. */
  behaves(behaviour: Behaviour | null, path?: string): void;
  /** What its Date header is ahead of the real time by; NaN: it sends none. */
  setClockSkewMs(skewMs: number): void;
  /** Refuses connections until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

const REQUESTS_PER_MINUTE = 100;

/** The head of an HTTP/1.0 answer as Python's BaseHTTP writes it. */
export function head(status: string, headers: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries({ Server: 'BaseHTTP/0.6 Python/3.11.2', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`HTTP/1.0 ${status}`, ...lines, '', ''].join('\r\n');
}

export function json(
  status: string,
  body: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const length = Buffer.byteLength(body);
  return head(status, { 'Content-Type': 'application/json', 'Content-Length': length, ...headers }) + body;
}

export async function startFakeKit(initial: FakeAnswers = {}): Promise<FakeKit> {
  let current: Required<FakeAnswers> = { drones: [], signals: [], status: aStatus(), ...initial };
  const behaviours = new Map<string, Behaviour>();
  const requests: string[] = [];
  const authorizations: (string | null)[] = [];
  const served: number[] = [];
  const open = new Set<Socket>();
  let most = 0;
  let skewMs = 0;

  const date = () => (Number.isNaN(skewMs) ? {} : { Date: new Date(Date.now() + skewMs).toUTCString() });

  function answer(path: string): string {
    const recent = served.filter((atMs) => atMs > Date.now() - 60_000);
    if (recent.length >= REQUESTS_PER_MINUTE) {
      const headers = { ...date(), 'Content-Type': 'application/json', 'Retry-After': 60 };
      return head('429 Too Many Requests', headers) + '{"error": "rate limit exceeded"}';
    }
    served.push(Date.now());
    if (path.startsWith('/drones')) return json('200 OK', pythonJson({ drones: current.drones }), date());
    if (path.startsWith('/signals')) return json('200 OK', pythonJson({ signals: current.signals }), date());
    if (!path.startsWith('/status')) return head('404 Not Found', date());
    return current.status === null
      ? json('503 Service Unavailable', '{"error": "system status unavailable"}', date())
      : json('200 OK', pythonJson(current.status), date());
  }

  const server = createServer((socket) => {
    open.add(socket);
    most = Math.max(most, open.size);
    // Clients that abort reset the connection, which is theirs to do.
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    let request = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      request += chunk;
      if (!request.includes('\r\n\r\n')) return;
      const path = request.split(' ')[1] ?? '';
      authorizations.push(/^authorization: (.*)\r$/im.exec(request)?.[1] ?? null);
      request = '';
      requests.push(path);
      const behaviour = behaviours.get(path) ?? behaviours.get('*');
      if (behaviour === undefined) socket.end(answer(path));
      else behaviour(socket, path);
    });
  });
  let port = 0;
  async function listen() {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }
  async function close() {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  }
  await listen();

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    authorizations,
    get sockets() {
      return { open: open.size, most };
    },
    answers(answers) {
      current = { ...current, ...answers };
    },
    behaves(behaviour, path = '*') {
      if (behaviour === null) behaviours.delete(path);
      else behaviours.set(path, behaviour);
    },
    setClockSkewMs(ms) {
      skewMs = ms;
    },
    goAway: close,
    comeBack: listen,
    stop: close,
  };
}

/** As Python writes it: `NaN` and `Infinity` are bare words. */
function pythonJson(value: unknown): string {
  const marked = JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? `\u0001${each}\u0001` : each,
  );
  return marked.replace(/"\\u0001(NaN|-?Infinity)\\u0001"/g, '$1');
}

/** Epoch seconds now, as a kit writes times. */
export function kitNowS(agoS = 0): number {
  return Date.now() / 1000 - agoS;
}

/** A drone as DragonSync lists it; say only what matters. */
export function aDroneRecord(given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const timeS = kitNowS();
  return {
    id: 'drone-A',
    id_type: 'Serial Number (ANSI/CTA-2063-A)',
    ua_type: 2,
    ua_type_name: 'Helicopter or Multirotor',
    operator_id_type: '',
    operator_id: '',
    op_status: 'Airborne',
    height_type: 'Above Takeoff',
    ew_dir: 'East',
    direction: 90,
    speed_multiplier: 0.25,
    pressure_altitude: 0.0,
    timestamp: '0.0 seconds past the hour',
    observed_at: timeS - 0.00001,
    seen_by: 'wardragon-SIM00000',
    lat: 42.36,
    lon: -71.06,
    alt: 50,
    height: 20,
    speed: 10,
    vspeed: 0.5,
    pilot_lat: 0,
    pilot_lon: 0,
    home_lat: 0,
    home_lon: 0,
    description: '',
    mac: '60:60:1F:00:00:01',
    rssi: -60,
    index: 0,
    runtime: 0,
    caa_id: '',
    freq: 2437,
    transport: 'WiFi-Beacon',
    rid: {
      tracking: null,
      status: null,
      make: null,
      model: null,
      source: null,
      lookup_attempted: false,
      lookup_success: false,
    },
    last_update_time: timeS,
    track_type: 'drone',
    ...given,
  };
}

export function anAircraftRecord(given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'adsb-a00000',
    track_type: 'aircraft',
    callsign: 'adsb-a00000',
    hex: 'A00000',
    lat: 42.5,
    lon: -71.0,
    alt: 10_000,
    ground_speed: 400,
    track: 287.7,
    squawk: '1200',
    reg: 'N100SM',
    category: 'A3',
    flight: 'SIM000',
    on_ground: false,
    nac_p: 9,
    nac_v: 2,
    rssi: -18.7,
    last_update_time: kitNowS(),
    source: 'adsb',
    seen_by: 'wardragon-SIM00000',
    ...given,
  };
}

export function aSignalRecord(given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    uid: 'fpv-alert-5785MHz',
    signal_type: 'fpv',
    source: 'confirm',
    alert_id: 'fpv-alert-5785.000MHz',
    callsign: 'FPV confirm',
    center_hz: 5_785_000_000,
    bandwidth_hz: 6_000_000,
    pal_conf: 0.81,
    ntsc_conf: 0.12,
    rssi: -51.5,
    sensor_lat: 42.3601,
    sensor_lon: -71.0589,
    sensor_alt: 31.4,
    lat: 42.36007,
    lon: -71.05886,
    alt: 31.4,
    radius_m: 15,
    seen_by: 'wardragon-SIM00000',
    observed_at: kitNowS(),
    ...given,
  };
}

export function aStatus(given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    uid: 'wardragon-SIM00000',
    lat: 42.3601,
    lon: -71.0589,
    alt: 31.4,
    cpu_usage: 12.5,
    memory_total: 8_000,
    memory_available: 6_000,
    disk_total: 100_000,
    disk_used: 25_000,
    temperature: 48.5,
    uptime: 7_200,
    pluto_temp: 'N/A',
    zynq_temp: 45.2,
    speed: 0.12,
    track: 87.5,
    gps_fix: true,
    time_source: 'gpsd',
    gpsd_time_utc: '2026-11-21T20:52:46.000Z',
    last_update_time: kitNowS(),
    ...given,
  };
}
