import { GraphQLError } from 'graphql';

/** The operation asks for too much at once, whoever asks. The facts go into `extensions`. */
export function tooComplex(message: string, facts: Readonly<Record<string, number>>): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'QUERY_TOO_COMPLEX', ...facts, http: { status: 400 } },
  });
}

/** Somebody asks for too much in a while. */
export function rateLimited(message: string, retryAfterS: number): GraphQLError {
  return later(429, 'RATE_LIMITED', message, retryAfterS);
}

/** All together ask for too much. */
export function unavailable(message: string, retryAfterS: number): GraphQLError {
  return later(503, 'UNAVAILABLE', message, retryAfterS);
}

function later(status: number, code: string, message: string, retryAfterS: number): GraphQLError {
  const http = { status, headers: { 'retry-after': String(retryAfterS) } };
  return new GraphQLError(message, { extensions: { code, retryAfterS, http } });
}

/** What yoga makes of `extensions.http`, for what does not come to yoga. */
export function httpOf({ extensions }: GraphQLError): {
  readonly status: number;
  readonly headers: Record<string, string>;
} {
  const { status = 200, headers = {} } = (extensions['http'] ?? {}) as {
    readonly status?: number;
    readonly headers?: Record<string, string>;
  };
  return { status, headers };
}
