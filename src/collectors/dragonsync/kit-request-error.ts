import { SourceError } from '../source.js';

/**
 * Why a kit's answer cannot be used. `timeout` and `network` mean that nothing answered; all others
 * that something did, but wrongly.
 */
export type KitRequestErrorKind =
  'timeout' | 'network' | 'http-status' | 'rate-limited' | 'too-large' | 'redirect' | 'malformed';

export interface KitRequestErrorOptions {
  readonly retryAfterMs?: number | null;
  /** For the log. @default the message */
  readonly detail?: string;
  readonly cause?: unknown;
}

export class KitRequestError extends SourceError {
  override readonly name = 'KitRequestError';
  readonly kind: KitRequestErrorKind;

  constructor(
    kind: KitRequestErrorKind,
    message: string,
    { retryAfterMs = null, ...options }: KitRequestErrorOptions = {},
  ) {
    super(message, {
      reachable: kind !== 'timeout' && kind !== 'network',
      retryAfterMs,
      ...options,
    });
    this.kind = kind;
  }
}
