import { randomBytes } from 'node:crypto';
import type { Agent } from 'undici';
import { afterEach, beforeEach } from 'vitest';
import { createDragonSync } from '../../src/collectors/dragonsync/dragonsync.js';
import { createFleet, type RunningFleet } from '../../src/collectors/fleet.js';
import { createKitVault } from '../../src/collectors/kit-vault.js';
import type { Kit, KitConfig } from '../../src/domain/kit.js';
import type { Observation } from '../../src/domain/observation.js';
import { aDroneRecord, type FakeKit, startFakeKit } from './fake-kit.js';
import { type KitAgentOptions, openKitAgent } from './kit-agent.js';
import { captureLogs, type CapturedLogs } from './logs.js';
import { createMemoryKitStore } from './memory-kit-store.js';

const INTERVALS = { pollIntervalMs: 1_300, statusPollIntervalMs: 30_000 };

export let kit: FakeKit;
let agent: Agent;
export let database: ReturnType<typeof createMemoryKitStore>;
export let fleet: RunningFleet;
export let logs: CapturedLogs;
export let observed: Observation[];
export let published: Kit[];
export let removed: string[];
let laterMs: number;

/** From now on the fleet's clock is ahead of the real one by this much. */
export function moveClock(aheadMs: number): void {
  laterMs = aheadMs;
}

/** A fleet for each test of a file, with one kit to reach and a store in memory. @param network what it may reach */
export function useFleet(network: KitAgentOptions = {}): void {
  beforeEach(async () => {
    kit = await startFakeKit({ drones: [aDroneRecord()] });
    agent = openKitAgent({ connectTimeoutMs: 1_000, ...network });
    database = createMemoryKitStore();
    logs = captureLogs();
    [observed, published, removed, laterMs] = [[], [], [], 0];
    const now = () => Date.now() + laterMs;
    fleet = createFleet({
      store: database.store,
      vault: createKitVault({ secretsKey: Buffer.alloc(32, 7), randomBytes }),
      sources: createDragonSync({ agent, requestTimeoutMs: 300, maxRetries: 0, now }),
      accept: (observations) => observed.push(...observations),
      settle: () => Promise.resolve(),
      publisher: { kitChanged: (one) => published.push(one), kitRemoved: (kitId) => removed.push(kitId) },
      settings: { ...INTERVALS, initialBackoffMs: 50, maxBackoffMs: 100, staleThresholdMs: 60_000 },
      logger: logs.logger,
      now,
      random: () => 0.5,
    });
  });
  afterEach(async () => {
    await fleet.stop();
    await agent.destroy();
    await kit.stop();
  });
}

/** A kit as the kits file would give it. */
export const aSeed = (given: Partial<KitConfig> = {}): KitConfig => ({
  kitId: 'kit-1',
  name: 'Alpha',
  location: null,
  apiUrl: kit.url,
  enabled: true,
  pollIntervalMs: null,
  statusPollIntervalMs: null,
  ...given,
});
export const statusOf = (kitId = 'kit-1') => fleet.kit(kitId)?.status;
