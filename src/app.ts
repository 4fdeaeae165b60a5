import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connectTimeoutMs, createKitAgent } from './collectors/dragonsync/client.js';
import { createDragonSync } from './collectors/dragonsync/dragonsync.js';
import { createFleet } from './collectors/fleet.js';
import { KitsFileError, readKitsFile } from './collectors/kits-file.js';
import type { Config } from './config.js';
import { createAvailability } from './db/availability.js';
import { describeEdition, detectEdition, ensureHypertables } from './db/edition.js';
import { createEmbeddedPostgres } from './db/embedded.js';
import { createKitStore } from './db/kits.js';
import { migrate } from './db/migrate.js';
import { createPool } from './db/pool.js';
import { recentKitTimes } from './db/recent.js';
import { withDatabase } from './db/with-database.js';
import type { KitConfig } from './domain/kit.js';
import { anonymousViewer } from './domain/viewer.js';
import { createDedupe } from './ingest/dedupe.js';
import { createEnrich } from './ingest/enrich.js';
import { createPipeline } from './ingest/pipeline.js';
import { createJobs } from './jobs/jobs.js';
import { createHub } from './live/hub.js';
import { createContextFactory } from './schema/context.js';
import { schema } from './schema/index.js';
import { graphiqlExamples } from './server/examples.js';
import { createHttpServer } from './server/http.js';
import { createTimescaleSink } from './sinks/timescale.js';
import { createUndo } from './undo.js';

export interface App {
  /**
   * Resolves when the server is ready: the database answers and is up to date, kits are polled. From
   * before the database answers on, `/health` is 200 and `/ready` says what is missing.
   *
   * @throws {KitsFileError} the file named by KITS_CONFIG cannot be used
   * @throws {DataDirInUseError | DatabaseTooNewError | PostgresTooOldError | ListenError} each says what to do
   */
  start(): Promise<{ readonly url: string }>;
  /** Ends polling, writes what waits, sends readers away, closes. At most 10 seconds; twice is harmless. */
  stop(): Promise<void>;
  /** Only brings the database up to date. */
  migrate(): Promise<void>;
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** A kit that was heard of longer ago is not served again by any kit. */
const REMEMBERED_MS = 3_600_000;
/** Together about 10 s, the time that service managers and people give a process to end. */
const START_DEADLINE_MS = 2000;
const FLUSH_DEADLINE_MS = 3000;
const GOODBYE_DEADLINE_MS = 2000;

/** Builds and wires everything; nothing runs before `start`. This is the map of the process. */
export function createApp(config: Config, logger: Logger): App {
  const now = Date.now;
  const random = Math.random;
  const monotonic = () => performance.now();
  const undo = createUndo(logger);
  const stopping = new AbortController();

  async function openDatabase(): Promise<string> {
    if (config.databaseUrl !== null) return config.databaseUrl;
    const embedded = createEmbeddedPostgres({ dataDir: config.dataDir, logger });
    undo.add('the embedded PostgreSQL', () => embedded.stop());
    return embedded.start();
  }

  async function run(seeds: readonly KitConfig[]): Promise<{ url: string }> {
    const connectionString = await openDatabase();
    const poolFor = (name: string, max: number) => {
      const pool = createPool({ connectionString, name, max, logger });
      undo.add(`the pool ${name}`, () => pool.end());
      return pool;
    };
    // Apart, so that slow readers can never keep rows from being written or kits from being changed.
    const writers = poolFor('writer', 2);
    const readers = poolFor('reader', 8);
    const keepers = poolFor('keeper', 2);

    const hub = createHub({
      trackTimeoutMs: config.trackTimeoutMs,
      epoch: randomBytes(6).toString('hex'),
      now,
      monotonicNow: monotonic,
    });
    const sink = createTimescaleSink({ pool: writers, logger, now, random });
    const dedupe = createDedupe();
    const pipeline = createPipeline({ dedupe, enrich: createEnrich(), live: hub, sink, logger });

    const agent = createKitAgent({ connectTimeoutMs: connectTimeoutMs(config) });
    undo.add('connections to kits', () => agent.destroy());
    const fleet = createFleet({
      store: createKitStore(keepers),
      sources: createDragonSync({
        agent,
        requestTimeoutMs: config.requestTimeoutMs,
        maxRetries: config.maxRetries,
        now,
        monotonic,
      }),
      accept: (observations) => void pipeline.accept(observations),
      settle: () => sink.flush(),
      publisher: hub,
      settings: {
        pollIntervalMs: config.pollIntervalMs,
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

    /** Without this a restart takes what kits serve again for new; the primary keys still refuse most of it. */
    const remember = async () => {
      try {
        dedupe.warm(await recentKitTimes(keepers, now() - REMEMBERED_MS));
      } catch (error) {
        logger.warn({ err: error }, 'could not read what was stored last');
      }
    };

    const database = createAvailability(keepers);
    let upToDate = false;
    let polling = false;
    const http = createHttpServer({
      schema,
      createContext: createContextFactory({ pool: readers, live: hub, fleet, now, viewer: anonymousViewer }),
      health: {
        readiness: () => ({
          database: { ok: database.available, reason: database.available ? null : 'it does not answer' },
          migrations: { ok: upToDate, reason: upToDate ? null : 'not finished' },
          kits: { ok: polling, reason: polling ? null : 'not read yet' },
        }),
      },
      logger,
      host: config.host,
      port: config.port,
      version,
      examples: graphiqlExamples(),
    });

    hub.start();
    undo.add('the live picture', () => hub.stop());
    const { url } = await http.start();
    undo.add('the HTTP server', () => http.stop({ deadlineMs: GOODBYE_DEADLINE_MS }));

    database.start();
    undo.add('watching the database', () => database.stop());
    const waiting = { connectionString, logger, signal: stopping.signal };
    await withDatabase(waiting, async () => {
      await migrate(waiting);
      const edition = await ensureHypertables(keepers, await detectEdition(keepers), logger);
      logger.info({ edition: edition.edition }, describeEdition(edition));
    });
    upToDate = true;
    await remember();

    stopping.signal.throwIfAborted();
    sink.start();
    undo.add('the writer', () => sink.stop({ deadlineMs: FLUSH_DEADLINE_MS }));
    undo.add('the fleet', () => fleet.stop());
    await withDatabase(waiting, () => fleet.start(seeds));
    polling = true;
    const jobs = createJobs({ fleet, logger });
    jobs.start();
    undo.add('scheduled jobs', () => jobs.stop());
    // First of all when stopping: nobody should be sent here any more.
    undo.add('taking operations', () => http.drain());

    logger.info({ url, kits: fleet.kits().length, version }, 'ready');
    return { url };
  }

  let started: Promise<{ url: string }> | null = null;
  return {
    async start() {
      const seeds = seedsOf(config);
      started ??= run(seeds);
      try {
        return await started;
      } catch (error) {
        await undo.all();
        throw error;
      }
    },
    async stop() {
      stopping.abort();
      // A start that is under way has to end before all that it opened can be closed.
      await Promise.race([
        started?.catch(() => undefined),
        sleep(START_DEADLINE_MS, undefined, { ref: false }),
      ]);
      await undo.all();
    },
    async migrate() {
      try {
        const connectionString = await openDatabase();
        const { version: at } = await migrate({ connectionString, logger });
        logger.info({ migration: at }, 'the database is up to date');
      } finally {
        await undo.all();
      }
    },
  };
}

function seedsOf(config: Config): KitConfig[] {
  const path = config.kitsConfigPath;
  if (path === null) return [];
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new KitsFileError(path, [
      `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
  return readKitsFile(path, text, config);
}
