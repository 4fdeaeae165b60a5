import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { createSimulatedKit, type SimulatedKit, type SimulatedKitOptions } from '../../simulator/kit.js';
import { createWorld } from '../../simulator/world.js';

const recordings = fileURLToPath(new URL('../../../shared/fixtures/dragonsync/', import.meta.url));
const startMs = Date.parse('2026-05-04T09:00:00Z');

interface RawResponse {
  readonly statusLine: string;
  readonly headerNames: string[];
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends `request` as it is and reads until the other side closes. */
async function raw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

async function get(url: string, path: string): Promise<RawResponse> {
  const text = await raw(url, `GET ${path} HTTP/1.1\r\nHost: kit\r\nConnection: keep-alive\r\n\r\n`);
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const pairs = lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]);
  return {
    statusLine,
    headerNames: pairs.map(([name]) => name),
    headers: Object.fromEntries(pairs),
    body: text.slice(end + 4),
  };
}

let kit: SimulatedKit | undefined;
let nowMs = startMs;

/** A kit whose time stands still until a test moves it. */
async function aKit(options: Partial<SimulatedKitOptions> = {}): Promise<string> {
  nowMs = startMs;
  kit = createSimulatedKit({
    world: createWorld({ seed: 11, startMs, droneCount: 20, emitterCount: 6 }),
    serial: 'TEST',
    position: { lat: 47.662, lon: 9.4813, altitudeM: 454 },
    now: () => nowMs,
    ...options,
  });
  return kit.start();
}

afterEach(async () => {
  await kit?.stop();
});

describe('on the wire', () => {
  test('a good answer is HTTP/1.0 with a length, and the connection is closed', async () => {
    const url = await aKit();
    const response = await get(url, '/drones');
    expect(response.statusLine).toBe('HTTP/1.0 200 OK');
    expect(response.headerNames).toEqual(['Server', 'Date', 'Content-Type', 'Content-Length']);
    expect(response.headers).toEqual({
      Server: 'BaseHTTP/0.6 Python/3.11.2',
      Date: 'Mon, 04 May 2026 09:00:00 GMT',
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(response.body)),
    });
    expect(response.body).toBe('{"drones": []}');
  });

  test('the Date header is the clock of the kit', async () => {
    const url = await aKit({ clockOffsetMs: -90_000 });
    expect((await get(url, '/drones')).headers['Date']).toBe('Mon, 04 May 2026 08:58:30 GMT');
  });

  test.each(['/drones?x=1', '/dronesfoo'])('%s is /drones', async (path) => {
    const url = await aKit();
    expect((await get(url, path)).body).toBe('{"drones": []}');
  });

  test('an unknown path is 404 without body, type or length', async () => {
    const url = await aKit();
    const response = await get(url, '/');
    expect(response.statusLine).toBe('HTTP/1.0 404 Not Found');
    expect(response.headerNames).toEqual(['Server', 'Date']);
    expect(response.body).toBe('');
  });

  test('only GET is supported', async () => {
    const url = await aKit();
    const text = await raw(url, 'POST /drones HTTP/1.1\r\nHost: kit\r\nContent-Length: 0\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.0 501 Unsupported method \('POST'\)\r\n/);
    expect(text).toContain('Content-Type: text/html;charset=utf-8');
  });

  test('rubbish gets an answer without headers', async () => {
    const url = await aKit();
    expect(await raw(url, 'rubbish\r\n\r\n')).toMatch(/^<!DOCTYPE HTML>/);
  });

  test('a request may come in pieces', async () => {
    const url = await aKit();
    const { hostname, port } = new URL(url);
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(Number(port), hostname, () => {
        socket.write('GET /sig');
        setImmediate(() => socket.write('nals HTTP/1.0\r\n\r\n'));
      });
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => (received += chunk));
      socket.on('end', () => resolve(received));
      socket.on('error', reject);
    });
    expect(text).toContain('{"signals": []}');
  });

  test('text beyond ASCII is escaped and numbers may be NaN', async () => {
    const url = await aKit({ nanEveryS: 1 });
    nowMs = startMs + 120_000;
    const { body } = await get(url, '/drones');
    expect(body).toMatch(/"lat": NaN/);
    expect(body).toMatch(/"alt": Infinity/);
    expect(() => void JSON.parse(body)).toThrow(SyntaxError);
  });
});

