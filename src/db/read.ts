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
import { typeParser } from './pool.js';
import type { Queryable } from './transaction.js';

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
export async function read<Row extends object>(db: Queryable, query: Sql): Promise<Row[]> {
  return taken(await explained(() => db.query<Row>(statementOf(query))));
}

/** Rows as PostgreSQL wrote them, in its text format; null is NULL. */
export interface TextRows {
  readonly rows: readonly (readonly (string | null)[])[];
  /** The value that the text of this column stands for, as `read` gives it. */
  readonly parse: (text: string, column: number) => unknown;
}

const asWritten = { getTypeParser: () => (text: string) => text };

/** As `read`, but nothing is parsed: for rows that become text again. */
export async function readTexts(pool: Pool, query: Sql): Promise<TextRows> {
  const result = await explained(() =>
    pool.query<(string | null)[]>({ ...statementOf(query), rowMode: 'array', types: asWritten }),
  );
  const parsers = result.fields.map(({ dataTypeID }) => typeParser(dataTypeID));
  return { rows: taken(result), parse: (text, column) => parsers[column]!(text) };
}

/**
 * The rows, out of the result. The timer that watches over a query keeps its result reachable until the next full
 * collection, and thousands of rows that survive every small one cost more time than reading them.
 */
function taken<Row>(result: { rows: Row[] }): Row[] {
  const { rows } = result;
  result.rows = [];
  return rows;
}

function statementOf(query: Sql): { text: string; values: unknown[] } {
  const { sql: text, parameters } = query.compile(compiler);
  return { text, values: parameters.map(storable) };
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
