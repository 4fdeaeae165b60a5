import { afterEach, describe, expect, test } from 'vitest';
import { AccessUnavailableError, UnauthenticatedError, type Access } from '../../src/access/access.js';
import type { DeliveryState } from '../../src/domain/delivery.js';
import type { HealthSink } from '../../src/server/sink-health.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { NOON_MS } from '../support/observations.js';
import { aViewer } from '../support/viewers.js';

let running: TestHttpServer;
afterEach(() => running.server.stop({ deadlineMs: 1_000 }));

const aState = (given: Partial<DeliveryState> = {}): DeliveryState => ({
  sink: 'tsdb',
  healthy: true,
  circuit: 'CLOSED',
  buffered: 3,
  spooled: 20,
  spoolBytes: 4096,
  oldestSpooledAgeMs: null,
  written: 100,
  duplicates: 0,
  deadLettered: 1,
  dropped: 0,
  quarantined: 2,
  retries: 0,
  lastError: null,
  ...given,
});

const aSink = (given: Partial<HealthSink> = {}): HealthSink => ({
  name: 'tsdb',
  isPrimary: true,
  probe: () => Promise.resolve(),
  state: () => aState(),
  ...given,
});

interface HealthAnswer {
  readonly status: string;
  readonly healthy: boolean;
  readonly timestamp: number;
  readonly sinks: Readonly<Record<string, { healthy: boolean; last_error: string | null }>>;
}

async function ask(): Promise<{ httpStatus: number; body: HealthAnswer }> {
  const response = await fetch(`${running.url}/health`);
  return { httpStatus: response.status, body: (await response.json()) as HealthAnswer };
}

async function start(sinks: readonly HealthSink[], now: () => number = () => NOON_MS): Promise<void> {
  running = await startHttpServer({
    health: { readiness: () => ({}), sinks, disabledSinks: sinks.length === 1 ? ['loki'] : [], now },
  });
}

test('when all is well it has the shape that EdgeBot promised, and more', async () => {
  await start([aSink()]);
  const { httpStatus, body } = await ask();
  expect(httpStatus).toBe(200);
  expect(body).toEqual({
    status: 'healthy',
    timestamp: NOON_MS / 1000,
    healthy: true,
    sinks: {
      tsdb: {
        healthy: true,
        enabled: true,
        circuit: 'CLOSED',
        buffered: 3,
        spooled: 20,
        spool_bytes: 4096,
        dead_lettered: 1,
        dropped: 0,
        quarantined: 2,
        last_error: null,
      },
      loki: { healthy: null, enabled: false },
    },
    enabled_sinks: ['tsdb'],
    version: '1.2.3',
    uptime_s: expect.any(Number) as number,
  });
});

test('the timestamp is the time of day in Unix seconds', async () => {
  running = await startHttpServer();
  const { body } = await ask();
  expect(Math.abs(body.timestamp - Date.now() / 1000)).toBeLessThan(60);
  expect(Number.isInteger(body.timestamp)).toBe(true);
});

test('a primary that fails is unhealthy, with 503', async () => {
  await start([aSink({ probe: () => Promise.reject(new Error('connection refused')) })]);
  const { httpStatus, body } = await ask();
  expect([httpStatus, body.status, body.healthy]).toEqual([503, 'unhealthy', false]);
  expect(body.sinks['tsdb']).toMatchObject({ healthy: false, last_error: 'connection refused' });
});

test('an optional sink that fails is degraded, with 200', async () => {
  const loki = aSink({
    name: 'loki',
    isPrimary: false,
    state: () => aState({ sink: 'loki', healthy: false, circuit: 'OPEN', lastError: 'HTTP 503' }),
  });
  await start([aSink(), loki]);
  const { httpStatus, body } = await ask();
  expect([httpStatus, body.status, body.healthy]).toEqual([200, 'degraded', false]);
  expect(body.sinks['loki']).toMatchObject({ healthy: false, last_error: 'HTTP 503' });
});

test('a sink that is enabled but does not answer is not healthy', async () => {
  await start([aSink({ probe: () => new Promise(() => undefined) })]);
  const { httpStatus, body } = await ask();
  expect(httpStatus).toBe(503);
  expect(body.sinks['tsdb']).toMatchObject({ healthy: false, last_error: 'no answer within 2 s' });
});

test('sinks are asked once in five seconds, however many ask, and all at the same time', async () => {
  let nowMs = NOON_MS;
  let probes = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  // Neither answers before the other was asked, too.
  const probe = () => {
    probes += 1;
    if (probes === 2) release();
    return both;
  };
  await start([aSink({ probe }), aSink({ name: 'loki', isPrimary: false, probe })], () => nowMs);
  const answers = await Promise.all(Array.from({ length: 10 }, ask));
  expect(answers.map(({ httpStatus }) => httpStatus)).toEqual(Array.from({ length: 10 }, () => 200));
  nowMs += 4_999;
  await ask();
  expect(probes).toBe(2);
  nowMs += 1;
  await ask();
  expect(probes).toBe(4);
});

describe('where keys are needed', () => {
  const access: Access = {
    needsKey: true,
    authenticate(authorization) {
      if (authorization === 'starting') throw new AccessUnavailableError();
      if (authorization === 'viewer') return aViewer('VIEWER');
      if (authorization === 'ingest') return aViewer('INGEST');
      throw new UnauthenticatedError('no');
    },
    watch: () => () => undefined,
  };
  const failing = () =>
    aSink({ probe: () => Promise.reject(new Error('no route to db.internal')), state: () => aState() });

  test.each([undefined, 'wrong', 'ingest', 'starting'])(
    'nobody is refused, and the key %j shows whether all is well, and no more',
    async (authorization) => {
      running = await startHttpServer({ access, health: { readiness: () => ({}), sinks: [failing()] } });
      const response = await fetch(`${running.url}/health`, {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(response.status).toBe(503);
      const body = (await response.json()) as object;
      expect(Object.keys(body)).toEqual(['status', 'timestamp', 'healthy', 'version', 'uptime_s']);
      expect(body).toMatchObject({ status: 'unhealthy', healthy: false });
    },
  );

  test('who may read sees how each sink does', async () => {
    running = await startHttpServer({ access, health: { readiness: () => ({}), sinks: [failing()] } });
    const response = await fetch(`${running.url}/health`, { headers: { authorization: 'viewer' } });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      enabled_sinks: ['tsdb'],
      sinks: { tsdb: { healthy: false, last_error: 'no route to db.internal' } },
    });
  });
});

test('errors are shown without passwords and addresses, and short', async () => {
  const lastError = `postgresql://app:hunter2@db.internal:5432/x failed: password "s3cret" token=abc ${'x'.repeat(500)}`;
  await start([aSink({ state: () => aState({ lastError }) })]);
  const shown = (await ask()).body.sinks['tsdb']?.last_error ?? '';
  expect(shown).not.toMatch(/hunter2|s3cret|abc|db\.internal/);
  expect(shown).toMatch(/failed: password/);
  expect(shown.length).toBeLessThan(200);
});
