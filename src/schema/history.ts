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
 *
 * A class: each of thousands of subscriptions has one, and two dozen functions would be most of what it weighs.
 */
export class History {
  readonly #pool: Pool;
  readonly #now: () => number;
  #reads: Reads | null = null;
  #nowMs: number;

  constructor({ pool, now }: { readonly pool: Pool; readonly now: () => number }) {
    this.#pool = pool;
    this.#now = now;
    this.#nowMs = now();
  }

  get #shared(): Reads {
    return (this.#reads ??= new Reads(this.#pool));
  }

  /** The request's now: the same for all its relative ranges. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** Forgets what was read and moves the request's now: for each event of a subscription. */
  renew(): void {
    this.#reads = null;
    this.#nowMs = this.#now();
  }

  drone(droneId: string) {
    return this.#shared.one('drone', dronesById, (drone) => drone.droneId).load(droneId);
  }

  latestDetection(droneId: string) {
    return this.#shared.one('latestDetection', latestDetections, (row) => row.droneId).load(droneId);
  }

  latestSystemHealth(kitId: string) {
    return this.#shared.one('latestHealth', latestSystemHealth, (row) => row.kitId).load(kitId);
  }

  detection(key: DetectionKey) {
    return this.#shared
      .one<DetectionKey, Detection>('detection', detectionsByKey, (row) => [
        row.observedAtMs,
        row.kitId,
        row.droneId,
      ])
      .load(key);
  }

  signal(key: SignalKey) {
    return this.#shared
      .one<SignalKey, Signal>('signal', signalsByKey, (row) => [
        row.observedAtMs,
        row.kitId,
        row.frequencyMhz,
        row.signalUid,
      ])
      .load(key);
  }

  systemHealth(key: SystemHealthKey) {
    return this.#shared
      .one<SystemHealthKey, SystemHealth>('systemHealth', systemHealthByKey, (row) => [
        row.observedAtMs,
        row.kitId,
      ])
      .load(key);
  }

  event(key: EventKey) {
    return this.#shared
      .one<EventKey, StoredEvent>('event', eventsByKey, (row) => [row.observedAtMs, row.eventId])
      .load(key);
  }

  deadLetter(id: string) {
    return this.#shared.one('deadLetter', deadLettersById, (row) => row.id).load(id);
  }

  /** A page of a list as text: only these properties of each row. */
  texts<Query extends ListQuery>(list: RowList<Query>, query: Query, properties: readonly string[]) {
    return readRowTexts(this.#pool, list, query, properties);
  }

  detections(query: DetectionQuery) {
    return listDetections(this.#pool, query);
  }

  drones(query: DetectionQuery) {
    return listDrones(this.#pool, query);
  }

  signals(query: SignalQuery) {
    return listSignals(this.#pool, query);
  }

  systemHealthReports(query: SystemHealthQuery) {
    return listSystemHealth(this.#pool, query);
  }

  events(query: EventQuery) {
    return listEvents(this.#pool, query);
  }

  deadLetters(query: DeadLetterQuery) {
    return listDeadLetters(this.#pool, query);
  }

  auditLog(query: AuditQuery) {
    return listAuditLog(this.#pool, query);
  }

  deadLetterCount(filter: DeadLetterFilter) {
    return countDeadLetters(this.#pool, filter);
  }

  detectionsOfDrone(droneId: string, query: DetectionQuery) {
    return this.#shared.each('detections', listDetectionsPerDrone, query).load(droneId);
  }

  dronesOfKit(kitId: string, query: DetectionQuery) {
    return this.#shared.each('drones', listDronesPerKit, query).load(kitId);
  }

  signalsOfKit(kitId: string, query: SignalQuery) {
    return this.#shared.each('signals', listSignalsPerKit, query).load(kitId);
  }

  systemHealthOfKit(kitId: string, query: Omit<SystemHealthQuery, 'kitIds'>) {
    return this.#shared.each('health', listSystemHealthPerKit, query).load(kitId);
  }

  kitIdsOfDrone(droneId: string, range: TimeRange) {
    return this.#shared.each('kits', kitIdsPerDrone, range).load(droneId);
  }

  pathReports(droneId: string, range: TimeRange) {
    return this.#shared.each('path', pathReportsPerDrone, range).load(droneId);
  }
}

/** Reads of the same kind are batched and remembered. */
class Reads {
  readonly #pool: Pool;
  readonly #loaders = new Map<string, DataLoader<never, unknown, string>>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** One row per key, found by `keyOf`; null where there is none. */
  one<Key, Row>(
    name: string,
    find: (pool: Pool, keys: readonly Key[]) => Promise<Row[]>,
    keyOf: (row: Row) => Key,
  ): DataLoader<Key, Row | null, string> {
    return this.#shared<Key, Row | null>(name, async (keys) => {
      const rows = new Map((await find(this.#pool, keys)).map((row) => [JSON.stringify(keyOf(row)), row]));
      return keys.map((key) => rows.get(JSON.stringify(key)) ?? null);
    });
  }

  /** One answer per parent; parents that ask with the same arguments share a statement. */
  each<Query, Value>(
    name: string,
    find: (pool: Pool, query: Query, ids: readonly string[]) => Promise<readonly Value[]>,
    query: Query,
  ): DataLoader<string, Value, string> {
    return this.#shared<string, Value>(`${name} ${JSON.stringify(query)}`, (ids) =>
      find(this.#pool, query, ids),
    );
  }

  #shared<Key, Value>(
    name: string,
    batch: (keys: readonly Key[]) => Promise<readonly Value[]>,
  ): DataLoader<Key, Value, string> {
    let loader = this.#loaders.get(name) as DataLoader<Key, Value, string> | undefined;
    if (loader === undefined) {
      loader = new DataLoader(batch, { cacheKeyFn: (key) => JSON.stringify(key) });
      this.#loaders.set(name, loader);
    }
    return loader;
  }
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
