import { randomBytes } from 'node:crypto';
import { createDragonSync } from '../../src/collectors/dragonsync/dragonsync.js';
import { createFleet, type RunningFleet } from '../../src/collectors/fleet.js';
import { createKitVault } from '../../src/collectors/kit-vault.js';
import { type KitAgentOptions, openKitAgent } from './kit-agent.js';
import { captureLogs, type CapturedLogs } from './logs.js';
import { createMemoryKitStore } from './memory-kit-store.js';

export interface GuardedFleet {
  readonly fleet: RunningFleet;
  readonly logs: CapturedLogs;
  stop(): Promise<void>;
}

/** A fleet that polls hardly ever by itself, and may reach what `network` says. */
export async function startGuardedFleet(network: KitAgentOptions): Promise<GuardedFleet> {
  const agent = openKitAgent({ connectTimeoutMs: 1_000, ...network });
  const logs = captureLogs();
  const fleet = createFleet({
    store: createMemoryKitStore().store,
    sources: createDragonSync({ agent, requestTimeoutMs: 2_000, maxRetries: 0, now: Date.now }),
    vault: createKitVault({ secretsKey: Buffer.alloc(32, 7), randomBytes }),
    accept: () => undefined,
    settle: () => Promise.resolve(),
    publisher: { kitChanged: () => undefined, kitRemoved: () => undefined },
    settings: {
      pollIntervalMs: 3_600_000,
      statusPollIntervalMs: 3_600_000,
      initialBackoffMs: 3_600_000,
      maxBackoffMs: 3_600_000,
      staleThresholdMs: 60_000,
    },
    logger: logs.logger,
    now: Date.now,
    random: () => 0.5,
  });
  await fleet.start([]);
  return {
    fleet,
    logs,
    async stop() {
      await fleet.stop();
      await agent.destroy();
    },
  };
}
