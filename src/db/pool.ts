import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';

export interface PoolOptions extends PoolTimeouts {
  readonly connectionString: string;
  /** Most connections at a time. */
  readonly max: number;
  /** Shown in `pg_stat_activity` as `airpicture:<name>`, and in the logs. */
  readonly name: string;
  readonly logger: Logger;
}

export interface PoolTimeouts {
  /** The server gives up a statement after this long. @default 10_000 */
  readonly statementTimeoutMs?: number;
  /** We give up a statement after this long: a frozen server or a cut network cannot tell us that it did. @default a second later */
  readonly queryTimeoutMs?: number;
  /** For a free connection, and for making one. @default 3000 */
  readonly connectionTimeoutMs?: number;
}

export interface Pool extends pg.Pool {
  /** As `end`, but what still runs after `deadlineMs` fails then: its connections are cut. */
  endWithin(deadlineMs: number): Promise<void>;
}

const TIMESTAMPTZ = 1184;
const INT8 = 20;

/**
 * A pool that never waits for ever and that survives losing its connections.
 *
 * What it reads differs from pg's defaults in two types: **`timestamptz` arrives as epoch
 * milliseconds (number) and `int8` as number**. pg's global parsers stay as they are.
 */
export function createPool({
  connectionString,
  max,
  name,
  logger,
  statementTimeoutMs = 10_000,
  queryTimeoutMs = statementTimeoutMs + 1000,
  connectionTimeoutMs = 3000,
}: PoolOptions): Pool {
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    connectionString,
    max,
    application_name: `airpicture:${name}`,
    connectionTimeoutMillis: connectionTimeoutMs,
    query_timeout: queryTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Texts that pass unparsed (readTexts) rely on all three: times in UTC, ISO 8601, shortest exact numbers.
    options: '-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1',
    types: { getTypeParser },
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  // Without these listeners the process ends when the server closes a connection: an idle one is the
  // pool's business; one that is checked out is nobody's between two queries.
  pool.on('error', (error) => {
    logger.debug({ err: error, pool: name }, 'an idle database connection was lost');
  });
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.debug({ err: error, pool: name }, 'a database connection was lost'));
  });
  return Object.assign(pool, {
    async endWithin(deadlineMs: number) {
      const cut = () => sockets.forEach((socket) => socket.destroy());
      await Promise.race([pool.end(), sleep(deadlineMs, undefined, { ref: false }).then(cut)]);
    },
  });
}

const parseTimestamp = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

/** What makes a value of a type's text, the way every pool does. */
export function typeParser(oid: number): (text: string) => unknown {
  if (oid === TIMESTAMPTZ) return (text) => Number(parseTimestamp(text));
  if (oid === INT8) return Number;
  return pg.types.getTypeParser(oid, 'text') as (text: string) => unknown;
}

function getTypeParser(oid: number, format: 'text' | 'binary' = 'text'): (value: never) => unknown {
  return format === 'text'
    ? typeParser(oid)
    : (pg.types.getTypeParser(oid, format) as (value: never) => unknown);
}
