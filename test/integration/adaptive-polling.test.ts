import type { Agent } from 'undici';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSimulatedKit, type SimulatedKit } from '../../simulator/kit.js';
import { createWorld, type World } from '../../simulator/world.js';
import { createDragonSync } from '../../src/collectors/dragonsync/dragonsync.js';
import { createFleet, type RunningFleet } from '../../src/collectors/fleet.js';
import { openKitAgent } from '../support/kit-agent.js';
import { captureLogs } from '../support/logs.js';
import { createMemoryKitStore } from '../support/memory-kit-store.js';
import { somebody } from '../support/viewers.js';

const startMs = Date.parse('2026-05-04T09:00:00Z');
/** Longer than the minute for which kits list a drone after its last packet, and than it takes to become slow. */
const GROUND_TIME_S = 420;

let world: World;
let kit: SimulatedKit;
let url: string;
let agent: Agent;
let fleet: RunningFleet;

/** World seconds at which the drone that flies at first has landed, and at which the next has taken off. */
function landingAndTakeOff(): { landingS: number; takeOffS: number } {
  const flies = (atS: number) => world.flightsAt(atS, 0).length > 0;
  let landingS = 0;
  while (flies(landingS)) landingS += 1;
  let takeOffS = landingS;
  while (!flies(takeOffS)) takeOffS += 1;
  return { landingS, takeOffS };
}

beforeEach(async () => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
    now: startMs,
  });
  world = createWorld({
    seed: 11,
    startMs,
    droneCount: 1,
    aircraftCount: 0,
    emitterCount: 0,
    groundTimeS: GROUND_TIME_S,
    oddities: false,
  });
  kit = createSimulatedKit({
    world,
    serial: 'TEST',
    position: { lat: 47.662, lon: 9.4813, altitudeM: 454 },
    now: () => Date.now(),
  });
  url = await kit.start();
  agent = openKitAgent({ connectTimeoutMs: 1_000 });
  fleet = createFleet({
    store: createMemoryKitStore().store,
    sources: createDragonSync({ agent, requestTimeoutMs: 10_000, maxRetries: 3, now: () => Date.now() }),
    accept: () => undefined,
    settle: () => Promise.resolve(),
    publisher: { kitChanged: () => undefined, kitRemoved: () => undefined },
    settings: {
      pollIntervalMs: 5_000,
      statusPollIntervalMs: 30_000,
      adaptive: { fastIntervalMs: 1_000, idleIntervalMs: 10_000 },
      initialBackoffMs: 5_000,
      maxBackoffMs: 300_000,
      staleThresholdMs: 60_000,
    },
    logger: captureLogs().logger,
    now: () => Date.now(),
    random: () => 0,
  });
  await fleet.start([]);
  await fleet.register({ kitId: 'kit-1', apiUrl: url }, somebody);
});
afterEach(async () => {
  vi.useRealTimers();
  await fleet.stop();
  await agent.destroy();
  await kit.stop();
});

/** Time stands still while the kit answers, so that a busy machine changes nothing. */
async function untilWorldS(endS: number): Promise<void> {
  const endMs = startMs + endS * 1000;
  for (;;) {
    const nextAtMs = fleet.collectorState('kit-1')?.nextPollAtMs ?? null;
    if (nextAtMs === null) {
      await new Promise(setImmediate);
      continue;
    }
    if (nextAtMs > endMs) break;
    await vi.advanceTimersByTimeAsync(Math.max(1, nextAtMs - Date.now()));
  }
  await vi.advanceTimersByTimeAsync(Math.max(0, endMs - Date.now()));
}

/** Seconds of the world at which the kit was asked for this. */
const askedS = (path: string, fromS = 0, toS = Infinity) =>
  kit.requests
    .filter((request) => request.path === path)
    .map(({ atMs }) => (atMs - startMs) / 1000)
    .filter((atS) => atS >= fromS && atS < toS);
const refused = () => kit.requests.filter(({ status }) => status === 429);

function longestGapS(timesS: readonly number[]): number {
  return Math.max(...timesS.slice(1).map((atS, index) => atS - (timesS[index] ?? 0)));
}

test('a kit is read each second while a drone flies, seldom when it has landed, and each second when the next takes off', async () => {
  const { landingS, takeOffS } = landingAndTakeOff();
  await untilWorldS(takeOffS + 75);

  // The first minute counts the probe, too.
  expect(askedS('/drones', 60, 120)).toHaveLength(60);
  expect(askedS('/signals', 60, 120)).toHaveLength(12);
  expect(askedS('/status', 60, 120)).toHaveLength(2);

  expect(longestGapS(askedS('/drones', landingS + 330, takeOffS))).toBeCloseTo(10, 1);
  expect(longestGapS(askedS('/signals', landingS + 330, takeOffS))).toBeCloseTo(10, 1);
  expect(longestGapS(askedS('/status', landingS, takeOffS))).toBeLessThan(41);

  // What happens in a second of the world is listed when it is over.
  expect(askedS('/drones', takeOffS + 12, takeOffS + 72)).toHaveLength(60);
  expect(refused()).toEqual([]);
});

test('polls out of turn and probes make a flying drone be read less often, and are never too much for the kit', async () => {
  await untilWorldS(70);
  let [polls, probes] = [0, 0];
  for (let atS = 71; atS <= 100; atS++) {
    await untilWorldS(atS);
    if (atS % 3 === 0) polls += (await fleet.pollNow('kit-1')).ok ? 1 : 0;
    if (atS % 6 === 0) probes += await fleet.probe(url).then(() => 1, () => 0); // prettier-ignore
  }
  await untilWorldS(240);

  expect(polls).toBeGreaterThan(3);
  expect(probes).toBeGreaterThan(0);
  expect(refused()).toEqual([]);
  const meanwhileS = askedS('/drones', 100, 160);
  expect(meanwhileS.length).toBeLessThan(60);
  expect(longestGapS(meanwhileS)).toBeLessThan(20);
  expect(askedS('/drones', 180, 240)).toHaveLength(60);
});
