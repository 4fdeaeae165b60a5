import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphiQLPage } from './graphiql.js';
import { graphqlPath, maxBodyBytes, type Yoga } from './graphql.js';

export interface GraphQLRouteOptions {
  readonly yoga: Yoga;
  readonly graphiql: GraphiQLPage;
  readonly isDraining: () => boolean;
  /** An event stream whose reader takes nothing for so long is cut. */
  readonly stallTimeoutMs: number;
}

export interface GraphQLRoute {
  /** Ends the event streams without their `complete` event, so that clients connect again. */
  endEventStreams(): void;
}

/**
 * Content types that a form on another site's page cannot send without asking first; accepting the
 * others would let any page run mutations on a server that its reader can reach.
 */
const acceptedTypes = /^application\/(json|graphql|graphql\+json)\s*(;|$)/i;

/** GraphQL over HTTP on /graphql: JSON answers, subscriptions as server-sent events, and GraphiQL for browsers. */
export function registerGraphQLRoute(
  app: FastifyInstance,
  { yoga, graphiql, isDraining, stallTimeoutMs }: GraphQLRouteOptions,
): GraphQLRoute {
  const eventStreams = new Map<Readable, FastifyReply>();

  const sendEventStream = (reply: FastifyReply, events: AsyncIterable<Uint8Array>) => {
    // Fastify pipes it: full buffers stop the reading, and a client that leaves destroys it.
    const stream = Readable.from(events, { objectMode: false, highWaterMark: 1 });
    eventStreams.set(stream, reply);
    stream.once('close', () => eventStreams.delete(stream));
    reply.raw.setTimeout(stallTimeoutMs, () => reply.raw.destroy());
    // Proxies that gather output would keep events back.
    return reply.header('x-accel-buffering', 'no').send(stream);
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isDraining())
      return reply
        .code(503)
        .header('retry-after', '5')
        .send(graphqlError('The server is shutting down.', 'UNAVAILABLE'));
    if (wantsPage(request)) return graphiql.send(request, reply);
    if (request.method === 'POST' && !acceptedTypes.test(request.headers['content-type'] ?? '')) {
      return reply
        .code(415)
        .send(graphqlError('Send operations as application/json.', 'UNSUPPORTED_MEDIA_TYPE'));
    }
    const response = await yoga.fetch(
      `http://localhost${request.raw.url ?? graphqlPath}`,
      {
        method: request.method,
        headers: request.headers as Record<string, string>,
        ...(request.method === 'POST' ? { body: request.body as string } : {}),
      },
      { requestId: request.id },
    );
    reply.code(response.status);
    for (const [name, value] of response.headers) {
      // Yoga's event streams bring hop-by-hop headers along, and an encoding that does not exist.
      if (!/^(connection|content-encoding)$/i.test(name)) reply.header(name, value);
    }
    if (
      response.headers.get('content-type')?.startsWith('text/event-stream') === true &&
      response.body !== null
    ) {
      return sendEventStream(reply, response.body);
    }
    return reply.send(response.body === null ? undefined : await response.text());
  };

  void app.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: maxBodyBytes },
      (_request, body, parsed) => parsed(null, body),
    );
    routes.setErrorHandler(
      (error: { statusCode?: number; message: string; code?: string }, request, reply) => {
        const status = error.statusCode ?? 500;
        if (status < 500)
          return reply
            .code(status)
            .send(graphqlError(error.message, status === 413 ? 'REQUEST_TOO_LARGE' : 'BAD_REQUEST'));
        request.log.error({ err: error, requestId: request.id }, 'request failed unexpectedly');
        return reply
          .code(500)
          .send(
            graphqlError('Something went wrong here.', 'INTERNAL_SERVER_ERROR', { requestId: request.id }),
          );
      },
    );
    routes.route({ method: ['GET', 'POST'], url: graphqlPath, exposeHeadRoute: false, handler: answer });
    routes.route({
      method: ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: graphqlPath,
      handler: (_request, reply) =>
        reply
          .code(405)
          .header('allow', 'GET, POST')
          .send(graphqlError('Use GET or POST.', 'METHOD_NOT_ALLOWED')),
    });
    done();
  });

  return {
    endEventStreams() {
      for (const [stream, reply] of eventStreams) {
        stream.unpipe(reply.raw);
        reply.raw.end();
      }
    },
  };
}

function wantsPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
}

function graphqlError(message: string, code: string, facts: Record<string, unknown> = {}) {
  return { errors: [{ message, extensions: { code, ...facts } }] };
}
