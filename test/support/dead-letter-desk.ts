import type pg from 'pg';
import { understandDeadLetter } from '../../src/collectors/understand-dead-letter.js';
import { createDeadLetterDesk, type DeadLetterDeskDeps } from '../../src/ingest/dead-letter-desk.js';
import { createValidate } from '../../src/ingest/validate.js';
import { writeAndSettle } from '../../src/sinks/timescale-sink.js';
import { RetryDeadLettersDocument } from '../../operations/generated/graphql.js';
import { aDeadLetter } from './dead-letters.js';
import { captureLogs, type CapturedLogs } from './logs.js';
import { NOON_MS } from './observations.js';
import { createSchemaClient, type SchemaClient } from './schema-client.js';

/** When tests retry: an hour after the failures. */
export const RETRIED_AT_MS = NOON_MS + 3_600_000;

export interface DeskFixture {
  /** The kits there are. */
  readonly registered: Set<string>;
  readonly logs: CapturedLogs;
  /** Over GraphQL; everything behind it is real but for what is given. */
  client(deps?: Partial<DeadLetterDeskDeps>): SchemaClient;
  retry(variables: Record<string, unknown>, deps?: Partial<DeadLetterDeskDeps>): Promise<RetryAnswer>;
  /** The rows of the table, the one that failed longest ago first. */
  letters(): Promise<readonly { readonly id: string; readonly attempts: number; readonly last_at: number }[]>;
  /** The oldest first. */
  storedDrones(): Promise<string[]>;
}

export interface RetryAnswer {
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly remaining: number;
  readonly items: readonly {
    readonly id: string;
    readonly outcome: string;
    readonly reason: string | null;
  }[];
}

export function createDeskFixture(pool: pg.Pool): DeskFixture {
  const registered = new Set<string>();
  const logs = captureLogs();
  const find = (kitId: string) => (registered.has(kitId) ? { enabled: true } : null);
  const client = (deps: Partial<DeadLetterDeskDeps> = {}) => {
    const deadLetters = createDeadLetterDesk({
      pool,
      understand: (letter) => understandDeadLetter(letter, { find }),
      validate: createValidate({ mode: 'lenient' }),
      writeAndSettle: (record, letterId, actor) => writeAndSettle(pool, record, letterId, actor),
      others: {},
      now: () => RETRIED_AT_MS,
      logger: logs.logger,
      ...deps,
    });
    return createSchemaClient({ pool, deadLetters, nowMs: RETRIED_AT_MS });
  };
  return {
    registered,
    logs,
    client,
    retry: async (variables, deps) =>
      (await client(deps).data(RetryDeadLettersDocument, variables))[
        'retryDeadLetters'
      ] as unknown as RetryAnswer,
    letters: async () => (await pool.query<never>('SELECT * FROM dead_letters ORDER BY last_at, id')).rows,
    async storedDrones() {
      const { rows } = await pool.query<{ drone_id: string }>('SELECT drone_id FROM drones ORDER BY time');
      return rows.map(({ drone_id }) => drone_id);
    },
  };
}

export const outcomes = ({ items }: RetryAnswer) => items.map(({ outcome }) => outcome);

export const globalIdOf = ({ id }: { readonly id: string }) =>
  Buffer.from(`DeadLetter:${JSON.stringify([id])}`).toString('base64');

/** A pushed drone of a kit that nobody had registered; the higher `n`, the later. */
export const aDroneLetter = (n: number, given: Parameters<typeof aDeadLetter>[0] = {}) =>
  aDeadLetter({
    record: { type: 'drone', id: `drone-${n}`, kit_id: 'kit-1', lat: 46.7, lon: 8 },
    atMs: NOON_MS + n,
    ...given,
  });

/** What can never be understood. */
export const aPoisonLetter = (n: number) =>
  aDeadLetter({ record: ['no', 'message', n], reason: 'NOT_AN_OBJECT', atMs: NOON_MS + n });
