import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { EventFilter } from '../domain/event-filter.js';
import type { LogEvent } from '../domain/log-event.js';
import type { TimeRange } from '../domain/time-range.js';
import { all, contains, inRange, oneOf } from './conditions.js';
import type { Page, PageRequest } from './keyset.js';
import { read, selectList, type Sql } from './read.js';
import { readRows, type RowList } from './row-list.js';

/** A row of `events`. */
export interface StoredEvent extends Omit<LogEvent, 'type' | 'timeSource' | 'sourceId' | 'warnings'> {
  /** Null when there are none. */
  readonly warnings: readonly string[] | null;
}

/** Primary key of an event. */
export type EventKey = readonly [timeMs: number, eventId: string];

export interface EventQuery {
  readonly range: TimeRange;
  readonly filter: EventFilter;
  readonly page: PageRequest;
}

/** Newest first. */
export const eventList: RowList<EventQuery> = {
  name: 'events',
  table: 'events',
  time: { column: 'time', field: 'observedAtMs' },
  ids: [{ column: 'event_id', field: 'eventId', type: 'uuid' }],
  columns: {
    observedAtMs: 'time',
    eventId: 'event_id',
    receivedAtMs: 'received_at',
    source: 'source',
    kitId: 'kit_id',
    host: 'host',
    service: 'service',
    eventType: 'event_type',
    severity: 'severity',
    message: 'message',
    data: 'data',
    warnings: 'warnings',
  },
  matching: eventsMatching,
};

const columns = selectList(eventList.columns);

export function listEvents(pool: Pool, query: EventQuery): Promise<Page<StoredEvent>> {
  return readRows(pool, eventList, query);
}

function eventsMatching({ range, filter }: EventQuery): Sql {
  return all([
    inRange(range),
    oneOf('source', filter.sources),
    oneOf('kit_id', filter.kitIds),
    oneOf('host', filter.hosts),
    oneOf('service', filter.services),
    oneOf('event_type', filter.types),
    // They are kept in lower case.
    oneOf(
      'severity',
      filter.severities?.map((severity) => severity.toLowerCase()),
    ),
    contains(['message'], filter.search),
  ]);
}

/** The events of these keys that exist, in any order. */
export function eventsByKey(pool: Pool, keys: readonly EventKey[]): Promise<StoredEvent[]> {
  const times = keys.map(([timeMs]) => new Date(timeMs));
  return read(
    pool,
    sql`SELECT ${columns} FROM events
        WHERE time = ANY(${times}::timestamptz[])
          AND (time, event_id) IN (
            SELECT * FROM unnest(${times}::timestamptz[], ${keys.map(([, eventId]) => eventId)}::uuid[])
          )`,
  );
}
