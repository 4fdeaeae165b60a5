import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { createGate } from './access/gate.js';
import { createRefusalAudit } from './access/refusal-audit.js';
import { kitsOfFile } from './collectors/kits-file.js';
import { understandDeadLetter } from './collectors/understand-dead-letter.js';
import { createPushKits } from './collectors/push-kits.js';
import { createPushes } from './collectors/push/pushes.js';
import { createRecordBudget } from './collectors/push/record-budget.js';
import type { Config } from './config.js';
import { writeAudit } from './db/audit-log.js';
import { createAvailability } from './db/availability.js';
import { describeEdition } from './db/edition.js';
import { createEmbeddedPostgres } from './db/embedded.js';
import { createPool, type PoolTimeouts } from './db/pool.js';
import { prepareDatabase } from './db/prepare.js';
import { withDatabase } from './db/with-database.js';
import type { KitConfig } from './domain/kit.js';
import { createDeadLetterDesk } from './ingest/dead-letter-desk.js';
import { createDedupe } from './ingest/dedupe.js';
import { createEnrich } from './ingest/enrich.js';
import { createOutlets } from './ingest/outlets.js';
import { createPipeline } from './ingest/pipeline.js';
import { createValidate } from './ingest/validate.js';
import { createJobs } from './jobs/jobs.js';
import { createKits } from './kits.js';
import { createHub } from './live/hub.js';
import { createMemory } from './memory.js';
import { createContextFactory } from './schema/context.js';
import { schema } from './schema/index.js';
import { checkBasemap } from './server/basemap.js';
import { graphiqlExamples } from './server/examples.js';
import { createHttpServer } from './server/http.js';
import { createResponseCache } from './server/query/response-cache.js';
import { recoverLastSeen } from './sinks/timescale-aircraft.js';
import { writeAndSettle } from './sinks/timescale-sink.js';
import { createUndo } from './undo.js';

