import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { graphqlPath } from './graphql.js';

const EXPOSED = ['x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
/** Seconds for which browsers remember that they may; Chromium takes no more. */
const MAX_AGE_S = 7_200;

/**
 * Lets pages of other sites read the answers of /graphql: of these sites exactly, and without cookies, of which there
 * are none. To pages of any other site nothing is said, and their browsers keep the answers from them.
 */
export function allowOrigins(routes: FastifyInstance, allowedOrigins: readonly string[]): void {
  // Otherwise OPTIONS stays what it is on a server of its own: no method of anything.
  if (allowedOrigins.length === 0) return;
  const originOf = ({ headers, routeOptions }: FastifyRequest) =>
    routeOptions.url === graphqlPath &&
    headers.origin !== undefined &&
    allowedOrigins.includes(headers.origin)
      ? headers.origin
      : false;
  void routes.register(cors, {
    delegator: (request, callback) =>
      callback(null, {
        origin: originOf(request),
        credentials: false,
        methods: ['GET', 'POST'],
        allowedHeaders: ['authorization', 'content-type'],
        exposedHeaders: EXPOSED,
        maxAge: MAX_AGE_S,
      }),
  });
}
