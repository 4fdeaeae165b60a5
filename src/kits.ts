import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { createAddressGuard } from './collectors/address-guard.js';
import { connectTimeoutMs, createKitAgent } from './collectors/dragonsync/client.js';
import { createDragonSync } from './collectors/dragonsync/dragonsync.js';
import { createFleet, type RunningFleet } from './collectors/fleet.js';
import { createKitVault } from './collectors/kit-vault.js';
import { createKnownKits, type KnownKits } from './collectors/known-kits.js';
import { createOwnAddresses } from './collectors/own-addresses.js';
import { letterOfReject } from './collectors/reject-letter.js';
import type { Config } from './config.js';
import { databaseEndpoint } from './db/database-endpoint.js';
import { createKitStore } from './db/kits.js';
import { createNetworks } from './domain/networks.js';
import type { LivePublisher } from './domain/live.js';
import type { Pipeline } from './ingest/pipeline.js';

export interface KitsOptions {
  readonly config: Config;
  /** Of every account that the database is reached with: no kit is there. */
  readonly databases: readonly string[];
  /** That this server listens on; null before it does. */
  readonly ownPort: () => number | null;
  readonly pool: Pool;
  readonly pipeline: Pipeline;
  /** Resolves when what was accepted so far is stored. */
  readonly settle: () => Promise<void>;
  readonly publisher: LivePublisher;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
  /** Milliseconds that never jump. */
  readonly monotonic: () => number;
}

/** The kits, with all that it takes to reach them and to remember them. */
export interface Kits {
  readonly fleet: RunningFleet;
  readonly knownKits: KnownKits;
  /** Cuts all connections to kits. */
  readonly disconnect: () => Promise<void>;
}

export function createKits({
  config,
  databases,
  ownPort,
  pool,
  pipeline,
  settle,
  publisher,
  logger,
  now,
  random,
  monotonic,
}: KitsOptions): Kits {
  const resolve = (host: string) => lookup(host, { all: true });
  const guard = createAddressGuard({
    networks: createNetworks(config.kitAllowedNetworks),
    ownAddresses: createOwnAddresses(monotonic),
    ownPort,
    databases: databases.map(databaseEndpoint).filter((endpoint) => endpoint !== null),
    resolve,
  });
  const agent = createKitAgent({ connectTimeoutMs: connectTimeoutMs(config), guard, resolve });
  const knownKits = createKnownKits({ dataDir: config.dataDir, logger });
  const fleet = createFleet({
    store: createKitStore(pool),
    sources: createDragonSync({
      agent,
      requestTimeoutMs: config.requestTimeoutMs,
      maxRetries: config.maxRetries,
      now,
      monotonic,
    }),
    vault: createKitVault({ secretsKey: config.secretsKey, randomBytes }),
    accept: (observations) => void pipeline.accept(observations),
    onRejects: (kitId, sourceId, rejects) =>
      pipeline.bury(rejects.map((reject) => letterOfReject(kitId, sourceId, reject, now()))),
    kitsChanged: (kits) => knownKits.save(kits),
    settle,
    publisher,
    settings: {
      pollIntervalMs: config.pollIntervalMs,
      adaptive: config.adaptive,
      statusPollIntervalMs: config.statusPollIntervalMs,
      initialBackoffMs: config.initialBackoffMs,
      maxBackoffMs: config.maxBackoffMs,
      staleThresholdMs: config.staleThresholdMs,
    },
    logger,
    now,
    random,
    monotonic,
  });
  return { fleet, knownKits, disconnect: () => agent.destroy() };
}
