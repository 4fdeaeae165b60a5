import type pg from 'pg';
import { arrayParameter, type ElementType, type ElementValue } from './array-parameter.js';

type ColumnType = 'timestamptz' | 'text' | 'float8' | 'int4' | 'boolean' | 'text[]' | 'uuid' | 'jsonb';
export type Column<T> = readonly [name: string, type: ColumnType, value: (record: T) => ElementValue];

/** Inserts records with one statement, a parameter per column. Returns how many rows were new or changed. */
export type InsertRows<T> = (client: pg.ClientBase, records: readonly T[]) => Promise<number>;

/**
 * How a column travels as one array parameter, where that is not as itself. An array of arrays would be flattened
 * by unnest, so a list travels as its text.
 */
const AS_TEXT: ReadonlySet<ColumnType> = new Set(['text[]', 'jsonb']);
const transportOf = (type: ColumnType) => (AS_TEXT.has(type) ? 'text' : type) as ElementType;

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
  const values = columns.map(([name, type]) => (AS_TEXT.has(type) ? `${name}::${type}` : name)).join(', ');
  const parameters = columns.map(([, type], index) => `$${index + 1}::${transportOf(type)}[]`).join(', ');
  const text = `INSERT INTO ${table} AS known (${names})
    SELECT ${values} FROM unnest(${parameters}) AS r (${names}) ON CONFLICT ${onConflict}`;
  return async (client, records) => {
    if (records.length === 0) return 0;
    const { rowCount } = await client.query({
      name: `insert-${table}`,
      text,
      values: columns.map(([, type, value]) => arrayParameter(transportOf(type), records, value)),
    });
    return rowCount ?? 0;
  };
}
