import type pg from 'pg';
import { arrayLiteral } from './array-literal.js';

type ColumnType = 'timestamptz' | 'text' | 'float8' | 'int4' | 'boolean' | 'text[]' | 'uuid' | 'jsonb';
export type Column<T> = readonly [
  name: string,
  type: ColumnType,
  value: (record: T) => string | number | boolean | null | undefined,
];

/** Inserts records with one statement, a parameter per column. Returns how many rows were new or changed. */
export type InsertRows<T> = (client: pg.ClientBase, records: readonly T[]) => Promise<number>;

/**
 * How a column travels as one array parameter, and what turns an element into the column's value.
 * to_timestamp keeps milliseconds exact from 1970 to 2100 and beyond. An array of arrays would be
 * flattened by unnest, so a list travels as its text.
 */
const TRANSPORT: Readonly<Record<ColumnType, { parameter: string; value: (name: string) => string }>> = {
  timestamptz: { parameter: 'float8[]', value: (name) => `to_timestamp(${name} / 1000.0)` },
  text: { parameter: 'text[]', value: (name) => name },
  float8: { parameter: 'float8[]', value: (name) => name },
  int4: { parameter: 'int4[]', value: (name) => name },
  boolean: { parameter: 'boolean[]', value: (name) => name },
  'text[]': { parameter: 'text[]', value: (name) => `${name}::text[]` },
  uuid: { parameter: 'uuid[]', value: (name) => name },
  jsonb: { parameter: 'text[]', value: (name) => `${name}::jsonb` },
};

/**
 * A row that is in the table already, or twice among these, is left as it is, unless `onConflict` says
 * otherwise; there the row in the table is called `known`.
 */
export function insertInto<T>(
  table: string,
  columns: readonly Column<T>[],
  onConflict = 'DO NOTHING',
): InsertRows<T> {
  const names = columns.map(([name]) => name).join(', ');
  const values = columns.map(([name, type]) => TRANSPORT[type].value(name)).join(', ');
  const parameters = columns
    .map(([, type], index) => `$${index + 1}::${TRANSPORT[type].parameter}`)
    .join(', ');
  const text = `INSERT INTO ${table} AS known (${names})
    SELECT ${values} FROM unnest(${parameters}) AS r (${names}) ON CONFLICT ${onConflict}`;
  return async (client, records) => {
    if (records.length === 0) return 0;
    const { rowCount } = await client.query({
      name: `insert-${table}`,
      text,
      values: columns.map(([, , value]) => arrayLiteral(records, value)),
    });
    return rowCount ?? 0;
  };
}