export interface App {
  /**
   * Resolves when the server is ready: the database answers and is up to date, kits are polled. From
   * before the database answers on, `/live` is 200, `/ready` says what is missing, and pushes are taken.
   *
   * @throws {KitsFileError} the file named by KITS_CONFIG cannot be used
   * @throws {BasemapError} the archive named by BASEMAP_PMTILES cannot be used
   * @throws {DataDirInUseError | DatabaseTooNewError | DatabaseRightsError | PostgresTooOldError | ListenError} each says
   *   what to do
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

/** The same from src and from dist. */
const WEB_ROOT = fileURLToPath(new URL('../dist/web', import.meta.url));

/** So soon after the start there is a live picture, whatever is known of the one before. */
const PICTURE_WITHIN_MS = 5_000;

/**
 * The most that each step of stopping takes, in their order: 8.8 s, as service managers and people give a
 * process 10. The embedded PostgreSQL gets what the others leave, and at least this.
 */
const STOP_MS = {
  start: 1000,
  fleet: 2000,
  goodbye: 1500,
  outlets: 2500,
  refusals: 300,
  pools: 500,
  postgres: 1000,
};
const STOP_TOTAL_MS = Object.values(STOP_MS).reduce((sum, ms) => sum + ms, 0);

/** Builds and wires everything; nothing runs before `start`. This is the map of the process. */
export function createApp(config: Config, logger: Logger): App {
  const now = Date.now;
  const random = Math.random;
  const monotonic = () => performance.now();
  const undo = createUndo(logger);
  const stopping = new AbortController();
  let stopByMs = Infinity;

  async function openDatabase(): Promise<string> {
    if (config.databaseUrl !== null) return config.databaseUrl;
    const embedded = createEmbeddedPostgres({ dataDir: config.dataDir, logger });
    const leftMs = () => Math.max(STOP_MS.postgres, Math.min(STOP_TOTAL_MS, stopByMs - monotonic()));
    undo.add('the embedded PostgreSQL', () => embedded.stop({ deadlineMs: leftMs() }));
    return embedded.start();
  }

  async function run(seeds: readonly KitConfig[]): Promise<{ url: string }> {
    const connectionString = await openDatabase();
    const poolFor = (name: string, max: number, timeouts: PoolTimeouts = {}) =>
      createPool({ connectionString, name, max, logger, ...timeouts });
    // Apart, so that slow readers can never keep rows from being written or kits from being changed.
    const writers = poolFor('writer', 2);
    const readers = poolFor('reader', 8, { statementTimeoutMs: 5000, connectionTimeoutMs: 2000 });
    const keepers = poolFor('keeper', 2);
    const pools = [writers, readers, keepers];
    undo.add('the pools', () => Promise.all(pools.map((pool) => pool.endWithin(STOP_MS.pools))));

    const hub = createHub({
      trackTimeoutMs: config.trackTimeoutMs,
      epoch: randomBytes(6).toString('hex'),
      now,
      monotonicNow: monotonic,
      onReaderError: (error) =>
        logger.error({ err: error }, 'a reader of the live picture failed and was ended'),
    });
    const responseCache = createResponseCache({ now });
    const database = createAvailability(keepers);
    let upToDate = false;
    let polling = false;
    let ownPort: number | null = null;
    const outlets = createOutlets({
      config,
      pool: writers,
      isDatabaseReady: () => upToDate,
      onStored: (earliestMs) => responseCache.stored(earliestMs),
      logger,
      now,
      random,
    });
    const validate = createValidate({ mode: config.validation });
    const dedupe = createDedupe();
    const pipeline = createPipeline({
      validate,
      dedupe,
      enrich: createEnrich({ kitPosition: (kitId) => fleet.kit(kitId)?.position ?? null }),
      live: hub,
      outlets: outlets.all,
      logger,
      now,
    });

    const { fleet, knownKits, disconnect } = createKits({
      config,
      databases: [connectionString, config.migrationDatabaseUrl ?? connectionString],
      ownPort: () => ownPort,
      pool: keepers,
      pipeline,
      settle: () => outlets.primary.delivery.flush(),
      publisher: hub,
      logger,
      now,
      random,
      monotonic,
    });
    undo.add('connections to kits', disconnect);
    const pushKits = createPushKits({ fleet, knownKits });
    const pushes = createPushes({
      target: pipeline,
      kits: pushKits,
      autoRegister: config.ingestAutoRegister,
      sinks: outlets.names,
      refusal: () => outlets.primary.delivery.refusal(),
      isPastKnown: () => memory.isComplete,
      budget: createRecordBudget({ recordsPerSecond: config.ingestRecordsPerSecond, monotonic }),
      now,
    });
    const deadLetters = createDeadLetterDesk({
      pool: keepers,
      understand: (letter) => understandDeadLetter(letter, pushKits),
      validate,
      writeAndSettle: (record, letterId, actor) => writeAndSettle(keepers, record, letterId, actor),
      others: outlets.takers,
      now,
      logger,
    });

    const memory = createMemory({
      pool: keepers,
      pushes,
      dedupe,
      outlets,
      live: hub,
      trackTimeoutMs: config.trackTimeoutMs,
      logger,
      now,
    });

    const gate = createGate({
      mode: config.authMode,
      jwt: config.jwt,
      pool: keepers,
      randomBytes,
      print: (text) => console.error(text),
      logger,
      now,
      monotonic,
    });
    const { access, keys, isLocalOnly } = gate;
    const refusals = createRefusalAudit({ write: (records) => writeAudit(keepers, records), logger });
    undo.add('the audit of refusals', () => refusals.stop({ deadlineMs: STOP_MS.refusals }));
    const http = createHttpServer({
      schema,
      createContext: createContextFactory({ pool: readers, live: hub, fleet, deadLetters, keys, now }),
      access,
      isLocalOnly,
      allowedOrigins: config.allowedOrigins,
      limits: config.limits,
      persistedDocumentsOnly: config.persistedDocumentsOnly,
      responseCache,
      refused: (change) => refusals.note(change),
      health: {
        readiness: () => ({
          database: { ok: database.available, reason: database.available ? null : 'it does not answer' },
          migrations: { ok: upToDate, reason: upToDate ? null : 'not finished' },
          kits: { ok: polling, reason: polling ? null : 'not read yet' },
        }),
        sinks: outlets.probes,
        disabledSinks: config.loki === null ? ['loki'] : [],
        now,
      },
      ingest: pushes,
      logger,
      host: config.host,
      port: config.port,
      version,
      web: { root: WEB_ROOT, basemap: config.basemap },
      examples: graphiqlExamples(),
    });

    // Nobody shall take the picture for an empty sky before what was in it is there again; nor wait for a database that is away.
    hub.hold();
    const opening = setTimeout(() => hub.start(), PICTURE_WITHIN_MS);
    undo.add('the live picture', () => {
      clearTimeout(opening);
      hub.stop();
    });
    knownKits.start();
    undo.add('the file of known kits', () => knownKits.stop());
    await outlets.start();
    undo.add('the ways out', () => outlets.stop({ deadlineMs: STOP_MS.outlets }));
    memory.readSpooled();
    const { url, port } = await http.start();
    ownPort = port;
    undo.add('the HTTP server', () => http.stop({ deadlineMs: STOP_MS.goodbye }));

    database.start();
    undo.add('watching the database', () => database.stop());
    const waiting = { connectionString, logger, signal: stopping.signal };
    await withDatabase(waiting, async () => {
      const edition = await prepareDatabase({
        ...waiting,
        ownerConnectionString: config.migrationDatabaseUrl,
      });
      logger.info({ edition: edition.edition }, describeEdition(edition));
    });
    upToDate = true;
    await withDatabase(waiting, () => gate.start());
    undo.add('the API keys', () => gate.stop());
    await withDatabase(waiting, () => memory.readStored());

    stopping.signal.throwIfAborted();
    hub.start();
    outlets.resume();
    undo.add('the fleet', () => fleet.stop({ deadlineMs: STOP_MS.fleet }));
    await withDatabase(waiting, () => fleet.start(seeds));
    polling = true;
    const jobs = createJobs({ fleet, forgetPushes: () => memory.forgetOld(), logger });
    jobs.start();
    undo.add('scheduled jobs', () => jobs.stop());
    // First of all when stopping: nobody should be sent here any more.
    undo.add('taking operations', () => http.drain());

    await database.check();
    // Nobody has to wait for it, and aircraft that are heard again are right again without.
    recoverLastSeen(keepers).catch((error: unknown) =>
      logger.warn({ err: error }, 'could not make good when aircraft were last seen'),
    );
    logger.info({ map: `${url}/`, graphql: `${url}/graphql`, kits: fleet.kits().length, version }, 'ready');
    return { url };
  }

  let started: Promise<{ url: string }> | null = null;
  return {
    async start() {
      const seeds = config.kitsConfigPath === null ? [] : kitsOfFile(config.kitsConfigPath, config);
      started ??= checkBasemap(config.basemap).then(() => run(seeds));
      try {
        return await started;
      } catch (error) {
        await undo.all();
        throw error;
      }
    },
    async stop() {
      stopping.abort();
      stopByMs = Math.min(stopByMs, monotonic() + STOP_TOTAL_MS);
      // A start that is under way has to end before all that it opened can be closed.
      await Promise.race([started?.catch(() => undefined), sleep(STOP_MS.start, undefined, { ref: false })]);
      await undo.all();
    },
    async migrate() {
      try {
        const connectionString = await openDatabase();
        const ownerConnectionString = config.migrationDatabaseUrl;
        const { migration } = await prepareDatabase({ connectionString, ownerConnectionString, logger });
        logger.info({ migration }, 'the database is up to date');
      } finally {
        await undo.all();
      }
    },
  };
}
