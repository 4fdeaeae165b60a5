import { anonymousViewer, type Viewer } from '../domain/viewer.js';

/** Whoever asks did not show, or does not have, what it takes. The message says what to do. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'UNAUTHENTICATED';
}

/** It cannot be told yet who may do what. */
export class AccessUnavailableError extends Error {
  override readonly name = 'AccessUnavailableError';
  readonly code = 'UNAVAILABLE';
  readonly retryAfterMs = 1_000;

  constructor(
    message = 'The server is still reading who may do what. Try again shortly.',
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}

/** Who is who. The same for HTTP requests, WebSockets and event streams. */
export interface Access {
  /** Whether anybody has to show a key. */
  readonly needsKey: boolean;
  /**
   * @param authorization what a client sent as `Authorization`, or in its place; undefined: nothing
   * @throws {UnauthenticatedError | AccessUnavailableError}
   */
  authenticate(authorization: string | undefined): Viewer | Promise<Viewer>;
  /** Calls `end` once, within 5 s, when the viewer's key or token expires or is revoked; until the function that it returns is called. */
  watch(viewer: Viewer, end: () => void): () => void;
}

/** For a server that asks for no credentials: everybody may do everything. */
export const openAccess: Access = {
  needsKey: false,
  authenticate: () => anonymousViewer,
  watch: () => () => undefined,
};
