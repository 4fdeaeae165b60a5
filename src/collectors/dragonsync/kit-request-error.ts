import { SourceError } from '../source.js';

/**
 * Why a kit's answer cannot be used. `timeout` and `network` mean that nothing answered; all others
 * that something did, but wrongly.
 */
export type KitRequestErrorKind =
  'timeout' | 'network' | 'http-status' | 'rate-limited' | 'too-large' | 'redirect' | 'malformed';

export class KitRequestError extends SourceError {
  override readonly name = 'KitRequestError';
  readonly kind: KitRequestErrorKind;

  constructor(
    kind: KitRequestErrorKind,
    message: string,
    options: { readonly retryAfterMs?: number | null; readonly cause?: unknown } = {},
  ) {
    super(message, {
      reachable: kind !== 'timeout' && kind !== 'network',
      retryAfterMs: options.retryAfterMs ?? null,
      cause: options.cause,
    });
    this.kind = kind;
  }
}
