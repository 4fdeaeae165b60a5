import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccessUnavailableError, UnauthenticatedError, type Access } from '../access/access.js';
import type { Viewer } from '../domain/viewer.js';
import type { EventStreams } from './event-stream.js';
import type { GraphiQLPage } from './graphiql.js';
import { etagOf, hasEtag } from './etag.js';
import { graphqlPath, maxBodyBytes, type Yoga } from './graphql.js';
import type { DirectQueries } from './query/direct-queries.js';
import { answerType } from './query/media-type.js';
import { operationParameters } from './query/operation-parameters.js';

export interface GraphQLRouteOptions {
  readonly access: Access;
  readonly yoga: Yoga;
  readonly directQueries: DirectQueries;
  readonly graphiql: GraphiQLPage;
  readonly isDraining: () => boolean;
  readonly eventStreams: EventStreams;
}

/**
 * Content types that a form on another site's page cannot send without asking first; accepting the
 * others would let any page run mutations on a server that its reader can reach.
 */
const acceptedTypes = /^application\/(json|graphql|graphql\+json)\s*(;|$)/i;

/** GraphQL over HTTP on /graphql: JSON answers, subscriptions as server-sent events, and GraphiQL for browsers. */
export function registerGraphQLRoute(
  app: FastifyInstance,
  { access, yoga, directQueries, graphiql, isDraining, eventStreams }: GraphQLRouteOptions,
): void {
  const executeDirectly = async (request: FastifyRequest, viewer: Viewer) => {
    const type = answerType(request.headers.accept);
    const parameters =
      type === null
        ? null
        : operationParameters({
            method: request.method,
            url: request.raw.url ?? graphqlPath,
            contentType: request.headers['content-type'],
            body: request.body,
          });
    if (type === null || parameters === null) return { kind: 'undecided' } as const;
    return { ...(await directQueries(parameters, { requestId: request.id, viewer })), type };
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isDraining())
      return reply
        .code(503)
        .header('retry-after', '5')
        .send(graphqlError('The server is shutting down.', 'UNAVAILABLE'));
    // The page has nothing that is anybody's; what it asks for needs what any client needs.
    if (wantsPage(request)) return graphiql.send(request, reply);
    const viewer = access.authenticate(request.headers.authorization);
    if (request.method === 'POST' && !acceptedTypes.test(request.headers['content-type'] ?? '')) {
      return reply
        .code(415)
        .send(graphqlError('Send operations as application/json.', 'UNSUPPORTED_MEDIA_TYPE'));
    }
    if (request.method === 'GET') reply.headers({ vary: 'accept', 'cache-control': 'private, no-cache' });
    const direct = await executeDirectly(request, viewer);
    if (direct.kind === 'answer') return sendAnswer(request, reply, direct);
    const outlet = eventStreams.outletFor(request.headers.accept);
    const response = await yoga.fetch(
      `http://localhost${request.raw.url ?? graphqlPath}`,
      {
        method: request.method,
        headers: request.headers as Record<string, string>,
        ...(request.method === 'POST' ? { body: request.body as string } : {}),
      },
      {
        requestId: request.id,
        viewer,
        ...(outlet === null ? {} : { outlet }),
        ...(direct.kind === 'result' ? { result: direct.result } : {}),
      },
    );
    reply.code(response.status);
    for (const [name, value] of response.headers) {
      // Yoga's event streams bring hop-by-hop headers along, and an encoding that does not exist.
      if (!/^(connection|content-encoding)$/i.test(name)) reply.header(name, value);
    }
    const events = eventStreams.eventsOf(response, outlet);
    if (events !== null) {
      const stopWatching = access.watch(viewer, () => events.destroy());
      events.once('close', stopWatching);
      return eventStreams.send(reply, events);
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
        if (error instanceof UnauthenticatedError)
          return reply
            .code(401)
            .header('www-authenticate', 'Bearer realm="airpicture"')
            .send(graphqlError(error.message, error.code));
        if (error instanceof AccessUnavailableError)
          return reply.code(503).header('retry-after', '1').send(graphqlError(error.message, error.code));
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
}

function sendAnswer(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  { text, type }: { readonly text: string; readonly type: string },
): FastifyReply {
  if (method === 'GET') {
    const etag = etagOf(text);
    reply.header('etag', etag);
    if (hasEtag(headers['if-none-match'], etag)) return reply.code(304).send();
  }
  return reply.header('content-type', `${type}; charset=utf-8`).send(text);
}

function wantsPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
}

function graphqlError(message: string, code: string, facts: Record<string, unknown> = {}) {
  return { errors: [{ message, extensions: { code, ...facts } }] };
}
