import { KitRequestError } from './kit-request-error.js';

/** Plain words for what happens most. */
const NETWORK_FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the kit',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'the host name cannot be resolved now',
  UND_ERR_SOCKET: 'the connection was closed without an answer',
};

/**
 * What a failed exchange says about the kit. `answered`: the head of the answer had arrived, so that
 * something is there.
 */
export function requestFailure(error: unknown, { answered }: { readonly answered: boolean }): unknown {
  if (error instanceof KitRequestError || !(error instanceof Error)) return error;
  const code = codeOf(error) ?? codeOf(error.cause) ?? '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new KitRequestError('timeout', 'no connection in time', { cause: error });
  }
  if (error.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new KitRequestError('malformed', 'the answer is not HTTP', { cause: error });
  }
  if (answered && code !== 'UND_ERR_ABORTED') {
    return new KitRequestError('malformed', 'the answer was cut short', { cause: error });
  }
  // Object.hasOwn, since the code might be "constructor".
  const words = Object.hasOwn(NETWORK_FAILURES, code) ? NETWORK_FAILURES[code] : undefined;
  return new KitRequestError(
    'network',
    words ?? (code === '' ? 'no connection' : `no connection (${code})`),
    {
      cause: error,
    },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
