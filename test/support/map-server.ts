import { startHttpServer, type TestHttpServer } from './http-server.js';
import type { HttpServerOptions } from '../../src/server/http.js';

/** As browsers ask for pages. */
export const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

export type Get = (path: string, headers?: Record<string, string>) => Promise<Response>;

/** The real server with a live map, for as long as `work` takes; asks it by `fetch`, which decompresses. */
export async function withMapServer(
  options: Partial<HttpServerOptions> & Required<Pick<HttpServerOptions, 'web'>>,
  work: (get: Get, running: TestHttpServer) => Promise<void>,
): Promise<void> {
  const running = await startHttpServer(options);
  try {
    await work((path, headers = {}) => fetch(running.url + path, { headers }), running);
  } finally {
    await running.server.stop({ deadlineMs: 1_000 });
  }
}

export const policyOf = (response: Response) => response.headers.get('content-security-policy') ?? '';
