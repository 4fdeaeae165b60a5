import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { RefusedChange } from '../access/refusal-audit.js';
import type { EventStreams } from './event-stream.js';
import { useSharedTracks } from './frames/shared-tracks.js';
import type { Budget } from './limits/budget.js';
import { useDocumentLimits } from './limits/document-limits.js';
import { useBudgetReport } from './limits/use-budget-report.js';
import { useHiddenSchema } from './limits/use-hidden-schema.js';
import { useOperationCost } from './limits/use-operation-cost.js';
import type { OpenStreams } from './open-streams.js';
import type { OperationOrigin } from './operation-origin.js';
import { presentError, useErrorPresentation } from './present-errors.js';
import { usePersistedDocuments, type PersistedDocuments } from './query/persisted-documents.js';
import { useForgetting, type ResponseCache } from './query/response-cache.js';
import { useUnconditionalSubscriptions } from './unconditional-subscriptions.js';
import { useGivenResult } from './query/given-result.js';
import { useLists } from './query/use-lists.js';
import { useRefusalAudit } from './use-refusal-audit.js';

export const graphqlPath = '/graphql';

/** Documents and variables are small; `application/json` bodies above this are refused with 413. */
export const maxBodyBytes = 100_000;

/** Makes what resolvers get as context; called once for each operation, over any transport. */
export type CreateContext = (origin: OperationOrigin) => object | Promise<object>;

export type Yoga = YogaServerInstance<OperationOrigin, object>;

export interface GraphQLOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: CreateContext;
  readonly openStreams: OpenStreams;
  readonly eventStreams: Pick<EventStreams, 'plugin'>;
  readonly documents: PersistedDocuments;
  readonly cache: ResponseCache;
  /** Of one operation. */
  readonly maxCost: number;
  /** Null: nobody has one. */
  readonly budget: Budget | null;
  /** Executes the persisted documents and no others. */
  readonly persistedDocumentsOnly: boolean;
  /** Somebody asked for a change that they may not make. @default nobody wants to know */
  readonly refused?: (change: RefusedChange) => void;
  readonly logger: Logger;
}

/**
 * What executes operations. HTTP requests go through its `fetch`, WebSocket operations through its
 * `getEnveloped`; both run the same plugins, so a limit that is added here holds for both.
 */
export function createGraphQL({
  schema,
  createContext,
  openStreams,
  eventStreams,
  documents,
  cache,
  maxCost,
  budget,
  persistedDocumentsOnly,
  refused = () => undefined,
  logger,
}: GraphQLOptions): Yoga {
  return createYoga<OperationOrigin, object>({
    schema,
    context: ({ requestId, viewer, address }) => createContext({ requestId, viewer, address }),
    // Last, so that nothing wraps the streams between it and their reader.
    plugins: [
      useErrorPresentation(logger),
      useGivenResult(),
      usePersistedDocuments(documents, { only: persistedDocumentsOnly }),
      useDocumentLimits(),
      useUnconditionalSubscriptions(),
      useHiddenSchema(),
      useOperationCost({ schema, maxCost, budget }),
      useBudgetReport(budget),
      useLists({ schema, logger }),
      useForgetting(cache),
      useRefusalAudit(refused),
      useSharedTracks({ schema, logger }),
      eventStreams.plugin,
      openStreams.plugin,
    ],
    extraParamNames: ['documentId'],
    graphqlEndpoint: graphqlPath,
    maskedErrors: { maskError: (error) => presentError(error, '', logger) },
    maxRequestBodySize: maxBodyBytes,
    batching: false,
    multipart: false,
    // The HTTP routes serve GraphiQL, and no page of another site may read answers.
    graphiql: false,
    landingPage: false,
    cors: false,
    logging: false,
  });
}
