/**
 * Whether a request with these headers may open a WebSocket. Browsers let any page open one to any
 * server and say in `Origin` which page it was: only pages of this server's own may, and those of allowed origins.
 * Programs send no `Origin`.
 */
export function mayOpenWebSocket(
  headers: { readonly origin?: string | undefined; readonly host?: string | undefined },
  allowedOrigins: readonly string[],
): boolean {
  if (headers.origin === undefined || allowedOrigins.includes(headers.origin)) return true;
  try {
    return new URL(headers.origin).host === headers.host?.toLowerCase();
  } catch {
    // `Origin: null` comes from sandboxed frames and files.
    return false;
  }
}

/** Said to who names a server that is for its own machine by another name. */
export const localOnlyMessage =
  'This server is for its own machine alone: ask for localhost. To let others in, set HOST and AUTH_MODE.';
