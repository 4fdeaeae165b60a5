import { join } from 'node:path';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { SinkName } from '../domain/dead-letter.js';
import type { DeliveryState } from '../domain/delivery.js';
import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';
import { priorityOf } from '../domain/priority.js';
import { createLokiSink } from '../sinks/loki.js';
import { type Sink, SinkError } from '../sinks/sink.js';
import { createTimescaleSink } from '../sinks/timescale-sink.js';
import { createDelivery, type Delivery, type DeliveryDeps } from './delivery.js';
import { warnOfIdleSpool } from './idle-spool.js';
import { createSpool } from './lmdb-spool.js';
import { createReceipt } from './receipt.js';

/** A sink, and what brings records there. */
interface Outlet {
  readonly sink: Sink;
  readonly delivery: Delivery;
}

export interface OutletsDeps {
  readonly config: Pick<Config, 'dataDir' | 'spoolMaxBytes' | 'loki'>;
  /** The database sink's own: readers must not be able to use up its connections. */
  readonly pool: pg.Pool;
  /** Whether the database has the tables that this version writes to. */
  readonly isDatabaseReady: () => boolean;
  /** The database has committed records, the earliest of them observed then. */
  readonly onStored: (earliestMs: number) => void;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
}

/** @throws {SinkError} it is nowhere */
type Take = (record: Observation | LogEvent) => Promise<void>;

/** An enabled sink, to be asked how it is. */
interface Probe {
  readonly name: SinkName;
  readonly isPrimary: boolean;
  probe(signal: AbortSignal): Promise<void>;
  state(): DeliveryState;
}

/** Every way out that is enabled. */
export interface Outlets {
  /** The database: what it has is kept. */
  readonly primary: Outlet;
  /** The primary first. */
  readonly all: readonly [Outlet, ...Outlet[]];
  /** The primary first. */
  readonly names: readonly [SinkName, ...SinkName[]];
  /** For `GET /health`. */
  readonly probes: readonly Probe[];
  /** For single records, except into the database: resolves when the sink has it, or the disk has it for the sink. */
  readonly takers: Readonly<Partial<Record<'loki', Take>>>;
  /** Opens the spools; from now on records are taken. @throws {DataDirInUseError} */
  start(): Promise<void>;
  /** To be called when the database is ready. */
  resume(): void;
  /** All within one deadline. May be called twice, also without `start`. */
  stop(options: { readonly deadlineMs: number }): Promise<void>;
}

/** How often the database is asked whether it is back, while the circuit is open. */
const PROBE_EVERY_MS = 1000;
/** More than that at once costs the database as much per record, and twice as long to find a bad one. */
const DATABASE_BATCH_ROWS = 2500;
const AIRCRAFT_EVERY_MS = 1000;

export function createOutlets(deps: OutletsDeps): Outlets {
  const { config, pool, isDatabaseReady, logger, now, random } = deps;

  const spoolOptions = (name: SinkName) => ({
    directory: join(config.dataDir, 'spool', name),
    maxBytes: config.spoolMaxBytes,
    logger,
    now,
  });

  function outlet(
    sink: Sink,
    how: Omit<DeliveryDeps, 'sink' | 'spool' | 'bury' | 'logger' | 'now' | 'random'>,
  ): Outlet {
    const spool = createSpool(spoolOptions(sink.name));
    const delivery = createDelivery({
      ...how,
      sink,
      spool,
      // Stands for a record that may have been acknowledged, so it is worth as much.
      bury: (letter, receipt) => primary.delivery.offer([{ record: letter, priority: 'HIGH' }], receipt),
      logger,
      now,
      random,
    });
    return { sink, delivery };
  }

  const primary = outlet(
    createTimescaleSink({
      pool,
      ready: isDatabaseReady,
      aircraftEveryMs: AIRCRAFT_EVERY_MS,
      onStored: deps.onStored,
      onForgotten: (count) => logger.warn({ count }, 'too many dead letters: the oldest are thrown away'),
    }),
    { mode: 'direct', probeEveryMs: PROBE_EVERY_MS, maxBatchRows: DATABASE_BATCH_ROWS },
  );
  const { loki } = config;
  const others =
    loki === null
      ? []
      : [
          outlet(createLokiSink({ config: loki, now }), {
            mode: 'through-spool',
            maxBatchRows: loki.batchSize,
            maxDelayMs: loki.batchTimeoutMs,
          }),
        ];
  const all = [primary, ...others] as const;

  return {
    primary,
    all,
    names: [primary.sink.name, ...others.map(({ sink }) => sink.name)],
    probes: all.map(({ sink, delivery }) => ({
      name: sink.name,
      isPrimary: sink === primary.sink,
      probe: (signal) => sink.probe(signal),
      state: () => delivery.state(),
    })),
    takers: Object.fromEntries(others.map((other) => [other.sink.name, takerOf(other)])),
    async start() {
      for (const { delivery } of all) await delivery.start();
      for (const { delivery } of others) delivery.resume();
      if (loki === null) await warnOfIdleSpool(spoolOptions('loki'), 'loki');
    },
    resume: () => primary.delivery.resume(),
    async stop(options) {
      const limit = AbortSignal.timeout(options.deadlineMs);
      // All at once, but the primary ends last: what the others cannot bring may have to be buried there.
      const after = Promise.all(others.map(({ delivery }) => delivery.stop(options)));
      await Promise.all([after, primary.delivery.stop({ ...options, after })]);
      try {
        await primary.sink.close?.(limit);
      } catch (error) {
        logger.info({ err: error }, 'when some aircraft were last seen is written at the next start');
      }
    },
  };
}

function takerOf({ sink, delivery }: Outlet): Take {
  return async (record) => {
    if (!sink.takes(record)) return;
    const receipt = createReceipt(1);
    delivery.offer([{ record, priority: priorityOf(record) }], receipt);
    const [outcome] = await receipt.outcomes;
    if (outcome === 'error') throw new SinkError('outage', `${sink.name} takes nothing now`);
    if (outcome === 'deadLettered') throw new SinkError('record', `${sink.name} refuses it`);
  };
}
