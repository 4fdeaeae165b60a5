import { AddressRefusedError } from './address-refused-error.js';
import { KitRequestError } from './kit-request-error.js';

/** One text for all that follows, or addresses that nobody may ask could be told from those where nobody is. */
const NOBODY = 'nothing answers there, or it is not in KIT_ALLOWED_NETWORKS';
/** For the log. */
const NOBODY_BECAUSE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to the kit',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'the host name cannot be resolved now',
};
/** Plain words for what happens most, once there is a connection. */
const CUT: Readonly<Record<string, string>> = {
  ECONNRESET: 'connection reset',
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
    return new KitRequestError('timeout', NOBODY, { detail: 'no connection in time', cause: error });
  }
  const nobody = nobodyBecause(error, code);
  if (nobody !== null) return new KitRequestError('network', NOBODY, { detail: nobody, cause: error });
  if (error.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new KitRequestError('malformed', 'the answer is not HTTP', { cause: error });
  }
  if (answered && code !== 'UND_ERR_ABORTED') {
    return new KitRequestError('malformed', 'the answer was cut short', { cause: error });
  }
  const words = wordsOf(CUT, code) ?? (code === '' ? 'no connection' : `no connection (${code})`);
  return new KitRequestError('network', words, { cause: error });
}

/** Null when there was a connection, or may have been. */
function nobodyBecause(error: Error, code: string): string | null {
  if (error instanceof AddressRefusedError) return error.message;
  const words = wordsOf(NOBODY_BECAUSE, code);
  if (words !== null) return words;
  const syscall = 'syscall' in error ? error.syscall : null;
  return syscall === 'connect' || syscall === 'getaddrinfo' ? `no connection (${code})` : null;
}

function wordsOf(words: Readonly<Record<string, string>>, code: string): string | null {
  // Object.hasOwn, since the code might be "constructor".
  return Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