describe('the request budget', () => {
  test('the 101st request in a minute is refused, whatever it asks for', async () => {
    const url = await aKit();
    for (let i = 0; i < 100; i++) await get(url, i % 2 === 0 ? '/drones' : '/nothing');
    const refused = await get(url, '/status');
    expect(refused.statusLine).toBe('HTTP/1.0 429 Too Many Requests');
    expect(refused.headerNames).toEqual(['Server', 'Date', 'Content-Type', 'Retry-After']);
    expect(refused.headers['Retry-After']).toBe('60');
    expect(refused.body).toBe('{"error": "rate limit exceeded"}');
  });

  test('refused requests do not count, and the window slides', async () => {
    const url = await aKit({ rateLimit: 2 });
    const status = async () => (await get(url, '/drones')).statusLine.slice(9, 12);
    expect([await status(), await status(), await status()]).toEqual(['200', '200', '429']);
    nowMs += 59_999;
    expect(await status()).toBe('429');
    nowMs += 1;
    expect([await status(), await status(), await status()]).toEqual(['200', '200', '429']);
  });
});

describe('a kit that is not well', () => {
  test('has no status until its monitor spoke, while the rest answers', async () => {
    const url = await aKit({ statusAfterMs: 8000 });
    const early = await get(url, '/status');
    expect(early.statusLine).toBe('HTTP/1.0 503 Service Unavailable');
    expect(early.headers['Content-Length']).toBe(String(early.body.length));
    expect(early.body).toBe('{"error": "system status unavailable"}');
    expect((await get(url, '/drones')).statusLine).toBe('HTTP/1.0 200 OK');
    nowMs += 8000;
    expect(JSON.parse((await get(url, '/status')).body)).toMatchObject({ uid: 'wardragon-TEST' });
  });

  test('refuses connections and comes back on the same port, booted anew', async () => {
    const url = await aKit({ statusAfterMs: 8000 });
    nowMs += 60_000;
    expect(JSON.parse((await get(url, '/drones')).body)).not.toEqual({ drones: [] });
    await kit?.fail('refuse');
    await expect(get(url, '/drones')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await kit?.recover();
    expect((await get(url, '/status')).statusLine).toBe('HTTP/1.0 503 Service Unavailable');
    expect((await get(url, '/drones')).body).toBe('{"drones": []}');
  });

  test('hangs: takes the request and never answers', async () => {
    const url = await aKit();
    await kit?.fail('hang');
    const asking = fetch(`${url}/drones`, { signal: AbortSignal.timeout(200) });
    await expect(asking).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(kit?.requests.map(({ path, status }) => ({ path, status }))).toEqual([
      { path: '/drones', status: null },
    ]);
    await kit?.recover();
    expect((await get(url, '/drones')).statusLine).toBe('HTTP/1.0 200 OK');
  });

  test('answers 500', async () => {
    const url = await aKit();
    await kit?.fail('error');
    const response = await get(url, '/drones');
    expect(response.statusLine).toBe('HTTP/1.0 500 Internal Server Error');
    expect(response.body).toBe('{"error": "drones unavailable"}');
  });

  test('can be stopped twice, also while it hangs', async () => {
    const url = await aKit();
    await kit?.fail('hang');
    const asking = raw(url, 'GET /drones HTTP/1.1\r\n\r\n').catch(() => 'cut');
    await expect.poll(() => kit?.requests.length).toBe(1);
    await kit?.stop();
    await kit?.stop();
    expect(['', 'cut']).toContain(await asking);
  });
});

const droneKeys =
  'id id_type ua_type ua_type_name operator_id_type operator_id op_status height_type ew_dir direction speed_multiplier ' +
  'pressure_altitude vertical_accuracy horizontal_accuracy baro_accuracy speed_accuracy timestamp rid_timestamp ' +
  'observed_at timestamp_accuracy seen_by lat lon alt height speed vspeed pilot_lat pilot_lon home_lat home_lon ' +
  'description mac rssi index runtime caa_id freq transport rid last_update_time track_type';
const aircraftKeys =
  'id track_type callsign hex lat lon alt ground_speed track squawk reg category flight on_ground nac_p nac_v rssi ' +
  'last_update_time source seen_by';
const signalKeys =
  'uid signal_type source alert_id callsign description self_id center_hz bandwidth_hz pal_conf ntsc_conf rssi ' +
  'sensor_lat sensor_lon sensor_alt lat lon alt radius_m seen_by observed_at expires_at';
const statusKeys =
  'uid lat lon alt cpu_usage memory_total memory_available disk_total disk_used temperature uptime pluto_temp ' +
  'zynq_temp speed track gps_fix time_source gpsd_time_utc last_update_time';

type Json = Record<string, unknown>;
const keysOf = (record: Json) => Object.keys(record).join(' ');
const keySets = (records: Json[]) => [...new Set(records.map(keysOf))];
const isAircraft = (record: Json) => record['track_type'] === 'aircraft';

/** The four documents of a kit that has heard everything there is to hear within ten minutes. */
async function documents(url: string) {
  const drones: Json[] = [];
  const signals: Json[] = [];
  for (let minute = 0; minute < 10; minute++) {
    nowMs += 60_000;
    drones.push(...(JSON.parse((await get(url, '/drones')).body) as { drones: Json[] }).drones);
    signals.push(...(JSON.parse((await get(url, '/signals')).body) as { signals: Json[] }).signals);
  }
  const status = JSON.parse((await get(url, '/status')).body) as Json;
  const config = JSON.parse((await get(url, '/config')).body) as Record<string, Json>;
  return {
    drones: drones.filter((record) => !isAircraft(record)),
    aircraft: drones.filter(isAircraft),
    signals,
    status,
    config,
  };
}

test('every record has every key, in the order of the original', async () => {
  const found = await documents(await aKit());
  expect(keySets(found.drones)).toEqual([droneKeys]);
  expect(keySets(found.aircraft)).toEqual([aircraftKeys]);
  expect(keySets(found.signals)).toEqual([signalKeys]);
  expect(keysOf(found.status)).toBe(statusKeys);
});

describe.runIf(existsSync(recordings))('beside recordings of real kits', () => {
  const read = <T>(name: string) => JSON.parse(readFileSync(`${recordings}${name}.json`, 'utf8')) as T;

  test('records have the keys of the recorded ones', async () => {
    const found = await documents(await aKit());
    const recorded = read<{ drones: Json[] }>('kit0-drones').drones;
    expect(keySets(found.drones)).toEqual(keySets(recorded.filter((record) => !isAircraft(record))));
    expect(keySets(found.aircraft)).toEqual(keySets(recorded.filter(isAircraft)));
    expect(keySets(found.signals)).toEqual(keySets(read<{ signals: Json[] }>('kit0-signals').signals));
    expect(keysOf(found.status)).toBe(keysOf(read<Json>('kit0-status')));
    const config = read<Record<string, Json>>('kit0-config');
    expect(Object.entries(found.config).map(([section, values]) => [section, keysOf(values)])).toEqual(
      Object.entries(config).map(([section, values]) => [section, keysOf(values)]),
    );
  });

  test('values have the types of the recorded ones', async () => {
    const types = (records: Json[]) => {
      const seen: Record<string, Set<string>> = {};
      for (const record of records) {
        for (const [key, value] of Object.entries(record))
          (seen[key] ??= new Set()).add(value === null ? 'null' : typeof value);
      }
      return seen;
    };
    const found = await documents(await aKit());
    const recorded = types(read<{ drones: Json[] }>('kit0-drones').drones);
    const simulated = types([...found.drones, ...found.aircraft]);
    const unknown = Object.entries(simulated).flatMap(([key, kinds]) =>
      [...kinds].filter((kind) => !recorded[key]?.has(kind)).map((kind) => `${key}: ${kind}`),
    );
    // Text for a number is what the recording of odd inputs has.
    expect(unknown.filter((entry) => !entry.startsWith('rid') && entry !== 'rssi: string')).toEqual([]);
  });

  test('the refusal over budget has the recorded headers and body', async () => {
    const url = await aKit({ rateLimit: 0 });
    const recorded = read<{ headers: Record<string, string>; body: string }>('rate-limit-429');
    const refused = await get(url, '/drones');
    expect(refused.headerNames).toEqual(Object.keys(recorded.headers));
    expect({ ...refused.headers, Date: '' }).toEqual({ ...recorded.headers, Date: '' });
    expect(refused.body).toBe(recorded.body);
  });
});
