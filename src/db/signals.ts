import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { SignalObservation } from '../domain/observation.js';
import type { SignalFilter } from '../domain/signal-filter.js';
import type { TimeRange } from '../domain/time-range.js';
import { all, atLeast, atMost, equal, inRange, oneOf, within } from './conditions.js';
import { readPages, type Page, type PageRequest } from './keyset.js';
import { read, selectList, type Sql } from './read.js';
import { readRows, type RowList } from './row-list.js';

/** One signal as one kit heard it: a row of `signals`, or one that just arrived. */
export interface Signal extends Omit<
  SignalObservation,
  'type' | 'sourceId' | 'kitTimeS' | 'timeSource' | 'warnings'
> {
  /** Null or empty when there are none. */
  readonly warnings: readonly string[] | null;
}

/** Primary key of a signal. */
export type SignalKey = readonly [timeMs: number, kitId: string, frequencyMhz: number, signalUid: string];

export interface SignalQuery {
  readonly range: TimeRange;
  readonly filter: SignalFilter;
  readonly page: PageRequest;
}

/** Newest first. */
export const signalList: RowList<SignalQuery> = {
  name: 'signals',
  table: 'signals',
  time: { column: 'time', field: 'observedAtMs' },
  ids: [
    { column: 'kit_id', field: 'kitId', type: 'string' },
    { column: 'freq_mhz', field: 'frequencyMhz', type: 'number' },
    { column: 'signal_uid', field: 'signalUid', type: 'string' },
  ],
  columns: {
    observedAtMs: 'time',
    receivedAtMs: 'received_at',
    kitId: 'kit_id',
    signalUid: 'signal_uid',
    frequencyMhz: 'freq_mhz',
    powerDbm: 'power_dbm',
    bandwidthMhz: 'bandwidth_mhz',
    lat: 'lat',
    lon: 'lon',
    altitudeM: 'altitude_m',
    signalType: 'signal_type',
    detectionType: 'detection_type',
    source: 'source',
    palConfidence: 'pal_confidence',
    ntscConfidence: 'ntsc_confidence',
    warnings: 'warnings',
  },
  matching: ({ range, filter }) => signalsMatching(range, filter),
};

const columns = selectList(signalList.columns);

/** Says in SQL what `matchesSignal` says of signals in memory. */
function signalsMatching(range: TimeRange, filter: SignalFilter): Sql {
  return all([
    inRange(range),
    oneOf('kit_id', filter.kitIds),
    atLeast('freq_mhz', filter.minFrequencyMhz),
    atMost('freq_mhz', filter.maxFrequencyMhz),
    atLeast('power_dbm', filter.minPowerDbm),
    equal('detection_type', filter.detectionType),
    within(filter.bbox, filter.orUnplaced),
  ]);
}

export function listSignals(pool: Pool, query: SignalQuery): Promise<Page<Signal>> {
  return readRows(pool, signalList, query);
}

/** The same page of the signals of each kit. */
export function listSignalsPerKit(
  pool: Pool,
  { range, filter, page }: SignalQuery,
  kitIds: readonly string[],
): Promise<Page<Signal>[]> {
  const select = sql`SELECT ${columns} FROM signals WHERE kit_id = parent.id AND ${signalsMatching(range, filter)}`;
  return readPages(pool, signalList, select, page, kitIds);
}

/** The signals of these keys that exist, in any order. */
export function signalsByKey(pool: Pool, keys: readonly SignalKey[]): Promise<Signal[]> {
  const times = keys.map(([timeMs]) => new Date(timeMs));
  return read(
    pool,
    sql`SELECT ${columns} FROM signals
        WHERE time = ANY(${times}::timestamptz[])
          AND (time, kit_id, freq_mhz, signal_uid) IN (
            SELECT * FROM unnest(
              ${times}::timestamptz[], ${keys.map((key) => key[1])}::text[],
              ${keys.map((key) => key[2])}::float8[], ${keys.map((key) => key[3])}::text[]
            )
          )`,
  );
}
