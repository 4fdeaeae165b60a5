import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type RawBuilder,
} from 'kysely';
import type { Pool } from 'pg';
import { explained } from './database-errors.js';

/** A piece of SQL with its bound parameters. */
export type Sql = RawBuilder<unknown>;

/** Kysely as nothing but a compiler of `sql` templates: statements run on the pool that is passed in. */
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/**
 * Runs a query. Unnamed on purpose: the generic plan of a named statement with a time range reads every
 * chunk of a hypertable.
 *
 * @throws {DatabaseUnavailableError} the database is away
 * @throws {QueryTimeoutError} it took too long
 */
export async function read<Row extends object>(pool: Pool, query: Sql): Promise<Row[]> {
  const { sql: text, parameters } = query.compile(compiler);
  const { rows } = await explained(() => pool.query<Row>({ text, values: parameters.map(storable) }));
  return rows;
}

/** `SELECT` list of `column AS "field"`, so that rows arrive under the names of the domain. */
export function selectList(fields: Readonly<Record<string, string>>): Sql {
  return sql.join(
    Object.entries(fields).map(([field, column]) => sql`${sql.ref(column)} AS ${sql.id(field)}`),
  );
}

/** PostgreSQL has no text with U+0000: what contains it is to match nothing rather than to fail. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
  return Array.isArray(value) ? value.map(storable) : value;
}
