import DataLoader from 'dataloader';
import type { Pool } from 'pg';
import { listAuditLog, type AuditQuery } from '../db/audit-log.js';
import {
  countDeadLetters,
  deadLettersById,
  listDeadLetters,
  type DeadLetterFilter,
  type DeadLetterQuery,
} from '../db/dead-letters.js';
import {
  detectionsByKey,
  latestDetections,
  listDetections,
  listDetectionsPerDrone,
  type Detection,
  type DetectionKey,
  type DetectionQuery,
} from '../db/detections.js';
import { dronesById, kitsOfDrones, listDrones, listDronesPerKit, pathReports } from '../db/drones.js';
import { eventsByKey, listEvents, type EventKey, type EventQuery, type StoredEvent } from '../db/events.js';
import { readRowTexts, type RowList } from '../db/row-list.js';
import {
  listSignals,
  listSignalsPerKit,
  signalsByKey,
  type Signal,
  type SignalKey,
  type SignalQuery,
} from '../db/signals.js';
import {
  latestSystemHealth,
  listSystemHealth,
  listSystemHealthPerKit,
  systemHealthByKey,
  type SystemHealth,
  type SystemHealthKey,
  type SystemHealthQuery,
} from '../db/system-health.js';
import { groupBy } from '../domain/group-by.js';
import type { TimeRange } from '../domain/time-range.js';
import type { ListQuery } from './listed-rows.js';

/**
 * What one request reads of the past. The rows of a list that ask for the same thing are answered by
 * one statement together, and nothing is read twice.
 */
export type History = ReturnType<typeof createHistory>;

export function createHistory({ pool, now }: { readonly pool: Pool; readonly now: () => number }) {
  let reads = createReads(pool);
  let nowMs = now();
  return {
    /** The request's now: the same for all its relative ranges. */
    nowMs: () => nowMs,
    /** Forgets what was read and moves the request's now: for each event of a subscription. */
    renew(): void {
      reads = createReads(pool);
      nowMs = now();
    },

    drone: (droneId: string) => reads.one('drone', dronesById, (drone) => drone.droneId).load(droneId),
    latestDetection: (droneId: string) =>
      reads.one('latestDetection', latestDetections, (row) => row.droneId).load(droneId),
    latestSystemHealth: (kitId: string) =>
      reads.one('latestHealth', latestSystemHealth, (row) => row.kitId).load(kitId),
    detection: (key: DetectionKey) =>
      reads
        .one<DetectionKey, Detection>('detection', detectionsByKey, (row) => [
          row.observedAtMs,
          row.kitId,
          row.droneId,
        ])
        .load(key),
    signal: (key: SignalKey) =>
      reads
        .one<SignalKey, Signal>('signal', signalsByKey, (row) => [
          row.observedAtMs,
          row.kitId,
          row.frequencyMhz,
          row.signalUid,
        ])
        .load(key),
    systemHealth: (key: SystemHealthKey) =>
      reads
        .one<SystemHealthKey, SystemHealth>('systemHealth', systemHealthByKey, (row) => [
          row.observedAtMs,
          row.kitId,
        ])
        .load(key),
    event: (key: EventKey) =>
      reads
        .one<EventKey, StoredEvent>('event', eventsByKey, (row) => [row.observedAtMs, row.eventId])
        .load(key),
    deadLetter: (id: string) => reads.one('deadLetter', deadLettersById, (row) => row.id).load(id),

    /** A page of a list as text: only these properties of each row. */
    texts: <Query extends ListQuery>(list: RowList<Query>, query: Query, properties: readonly string[]) =>
      readRowTexts(pool, list, query, properties),
    detections: (query: DetectionQuery) => listDetections(pool, query),
    drones: (query: DetectionQuery) => listDrones(pool, query),
    signals: (query: SignalQuery) => listSignals(pool, query),
    systemHealthReports: (query: SystemHealthQuery) => listSystemHealth(pool, query),
    events: (query: EventQuery) => listEvents(pool, query),
    deadLetters: (query: DeadLetterQuery) => listDeadLetters(pool, query),
    auditLog: (query: AuditQuery) => listAuditLog(pool, query),
    deadLetterCount: (filter: DeadLetterFilter) => countDeadLetters(pool, filter),
    detectionsOfDrone: (droneId: string, query: DetectionQuery) =>
      reads.each('detections', listDetectionsPerDrone, query).load(droneId),
    dronesOfKit: (kitId: string, query: DetectionQuery) =>
      reads.each('drones', listDronesPerKit, query).load(kitId),
    signalsOfKit: (kitId: string, query: SignalQuery) =>
      reads.each('signals', listSignalsPerKit, query).load(kitId),
    systemHealthOfKit: (kitId: string, query: Omit<SystemHealthQuery, 'kitIds'>) =>
      reads.each('health', listSystemHealthPerKit, query).load(kitId),
    kitIdsOfDrone: (droneId: string, range: TimeRange) =>
      reads.each('kits', kitIdsPerDrone, range).load(droneId),
    pathReports: (droneId: string, range: TimeRange) =>
      reads.each('path', pathReportsPerDrone, range).load(droneId),
  };
}

function createReads(pool: Pool) {
  const loaders = new Map<string, DataLoader<never, unknown, string>>();
  const shared = <Key, Value>(
    name: string,
    batch: (keys: readonly Key[]) => Promise<readonly Value[]>,
  ): DataLoader<Key, Value, string> => {
    let loader = loaders.get(name) as DataLoader<Key, Value, string> | undefined;
    if (loader === undefined) {
      loader = new DataLoader(batch, { cacheKeyFn: (key) => JSON.stringify(key) });
      loaders.set(name, loader);
    }
    return loader;
  };
  return {
    /** One row per key, found by `keyOf`; null where there is none. */
    one: <Key, Row>(
      name: string,
      find: (pool: Pool, keys: readonly Key[]) => Promise<Row[]>,
      keyOf: (row: Row) => Key,
    ) =>
      shared<Key, Row | null>(name, async (keys) => {
        const rows = new Map((await find(pool, keys)).map((row) => [JSON.stringify(keyOf(row)), row]));
        return keys.map((key) => rows.get(JSON.stringify(key)) ?? null);
      }),
    /** One answer per parent; parents that ask with the same arguments share a statement. */
    each: <Query, Value>(
      name: string,
      find: (pool: Pool, query: Query, ids: readonly string[]) => Promise<readonly Value[]>,
      query: Query,
    ) => shared<string, Value>(`${name} ${JSON.stringify(query)}`, (ids) => find(pool, query, ids)),
  };
}

async function kitIdsPerDrone(
  pool: Pool,
  range: TimeRange,
  droneIds: readonly string[],
): Promise<readonly string[][]> {
  const byDrone = groupBy(await kitsOfDrones(pool, range, droneIds), (row) => row.droneId);
  return droneIds.map((droneId) => (byDrone.get(droneId) ?? []).map((row) => row.kitId));
}

async function pathReportsPerDrone(pool: Pool, range: TimeRange, droneIds: readonly string[]) {
  const byDrone = await pathReports(pool, range, droneIds);
  return droneIds.map((droneId) => byDrone.get(droneId) ?? []);
}
