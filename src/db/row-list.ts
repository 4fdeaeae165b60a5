import { sql } from 'kysely';
import type { Pool } from 'pg';
import { pageOf, pageQuery, readPage, type KeysetList, type Page, type PageRequest } from './keyset.js';
import { readTexts, selectList, type Sql, type TextRows } from './read.js';

/** The rows of one table as a list; `Query` says which of them, and which page. */
export interface RowList<Query extends { readonly page: PageRequest }> extends KeysetList {
  readonly table: string;
  /** The properties of a row, each with the column that holds it. */
  readonly columns: Readonly<Record<string, string>>;
  /** Which rows match, as an SQL condition. */
  readonly matching: (query: Query) => Sql;
}

/** Reads a page with everything that a row has. */
export function readRows<Row extends object, Query extends { readonly page: PageRequest }>(
  pool: Pool,
  list: RowList<Query>,
  query: Query,
): Promise<Page<Row>> {
  const select = sql`SELECT ${selectList(list.columns)} FROM ${sql.table(list.table)} WHERE ${list.matching(query)}`;
  return readPage(pool, list, select, query.page);
}

/** A page whose rows are what PostgreSQL wrote, in the order of `fields`. */
export interface TextPage extends Page<readonly (string | null)[]> {
  /** The value that the text in this place stands for, as `readRows` gives it. */
  readonly parse: TextRows['parse'];
}

/** Reads a page with only these properties of its rows, and parses nothing. */
export async function readRowTexts<Query extends { readonly page: PageRequest }>(
  pool: Pool,
  list: RowList<Query>,
  query: Query,
  fields: readonly string[],
): Promise<TextPage> {
  const columns = sql.join(fields.map((field) => sql.ref(list.columns[field]!)));
  const select = sql`SELECT ${columns} FROM ${sql.table(list.table)} WHERE ${list.matching(query)}`;
  const { rows, parse } = await readTexts(pool, pageQuery(list, select, query.page));
  return { ...pageOf(rows, query.page), parse };
}
