import { sql } from 'kysely';
import type { TimeRange } from '../domain/time-range.js';
import type { BoundingBox } from '../domain/track.js';
import type { Sql } from './read.js';

/** The conditions that hold together; absent ones (null) do not restrict. */
export function all(conditions: readonly (Sql | null)[]): Sql {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? sql`true` : sql.join(given, sql` AND `);
}

/** Plain comparisons with bound instants, so that TimescaleDB leaves out the chunks that cannot match. */
export function inRange({ fromMs, toMs }: TimeRange): Sql {
  return sql`time >= ${new Date(fromMs)} AND time < ${new Date(toMs)}`;
}

export function oneOf(column: string, values: readonly string[] | null | undefined): Sql | null {
  return values == null ? null : sql`${sql.ref(column)} = ANY(${[...values]}::text[])`;
}

export function equal(column: string, value: string | null | undefined): Sql | null {
  return value == null ? null : sql`${sql.ref(column)} = ${value}`;
}

export function equalIgnoringCase(column: string, value: string | null | undefined): Sql | null {
  return value == null ? null : sql`lower(${sql.ref(column)}) = lower(${value})`;
}

export function atLeast(column: string, value: number | null | undefined): Sql | null {
  return value == null ? null : sql`${sql.ref(column)} >= ${value}`;
}

export function atMost(column: string, value: number | null | undefined): Sql | null {
  return value == null ? null : sql`${sql.ref(column)} <= ${value}`;
}

/** The columns lat and lon lie in the box, borders included; or, if that will do, they are unknown. */
export function within(box: BoundingBox | null | undefined, orUnplaced?: boolean | null): Sql | null {
  if (box == null) return null;
  const longitude =
    box.minLon <= box.maxLon
      ? sql`lon BETWEEN ${box.minLon} AND ${box.maxLon}`
      : sql`(lon >= ${box.minLon} OR lon <= ${box.maxLon})`;
  const inside = sql`lat BETWEEN ${box.minLat} AND ${box.maxLat} AND ${longitude}`;
  return orUnplaced === true ? sql`(${inside} OR lat IS NULL OR lon IS NULL)` : inside;
}

/** Any of the columns contains the text, regardless of case. `%`, `_` and `\` stand for themselves. */
export function contains(columns: readonly string[], text: string | null | undefined): Sql | null {
  if (text == null) return null;
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const anyOf = columns.map((column) => sql`${sql.ref(column)} ILIKE ${pattern}`);
  return sql`(${sql.join(anyOf, sql` OR `)})`;
}
