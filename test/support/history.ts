import type { DocumentNode } from 'graphql';
import type pg from 'pg';
import type { KitStatusObservation, Observation } from '../../src/domain/observation.js';
import { createTimescaleSink } from '../../src/sinks/timescale-sink.js';
import { NOON_MS } from './observations.js';
import type { SchemaClient } from './schema-client.js';

/** Stores observations as the process itself does. */
export async function store(pool: pg.Pool, observations: readonly Observation[]): Promise<void> {
  await createTimescaleSink({ pool, ready: () => true }).write(observations, new AbortController().signal);
}

export function aHealthReport(given: Partial<KitStatusObservation> = {}): KitStatusObservation {
  const observedAtMs = given.observedAtMs ?? NOON_MS;
  return {
    type: 'kitStatus',
    kitId: 'kit-1',
    sourceId: 'dragonsync:kit-1',
    observedAtMs,
    receivedAtMs: observedAtMs + 400,
    kitTimeS: observedAtMs / 1000,
    timeSource: 'kit',
    warnings: [],
    uid: 'wardragon-1',
    lat: 46.7,
    lon: 8,
    altitudeM: 570,
    cpuPercent: 12.5,
    memoryPercent: 40,
    diskPercent: 20,
    uptimeHours: 5.5,
    tempCpuC: 51,
    tempGpuC: null,
    plutoTempC: 44,
    zynqTempC: 46,
    speedMps: 0,
    courseDeg: null,
    gpsFix: true,
    timeSourceName: 'gpsd',
    ...given,
  };
}

export interface Listed<Row> {
  readonly nodes: Row[];
  readonly edges: { readonly cursor: string; readonly node: Row }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Reads the connection that is the operation's first field. */
export async function list<Row = Record<string, unknown>>(
  client: SchemaClient,
  operation: string | DocumentNode,
  variables?: Record<string, unknown>,
): Promise<Listed<Row>> {
  return Object.values(await client.data(operation, variables))[0] as unknown as Listed<Row>;
}
