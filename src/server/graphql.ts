import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { OpenStreams } from './open-streams.js';
import type { OperationOrigin } from './operation-origin.js';
import { presentError, useErrorPresentation } from './present-errors.js';

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
  readonly logger: Logger;
}

/**
 * What executes operations. HTTP requests go through its `fetch`, WebSocket operations through its
 * `getEnveloped`; both run the same plugins, so a limit that is added here holds for both.
 */
export function createGraphQL({ schema, createContext, openStreams, logger }: GraphQLOptions): Yoga {
  return createYoga<OperationOrigin, object>({
    schema,
    context: ({ requestId }) => createContext({ requestId }),
    // Last, so that nothing wraps the streams between it and their reader.
    plugins: [useErrorPresentation(logger), openStreams.plugin],
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
