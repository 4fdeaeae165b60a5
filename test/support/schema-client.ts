import {
  execute,
  parse,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
} from 'graphql';
import type pg from 'pg';
import type { DeadLetterDesk } from '../../src/domain/dead-letter-desk.js';
import type { Fleet } from '../../src/domain/fleet.js';
import type { LivePicture } from '../../src/domain/live.js';
import type { KeyDesk } from '../../src/domain/api-key.js';
import { anonymousViewer, type Viewer } from '../../src/domain/viewer.js';
import { createContextFactory } from '../../src/schema/context.js';
import { schema } from '../../src/schema/index.js';
import { createFakeFleet } from './fake-fleet.js';
import { NOON_MS } from './observations.js';

type Data = Record<string, never>;

/** Executes operations on the schema alone, without a server. */
export interface SchemaClient {
  /** Rejects when there are errors: most tests want data. */
  data(operation: string | DocumentNode, variables?: Record<string, unknown>): Promise<Data>;
  /** The codes of the errors, which there must be. */
  refusal(
    operation: string | DocumentNode,
    variables?: Record<string, unknown>,
  ): Promise<{ codes: unknown[]; message: string }>;
  subscribe(
    operation: string | DocumentNode,
    variables?: Record<string, unknown>,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

export interface SchemaClientOptions {
  readonly pool?: pg.Pool;
  readonly fleet?: Fleet;
  readonly live?: Partial<LivePicture>;
  readonly deadLetters?: DeadLetterDesk;
  readonly keys?: KeyDesk;
  readonly viewer?: Viewer;
  readonly nowMs?: number;
}

export function createSchemaClient({
  pool,
  fleet,
  live,
  deadLetters,
  keys,
  viewer = anonymousViewer,
  nowMs = NOON_MS,
}: SchemaClientOptions): SchemaClient {
  const createContext = createContextFactory({
    pool: pool as pg.Pool,
    fleet: fleet ?? createFakeFleet([]),
    live: live as LivePicture,
    deadLetters: deadLetters as DeadLetterDesk,
    now: () => nowMs,
    keys: keys as KeyDesk,
  });
  const argumentsOf = (operation: string | DocumentNode, variableValues: Record<string, unknown> = {}) => ({
    schema,
    document: typeof operation === 'string' ? parse(operation) : operation,
    variableValues,
    contextValue: createContext({ viewer }),
  });
  const run = async (
    operation: string | DocumentNode,
    variables?: Record<string, unknown>,
  ): Promise<ExecutionResult> => {
    const given = argumentsOf(operation, variables);
    const errors = validate(schema, given.document);
    return errors.length > 0 ? { errors } : await execute(given);
  };

  return {
    async data(operation, variables) {
      const { data, errors } = await run(operation, variables);
      if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
      // As a client gets it.
      return JSON.parse(JSON.stringify(data)) as Data;
    },
    async refusal(operation, variables) {
      const { errors } = await run(operation, variables);
      if (!errors) throw new Error('the operation was not refused');
      return { codes: errors.map(codeOf), message: errors.map(({ message }) => message).join('\n') };
    },
    subscribe: async (operation, variables) => await subscribe(argumentsOf(operation, variables)),
  };
}

export function codeOf(error: GraphQLError): unknown {
  return error.extensions['code'] ?? (error.originalError as { code?: unknown } | null | undefined)?.code;
}
