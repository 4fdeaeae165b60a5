import { sql } from 'kysely';
import type { Pool } from 'pg';
import { groupBy } from '../domain/group-by.js';
import { read, type Sql } from './read.js';

/** Where a row stands in its list: its time in epoch ms, then what distinguishes rows of the same time. */
export type Key = readonly [timeMs: number, ...ids: (string | number)[]];

interface KeyPart {
  readonly column: string;
  /** The property of the row that holds the column. */
  readonly field: string;
}

/** A list ordered by time descending, then by its ids ascending. The ids make the order total. */
export interface KeysetList {
  /** Marks the list's cursors, so that one list does not take another's. */
  readonly name: string;
  readonly time: KeyPart;
  readonly ids: readonly (KeyPart & { readonly type: 'string' | 'number' | 'uuid' })[];
}

/** A part of a list: `limit` rows behind `after`, or with `backward` the last `limit` rows ahead of `before`. */
export interface PageRequest {
  readonly limit: number;
  readonly backward: boolean;
  readonly after: Key | null;
  readonly before: Key | null;
}

/** Rows in the order of the list, whichever way they were read. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

export function keyOf(list: KeysetList, row: object): Key {
  const fields = row as Record<string, string | number>;
  return [fields[list.time.field] as number, ...list.ids.map((id) => fields[id.field]!)];
}

/** Reads a page. `select` is a query up to and including its last condition, without order or limit. */
export async function readPage<Row extends object>(
  pool: Pool,
  list: KeysetList,
  select: Sql,
  page: PageRequest,
): Promise<Page<Row>> {
  return pageOf(await read<Row>(pool, pageQuery(list, select, page)), page);
}

/**
 * Reads the same page of the lists of several parents with one statement. `select` refers to the
 * parent's id as `parent.id`. Pages come in the order of `parentIds`.
 */
export async function readPages<Row extends object>(
  pool: Pool,
  list: KeysetList,
  select: Sql,
  page: PageRequest,
  parentIds: readonly string[],
): Promise<Page<Row>[]> {
  const rows = await read<Row & { parentNumber: number }>(
    pool,
    sql`SELECT parent.n::int AS "parentNumber", page.*
        FROM unnest(${[...parentIds]}::text[]) WITH ORDINALITY AS parent(id, n)
        CROSS JOIN LATERAL (${pageQuery(list, select, page)}) AS page
        ORDER BY parent.n, ${order(list, 'field', page.backward)}`,
  );
  const byParent = groupBy(rows, (row) => row.parentNumber);
  return parentIds.map((_, i) => pageOf(byParent.get(i + 1) ?? [], page));
}

/**
 * Makes a page of what was read for it: up to one row more than asked for, which tells that there are
 * more. A cursor stands for a row of the list, so behind or ahead of it there is at least that row.
 */
export function pageOf<Row>(
  read: readonly Row[],
  { limit, backward, after, before }: PageRequest,
): Page<Row> {
  const more = read.length > limit;
  const rows = more ? read.slice(0, limit) : read;
  return backward
    ? { rows: rows.toReversed(), hasNext: before !== null, hasPrevious: more || after !== null }
    : { rows, hasNext: more || before !== null, hasPrevious: after !== null };
}

/** The statement that reads what `pageOf` takes. */
export function pageQuery(
  list: KeysetList,
  select: Sql,
  { limit, backward, after, before }: PageRequest,
): Sql {
  const behind = after === null ? sql`` : sql` AND ${beyond(list, after, 'behind')}`;
  const ahead = before === null ? sql`` : sql` AND ${beyond(list, before, 'ahead')}`;
  return sql`${select}${behind}${ahead} ORDER BY ${order(list, 'column', backward)} LIMIT ${limit + 1}`;
}

/** Strictly behind or ahead of the key. The comparison of the time alone lets an index start at the right place. */
function beyond(list: KeysetList, [timeMs, ...ids]: Key, side: 'behind' | 'ahead'): Sql {
  const column = sql.ref(list.time.column);
  const time = new Date(timeMs);
  const idColumns = sql.join(list.ids.map((id) => sql.ref(id.column)));
  const idValues = sql.join(ids);
  return side === 'behind'
    ? sql`${column} <= ${time} AND (${column} < ${time} OR (${idColumns}) > (${idValues}))`
    : sql`${column} >= ${time} AND (${column} > ${time} OR (${idColumns}) < (${idValues}))`;
}

function order(list: KeysetList, by: 'column' | 'field', backward: boolean): Sql {
  const name = (part: KeyPart) => (by === 'column' ? sql.ref(part.column) : sql.id('page', part.field));
  const ids = list.ids.map((id) => (backward ? sql`${name(id)} DESC` : name(id)));
  return sql.join([backward ? name(list.time) : sql`${name(list.time)} DESC`, ...ids]);
}
