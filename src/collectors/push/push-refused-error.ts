/** Why a push was refused as a whole; nothing of it was taken. */
export type PushRefusedCode =
  | 'NOT_JSON'
  | 'NESTED_TOO_DEEPLY'
  | 'TOO_MANY_VALUES'
  | 'NOT_A_BATCH'
  | 'TOO_MANY_MESSAGES'
  | 'INVALID_IDEMPOTENCY_KEY'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INCOMPLETE_BODY'
  | 'BROKEN_COMPRESSION'
  | 'UNSUPPORTED_ENCODING'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'METHOD_NOT_ALLOWED'
  | 'TOO_LARGE'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'BUSY'
  | 'FULL'
  | 'UNAVAILABLE';

const HTTP_STATUS: Readonly<Record<PushRefusedCode, number>> = {
  NOT_JSON: 400,
  NESTED_TOO_DEEPLY: 400,
  TOO_MANY_VALUES: 413,
  NOT_A_BATCH: 400,
  TOO_MANY_MESSAGES: 413,
  INVALID_IDEMPOTENCY_KEY: 400,
  IDEMPOTENCY_KEY_REUSED: 422,
  INCOMPLETE_BODY: 400,
  BROKEN_COMPRESSION: 400,
  UNSUPPORTED_ENCODING: 415,
  UNSUPPORTED_MEDIA_TYPE: 415,
  METHOD_NOT_ALLOWED: 405,
  TOO_LARGE: 413,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  BUSY: 429,
  FULL: 503,
  UNAVAILABLE: 503,
};

/** The message says what to do about it. */
export class PushRefusedError extends Error {
  override readonly name = 'PushRefusedError';
  readonly code: PushRefusedCode;
  readonly httpStatus: number;
  /** When to send the same again; null when that would not help. */
  readonly retryAfterMs: number | null;

  constructor(
    code: PushRefusedCode,
    message: string,
    { retryAfterMs = null, cause }: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.httpStatus = HTTP_STATUS[code];
    this.retryAfterMs = retryAfterMs;
  }
}
