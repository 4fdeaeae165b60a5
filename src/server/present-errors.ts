import { GraphQLError, type ExecutionResult } from 'graphql';
import { handleStreamOrSingleExecutionResult, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { InvalidInputError } from '../domain/errors.js';
import type { OperationOrigin } from './operation-origin.js';

/** Codes of errors whose message is written for the client. Errors with any other code are defects or outages. */
const clientCodes = new Set([
  'BAD_USER_INPUT',
  'CONFLICT',
  'FORBIDDEN',
  'KIT_UNREACHABLE',
  'NOT_FOUND',
  'QUERY_TOO_COMPLEX',
  'RANGE_TOO_LARGE',
  'RATE_LIMITED',
  'TIMEOUT',
  'UNAUTHENTICATED',
  'UNAVAILABLE',
]);

/** In the form of yoga. */
const tryAgain = { status: 503, headers: { 'retry-after': '1' } };

/**
 * The error as a client may see it: GraphQL errors as they are, our typed errors with their message
 * and code, and for everything else a mask that names the request whose log line tells the rest.
 */
export function presentError(error: unknown, requestId: string, logger: Logger): GraphQLError {
  if (error instanceof GraphQLError && isOwnError(error)) return withCode(discreet(error));
  const cause: unknown = error instanceof GraphQLError ? error.originalError : error;
  const place = error instanceof GraphQLError ? placeOf(error) : { path: null };

  const code = cause instanceof Error ? (cause as { code?: unknown }).code : undefined;
  if (cause instanceof Error && typeof code === 'string' && clientCodes.has(code)) {
    const issues = cause instanceof InvalidInputError ? { issues: cause.issues } : {};
    return new GraphQLError(cause.message, { ...place, extensions: { code, ...issues } });
  }

  logger.error({ err: cause, requestId, path: place.path }, 'operation failed unexpectedly');
  return new GraphQLError('Something went wrong here; the log has the details under this request id.', {
    ...place,
    // `unexpected` makes the HTTP answer a 500 and is not sent.
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId, unexpected: true },
  });
}

/** Presents the errors of every operation, over any transport. */
export function useErrorPresentation(logger: Logger): Plugin<OperationOrigin> {
  const present = (result: ExecutionResult, requestId: string, set: (result: ExecutionResult) => void) => {
    if (result.errors === undefined) return;
    const errors = result.errors.map((error) => presentError(error, requestId, logger));
    // Whoever got something should use it; who got nothing because of an outage should ask again, and clients know that of 503.
    if (result.data == null)
      for (const { extensions } of errors)
        if (extensions['code'] === 'UNAVAILABLE') extensions['http'] ??= tryAgain;
    set({ ...result, errors });
  };
  return {
    onPluginInit({ registerContextErrorHandler }) {
      registerContextErrorHandler(({ context, error, setError }) =>
        setError(presentError(error, (context as Partial<OperationOrigin>).requestId ?? '', logger)),
      );
    },
    // Yoga does so for HTTP only, and keeps the error for whoever sends the same text next, over any transport.
    onParse:
      () =>
      ({ result }) => {
        if (!(result instanceof GraphQLError)) return;
        result.extensions['code'] ??= 'GRAPHQL_PARSE_FAILED';
        result.extensions['http'] ??= { spec: true, status: 400 };
      },
    onExecute: ({ args }) => ({
      onExecuteDone: (payload) =>
        handleStreamOrSingleExecutionResult(payload, ({ result, setResult }) =>
          present(result, args.contextValue.requestId, setResult),
        ),
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: (payload) =>
        handleStreamOrSingleExecutionResult(payload, ({ result, setResult }) =>
          present(result, args.contextValue.requestId, setResult),
        ),
      onSubscribeError: ({ error, setError }) =>
        setError(presentError(error, args.contextValue.requestId, logger)),
    }),
  };
}

/** What is sent of an error: yoga's hints for the HTTP status stay here. */
export function formatError(error: GraphQLError) {
  const { http: _http, unexpected: _unexpected, ...extensions } = error.extensions;
  const { message, locations, path } = error.toJSON();
  return {
    message,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
  };
}

function placeOf({ nodes, source, positions, path }: GraphQLError) {
  return { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
}

function isOwnError(error: GraphQLError): boolean {
  const { originalError } = error;
  return originalError === undefined || (originalError instanceof GraphQLError && isOwnError(originalError));
}

/** Errors without a path arose before anything was resolved: the document or its variables are wrong. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.path === undefined) error.extensions['code'] ??= 'BAD_USER_INPUT';
  return error;
}

const SECRET_INPUT = /^Variable "\$.*\b(credentials|bearer|password)\b/s;

/** graphql-js repeats the value of a variable that is not as it should be, and clients log what they are told. */
function discreet(error: GraphQLError): GraphQLError {
  if (!SECRET_INPUT.test(error.message)) return error;
  const [, place = ''] = / at "([\w.[\]]+)"; /.exec(error.message) ?? [];
  return new GraphQLError(`A variable is not what it should be${place === '' ? '' : `, at ${place}`}.`, {
    ...placeOf(error),
    extensions: error.extensions,
  });
}
