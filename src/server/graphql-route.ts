import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { AccessUnavailableError, UnauthenticatedError, type Access } from '../access/access.js';
import type { Viewer } from '../domain/viewer.js';
import { allowOrigins } from './cors.js';
import type { EventStreams } from './event-stream.js';
import type { GraphiQLPage } from './graphiql.js';
import { etagOf, hasEtag } from './etag.js';
import { isGone } from './http-errors.js';
import { graphqlPath, maxBodyBytes, type Yoga } from './graphql.js';
import { budgetHeaders, type Budget, type BudgetState, type Spender } from './limits/budget.js';
import { httpOf, rateLimited } from './limits/refusals.js';
import type { Seat, Seats } from './limits/seats.js';
import { TooManyAttemptsError, type SignIn } from './limits/sign-in.js';
import { addVary } from './vary.js';
import type { DirectQueries } from './query/direct-queries.js';
import { answerType } from './query/media-type.js';
import { operationParameters } from './query/operation-parameters.js';
import { formatError } from './present-errors.js';

export interface GraphQLRouteOptions {
  readonly access: Access;
  readonly signIn: SignIn;
  readonly seats: Seats;
  /** Null: nobody has one. */
  readonly budget: Budget | null;
  readonly yoga: Yoga;
  readonly directQueries: DirectQueries;
  /** Null: there is none, because nobody may send documents of their own. */
  readonly graphiql: GraphiQLPage | null;
  readonly isDraining: () => boolean;
  readonly eventStreams: EventStreams;
  /** Other sites whose pages may read answers. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Content types that a form on another site's page cannot send without asking first; accepting the
 * others would let any page run mutations on a server that its reader can reach.
 */
const acceptedTypes = /^application\/(json|graphql|graphql\+json)\s*(;|$)/i;

/** GraphQL over HTTP on /graphql: JSON answers, subscriptions as server-sent events, and GraphiQL for browsers. */
export function registerGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const { access, signIn, seats, budget, yoga, directQueries, graphiql, isDraining, eventStreams } = options;

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
    return {
      ...(await directQueries(parameters, { requestId: request.id, viewer, address: request.ip })),
      type,
    };
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isDraining())
      return reply
        .code(503)
        .header('retry-after', '5')
        .send(graphqlError('The server is shutting down.', 'UNAVAILABLE'));
    // The page has nothing that is anybody's; what it asks for needs what any client needs.
    if (wantsPage(request)) {
      if (graphiql !== null) return graphiql.send(request, reply);
      return reply
        .code(404)
        .send(
          graphqlError('There is no GraphiQL: this server executes persisted documents only.', 'NOT_FOUND'),
        );
    }
    const viewer = await signIn(request.headers.authorization, request.ip);
    const spender = { viewer, address: request.ip };
    const refusal = await budget?.refusalOf(spender);
    if (refusal != null) throw refusal;
    if (request.method === 'POST' && !acceptedTypes.test(request.headers['content-type'] ?? '')) {
      return reply
        .code(415)
        .send(graphqlError('Send operations as application/json.', 'UNSUPPORTED_MEDIA_TYPE'));
    }
    if (request.method === 'GET') {
      addVary(reply, 'accept');
      reply.header('cache-control', 'private, no-cache');
    }
    const direct = await executeDirectly(request, viewer);
    if (direct.kind === 'answer') return sendAnswer(request, reply, direct, await stateOf(reply, spender));
    const outlet = eventStreams.outletFor(request.headers.accept);
    let seat = outlet === null ? null : takeSeat(request, viewer);
    let events: Readable | null = null;
    try {
      const response = await yoga.fetch(
        `http://localhost${request.raw.url ?? graphqlPath}`,
        {
          method: request.method,
          headers: request.headers as Record<string, string>,
          ...(request.method === 'POST' ? { body: request.body as string } : {}),
        },
        {
          requestId: request.id,
          ...spender,
          ...(outlet === null ? {} : { outlet }),
          ...(direct.kind === 'result' ? { result: direct.result } : {}),
        },
      );
      await stateOf(reply, spender);
      reply.code(response.status);
      for (const [name, value] of response.headers) {
        // Yoga's event streams bring hop-by-hop headers along, and an encoding that does not exist.
        if (!/^(connection|content-encoding)$/i.test(name)) reply.header(name, value);
      }
      events = eventStreams.eventsOf(response, outlet);
      if (events === null) {
        seat?.leave();
        return await reply.send(response.body === null ? undefined : await response.text());
      }
      // Who takes anything is sent one, too.
      const own = (seat ??= takeSeat(request, viewer));
      const sent = events;
      const stopWatching = access.watch(viewer, () => sent.destroy());
      sent.once('close', () => {
        stopWatching();
        own.leave();
      });
      return eventStreams.send(reply, sent);
    } catch (error) {
      if (events !== null) discard(events);
      seat?.leave();
      throw error;
    }
  };

  const takeSeat = (request: FastifyRequest, viewer: Viewer): Seat => {
    const seat = seats.take(request.ip);
    try {
      seat.assign(viewer);
      return seat;
    } catch (error) {
      seat.leave();
      throw error;
    }
  };
  /** What is left now, also in the headers of the answer. */
  const stateOf = async (reply: FastifyReply, spender: Spender): Promise<BudgetState | null> => {
    if (budget === null) return null;
    const state = await budget.stateOf(spender);
    reply.headers(budgetHeaders(state));
    return state;
  };

  void app.register((routes, _options, done) => {
    allowOrigins(routes, options.allowedOrigins);
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: maxBodyBytes },
      (_request, body, parsed) => parsed(null, body),
    );
    routes.setErrorHandler(
      (error: { statusCode?: number; message: string; code?: string }, request, reply) => {
        if (isGone(error, request)) return reply;
        const refusal =
          error instanceof TooManyAttemptsError
            ? rateLimited(error.message, Math.ceil(error.retryAfterMs / 1000))
            : error;
        if (refusal instanceof GraphQLError) {
          const { status, headers } = httpOf(refusal);
          return reply
            .code(status)
            .headers(headers)
            .send({ errors: [formatError(refusal)] });
        }
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
  budget: BudgetState | null,
): FastifyReply {
  if (method === 'GET') {
    const etag = etagOf(text);
    reply.header('etag', etag);
    if (hasEtag(headers['if-none-match'], etag)) return reply.code(304).send();
  }
  // What is kept is the same for everybody.
  const own = budget === null || method === 'GET' ? text : withBudget(text, budget);
  return reply.header('content-type', `${type}; charset=utf-8`).send(own);
}

/** Yoga can only end an event stream that has begun. */
function discard(events: Readable): void {
  events.once('data', () => events.destroy());
}

/** Into the JSON of a result without extensions. */
function withBudget(text: string, budget: BudgetState): string {
  return `${text.slice(0, -1)},"extensions":${JSON.stringify({ budget })}}`;
}

function wantsPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
}

function graphqlError(message: string, code: string, facts: Record<string, unknown> = {}) {
  return { errors: [{ message, extensions: { code, ...facts } }] };
}
