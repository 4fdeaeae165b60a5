import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Observation } from '../domain/observation.js';
import { sinkErrorOf } from './postgres-errors.js';
import type { Sink, SinkRecord } from './sink.js';
import { summarize, upsertAircraft } from './timescale-aircraft.js';
import type { Column } from './timescale-insert.js';
import { DRONE_COLUMNS, HEALTH_COLUMNS, SIGNAL_COLUMNS } from './timescale-rows.js';
import { inTransaction } from './timescale-transaction.js';

/**
 * For history, thousands of observations at a time: each write is a transaction of COPYs, which locks nothing
 * but the new rows. What is in the database already stays as it is.
 */
export function createCopySink({ pool }: { readonly pool: pg.Pool }): Sink & { duplicates(): number } {
  let duplicates = 0;
  return {
    name: 'tsdb',
    takes: isObservation,
    async write(records, signal) {
      const observations = records.filter(isObservation);
      try {
        const stored = await inTransaction(pool, signal, (client) => copyAll(client, observations));
        duplicates += observations.length - stored;
        return [];
      } catch (error) {
        // What a closed connection says is less than why it was closed.
        throw sinkErrorOf(signal.aborted ? signal.reason : error);
      }
    },
    async probe() {
      await pool.query('SELECT 1');
    },
    duplicates: () => duplicates,
  };
}

function isObservation(record: SinkRecord): record is Observation {
  return record.type === 'track' || record.type === 'signal' || record.type === 'kitStatus';
}

async function copyAll(client: pg.ClientBase, observations: readonly Observation[]): Promise<number> {
  const tracks = observations.filter((observation) => observation.type === 'track');
  const signals = observations.filter((observation) => observation.type === 'signal');
  const health = observations.filter((observation) => observation.type === 'kitStatus');
  const stored =
    (await copyInto(client, 'drones', DRONE_COLUMNS, tracks)) +
    (await copyInto(client, 'signals', SIGNAL_COLUMNS, signals)) +
    (await copyInto(client, 'system_health', HEALTH_COLUMNS, health));
  // Last, so that the rows that other writers may wait for are locked briefly.
  await upsertAircraft(client, summarize(tracks));
  return stored;
}

/** COPY itself cannot leave out rows that are there already, so it goes by way of a temporary table. */
async function copyInto<T>(
  client: pg.ClientBase,
  table: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const names = columns.map(([name]) => name).join(', ');
  await client.query(`CREATE TEMPORARY TABLE import_${table} (LIKE ${table}) ON COMMIT DROP`);
  const stream = client.query(copyFrom(`COPY import_${table} (${names}) FROM STDIN`));
  stream.end(rows.map((row) => copyLine(row, columns)).join(''));
  await once(stream, 'finish');
  const { rowCount } = await client.query(
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM import_${table} ON CONFLICT DO NOTHING`,
  );
  return rowCount ?? 0;
}

function copyLine<T>(row: T, columns: readonly Column<T>[]): string {
  let line = '';
  for (const [, type, valueOf] of columns) {
    const value = valueOf(row);
    if (line !== '') line += '\t';
    if (value === null || value === undefined) line += '\\N';
    else if (type === 'timestamptz') line += new Date(value as number).toISOString();
    else if (typeof value === 'string')
      line += SPECIAL.test(value) ? value.replace(/[\\\n\r\t]/g, escape) : value;
    else line += String(value);
  }
  return `${line}\n`;
}

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escape = (character: string) => ESCAPES[character] ?? character;
