import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aTrackReport } from '../../test/support/observations.js';
import type { Kit } from '../domain/kit.js';
import { createManagedKit, type FleetSettings, type ManagedKit } from './managed-kit.js';
import { noLogin } from './source.js';

const SETTINGS: FleetSettings = {
  pollIntervalMs: 5_000,
  statusPollIntervalMs: 30_000,
  initialBackoffMs: 5_000,
  maxBackoffMs: 300_000,
  staleThresholdMs: 60_000,
};
const ADAPTIVE = { fastIntervalMs: 1_000, idleIntervalMs: 10_000 };
const aKit = (given: Partial<Kit> = {}): Kit => ({
  hasCredentials: false,
  kitId: 'kit-1',
  name: 'Alpha',
  location: null,
  apiUrl: 'http://10.0.0.1:8088',
  enabled: true,
  pollIntervalMs: null,
  statusPollIntervalMs: null,
  uid: null,
  status: 'UNKNOWN',
  lastSeenMs: null,
  createdAtMs: 0,
  position: null,
  clockOffsetMs: 0,
  ...given,
});

let managed: ManagedKit;
let flies: boolean;
/** What was read, and at which second. */
let polls: string[];

beforeEach(() => {
  vi.useFakeTimers();
  flies = false;
  polls = [];
});
afterEach(async () => {
  await managed.stop();
  vi.useRealTimers();
});

function start(kit: Kit, settings: Partial<FleetSettings> = {}) {
  const startedAt = performance.now();
  managed = createManagedKit(kit, noLogin, {
    sources: {
      createSource: () => ({
        name: 'test',
        clockSkewMs: () => null,
        counters: () => ({ requests: 0, succeeded: 0, failed: 0 }),
        paceMs: () => 0,
        poll({ drones, signals, status }) {
          const atS = Math.round((performance.now() - startedAt) / 1000);
          polls.push(`${atS}${drones ? 'd' : ''}${signals ? 's' : ''}${status ? 'k' : ''}`);
          return Promise.resolve({
            observations: flies ? [aTrackReport({ observedAtMs: Date.now() })] : [],
            rejects: [],
            problem: null,
            restMs: null,
            uid: null,
            position: null,
            clockOffsetMs: 0,
          });
        },
      }),
      probe: () => Promise.reject(new Error('not to be asked for')),
    },
    settings: { ...SETTINGS, ...settings },
    accept: () => undefined,
    onRejects: () => undefined,
    changed: () => undefined,
    logger: pino({ level: 'silent' }),
    now: Date.now,
    monotonic: () => performance.now(),
    random: () => 0,
    stopping: new AbortController().signal,
  });
  managed.start({ atOnce: true });
}
const seconds = (amount: number) => vi.advanceTimersByTimeAsync(amount * 1000);

test('in fixed mode what flies changes nothing', async () => {
  flies = true;
  start(aKit());
  await seconds(16);
  expect(polls).toEqual(['0dsk', '5ds', '10ds', '15ds']);
});

test('in adaptive mode the beat follows the sky', async () => {
  start(aKit(), { adaptive: ADAPTIVE });
  await seconds(15);
  flies = true;
  await seconds(11);
  expect(polls).toEqual(['0dsk', '10ds', '20ds', '21d', '22d', '23d', '24d', '25ds', '26d']);
});

test("in adaptive mode a kit's own interval is the fastest that it is polled", async () => {
  flies = true;
  start(aKit({ pollIntervalMs: 2_000, statusPollIntervalMs: 7_000 }), { adaptive: ADAPTIVE });
  await seconds(10.5);
  expect(polls).toEqual(['0dsk', '2d', '4ds', '6dk', '8d', '10ds']);
});

test('a slow interval of its own makes the other beats as slow', async () => {
  start(aKit({ pollIntervalMs: 20_000 }), { adaptive: ADAPTIVE });
  await seconds(41);
  expect(polls).toEqual(['0dsk', '20dsk', '40ds']);
});
