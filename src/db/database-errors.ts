/** The database does not answer, or not now. What is live goes on without it. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  readonly code = 'UNAVAILABLE';

  constructor(options: { cause: unknown }) {
    super(
      'The database does not answer at the moment. The live picture goes on; try again shortly.',
      options,
    );
  }
}

/** The database took longer than a statement may. */
class QueryTimeoutError extends Error {
  override readonly name = 'QueryTimeoutError';
  readonly code = 'TIMEOUT';

  constructor(options: { cause: unknown }) {
    super('The database took too long. Ask for a shorter range or fewer rows.', options);
  }
}

/** SQLSTATEs that say "not now": connection lost, shutting down or starting, too many connections, not migrated yet. */
const UNAVAILABLE_STATE = /^(08|57P0[1-5]|53300|42P01)/;
const UNAVAILABLE_CODES = new Set(
  'EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH ENOENT ENOTFOUND EPIPE ETIMEDOUT'.split(' '),
);
/** What pg and pg-pool throw without a code. */
const UNAVAILABLE_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;
const QUERY_CANCELED = '57014';

/**
 * What `query` resolves with; when it fails because of the database, an error that a caller can act on.
 *
 * @throws {DatabaseUnavailableError} the database is away
 * @throws {QueryTimeoutError} it took too long
 */
export async function explained<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw databaseError(error);
  }
}

/** The error of pg as one that a caller can act on; anything else as it is. */
export function databaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === QUERY_CANCELED || error.message === 'Query read timeout')
    return new QueryTimeoutError({ cause: error });
  const unavailable =
    UNAVAILABLE_CODES.has(code) || UNAVAILABLE_STATE.test(code) || UNAVAILABLE_MESSAGE.test(error.message);
  return unavailable ? new DatabaseUnavailableError({ cause: error }) : error;
}
