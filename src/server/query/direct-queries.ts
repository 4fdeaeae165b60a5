import {
  getOperationAST,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import { rightsOf } from '../frames/rights.js';
import type { Yoga } from '../graphql.js';
import type { Budget } from '../limits/budget.js';
import { KEPT_ANSWER_COST } from '../limits/field-costs.js';
import type { OperationOrigin } from '../operation-origin.js';
import { documentOf, type PersistedDocuments } from './persisted-documents.js';
import type { OperationParameters } from './operation-parameters.js';
import type { ResponseCache } from './response-cache.js';
import { createSettledReader } from './settled.js';
import { isTextResult } from './text-result.js';

interface DirectQueriesOptions {
  readonly yoga: Yoga;
  readonly schema: GraphQLSchema;
  readonly documents: PersistedDocuments;
  readonly cache: ResponseCache;
  /** Null: nobody has one. */
  readonly budget: Budget | null;
}

/** What becomes of a request: the JSON of a good answer, or a result that yoga has to present, or nothing yet. */
type Direct =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'result'; readonly result: ExecutionResult }
  | { readonly kind: 'undecided' };

export type DirectQueries = (
  parameters: OperationParameters,
  origin: Pick<OperationOrigin, 'requestId' | 'viewer' | 'address'>,
) => Promise<Direct>;

/** Yoga types these as `any`. */
interface Enveloped {
  readonly schema: GraphQLSchema;
  readonly parse: (text: string) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
  readonly contextFactory: () => unknown;
  readonly execute: (args: ExecutionArgs) => Promise<ExecutionResult>;
}

const UNDECIDED = { kind: 'undecided' } as const;

/**
 * Executes queries as yoga would, with all of its plugins, but without making a `Request` and a
 * `Response` for each. Whatever is no good query is left to yoga, undone.
 */
export function createDirectQueries({
  yoga,
  schema,
  documents,
  cache,
  budget,
}: DirectQueriesOptions): DirectQueries {
  const settledUntil = createSettledReader(schema);
  return async (parameters, origin) => {
    const { operationName, variables, extensions } = parameters;
    const query = documentOf(documents, parameters);
    if (query === null) return UNDECIDED;
    const params = { query, operationName, variables, extensions };
    const enveloped = yoga.getEnveloped({ ...origin, params } as never) as Enveloped;
    let args: ExecutionArgs;
    let toMs: number | null;
    try {
      const document = enveloped.parse(query);
      const operation = getOperationAST(document, operationName);
      if (
        operation?.operation !== OperationTypeNode.QUERY ||
        enveloped.validate(enveloped.schema, document).length > 0
      ) {
        return UNDECIDED;
      }
      toMs = settledUntil(document, operation, variables);
      args = {
        schema: enveloped.schema,
        document,
        contextValue: await enveloped.contextFactory(),
        variableValues: variables,
        operationName,
      };
    } catch {
      return UNDECIDED;
    }

    const ticket = toMs === null ? null : cache.ticket(keyOf(params, args.contextValue), toMs);
    const kept = ticket === null ? null : cache.get(ticket);
    if (kept !== null) {
      const refusal = await budget?.spend(origin, KEPT_ANSWER_COST);
      return refusal == null
        ? { kind: 'answer', text: kept }
        : { kind: 'result', result: { errors: [refusal] } };
    }

    const result = await enveloped.execute(args);
    const isPlain =
      !isAsyncIterable(result) && result.errors === undefined && result.extensions === undefined;
    if (!isPlain) return { kind: 'result', result };
    const text = isTextResult(result) ? result.stringify(result) : JSON.stringify(result);
    // What does not exist yet may exist the next moment.
    if (ticket !== null && hasAll(result)) cache.put(ticket, text);
    return { kind: 'answer', text };
  };
}

/** Answers are as different as the rights of those who ask. */
function keyOf(
  { query, operationName, variables }: Omit<OperationParameters, 'documentId'>,
  context: unknown,
): string {
  const { viewer } = context as Pick<OperationOrigin, 'viewer'>;
  return JSON.stringify([rightsOf(viewer), operationName, variables, query]);
}

/** Whether everything that was asked for exists. Lists always do. */
function hasAll(result: ExecutionResult): boolean {
  return isTextResult(result) || !Object.values(result.data ?? {}).includes(null);
}
