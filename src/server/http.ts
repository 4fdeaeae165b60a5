import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import compress from '@fastify/compress';
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { openAccess, type Access } from '../access/access.js';
import type { RefusedChange } from '../access/refusal-audit.js';
import type { Pushes } from '../collectors/push/pushes.js';
import { localLimits, type BasemapConfig, type Limits } from '../config.js';
import { isLoopbackHostHeader } from '../domain/loopback.js';
import { registerAboutPage } from './about-page.js';
import { createEventStreams } from './event-stream.js';
import { registerFrontPage } from './front-page.js';
import { createGraphiQLPage, type GraphiQLExample } from './graphiql.js';
import { createGraphQL, maxBodyBytes, type CreateContext } from './graphql.js';
import { registerGraphQLRoute } from './graphql-route.js';
import { registerHealthRoutes, type Health } from './health.js';
import { answerErrors } from './http-errors.js';
import { HttpRequest } from './http-request.js';
import { registerIngestRoute } from './ingest-route.js';
import { createBudget } from './limits/budget.js';
import { createSeats } from './limits/seats.js';
import { createSignIn } from './limits/sign-in.js';
import { ListenError } from './listen-error.js';
import { registerLiveMap } from './live-map.js';
import { createOpenStreams } from './open-streams.js';
import { localOnlyMessage } from './origin.js';
import { createDirectQueries } from './query/direct-queries.js';
import { readPersistedDocuments } from './query/persisted-documents.js';
import { createResponseCache, type ResponseCache } from './query/response-cache.js';
import { securityHeaders } from './security-headers.js';
import { createWebSockets } from './websocket.js';

export interface HttpServerOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: CreateContext;
  /** Answers about the past. Absent: kept for this server alone. */
  readonly responseCache?: ResponseCache;
  readonly health: Health;
  /** @default everybody may do everything */
  readonly access?: Access;
  /** Refuses requests that name the server as anything but this machine. @default false */
  readonly isLocalOnly?: boolean;
  /** Other sites whose pages may use /graphql, as browsers write them. @default none */
  readonly allowedOrigins?: readonly string[];
  /** Those that are not given are as for a server that is for its own machine alone. */
  readonly limits?: Partial<Limits>;
  /** Executes the persisted documents and no others. @default false */
  readonly persistedDocumentsOnly?: boolean;
  /** Absent: nothing can be pushed. */
  readonly ingest?: Pick<Pushes, 'refusal' | 'take'>;
  /** Somebody asked for a change that they may not make. @default nobody wants to know */
  readonly refused?: (change: RefusedChange) => void;
  readonly logger: Logger;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly version: string;
  /** The live map. Absent: there is none. */
  readonly web?: {
    /** Absolute; where it is built to. */
    readonly root: string;
    readonly basemap: BasemapConfig;
  };
  /** What GraphiQL opens with. */
  readonly examples: readonly GraphiQLExample[];
  /** WebSocket clients are pinged so often and have as long to answer; event streams get comments. @default 12_000 */
  readonly keepAliveMs?: number;
  /** A subscriber that takes nothing for so long is cut. @default 60_000 */
  readonly stallTimeoutMs?: number;
  /** A request has to be here after so long, at least 5 s: 10 MiB over 3 Mbit/s. @default 30_000 */
  readonly requestTimeoutMs?: number;
  /** ms; any clock that goes forward. @default performance.now */
  readonly monotonic?: () => number;
}

export interface HttpServer {
  /** @throws {ListenError} it cannot listen there; says what to do */
  start(): Promise<{ readonly url: string; readonly port: number }>;
  /** From now on `/ready` is 503 and new operations are refused; what is under way goes on. */
  drain(): void;
  /**
   * Drains, sends subscribers away so that they connect elsewhere or again (WebSockets with close
   * code 1001), waits for requests under way, and stops listening. After `deadlineMs` it drops whoever
   * is left. May be called again, also without a start.
   */
  stop(options: { readonly deadlineMs: number }): Promise<void>;
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { logger, host, port, version, access = openAccess, isLocalOnly = false } = options;
  const { keepAliveMs = 12_000, stallTimeoutMs = 60_000, requestTimeoutMs = 30_000 } = options;
  const { persistedDocumentsOnly = false, monotonic = () => performance.now() } = options;
  const { allowedOrigins = [] } = options;
  const limits: Limits = { ...localLimits, ...options.limits };
  let draining = false;
  let stopped: Promise<void> | null = null;
  const isDraining = () => draining;

  const openStreams = createOpenStreams();
  const eventStreams = createEventStreams({ stallTimeoutMs, keepAliveMs });
  const documents = readPersistedDocuments();
  const cache = options.responseCache ?? createResponseCache({ now: Date.now });
  const budget = createBudget(limits.costPerMinute);
  const seats = createSeats(limits);
  const signIn = createSignIn(access);
  const yoga = createGraphQL({
    ...options,
    openStreams,
    eventStreams,
    documents,
    cache,
    maxCost: limits.maxCost,
    budget,
    persistedDocumentsOnly,
  });
  const sockets = createWebSockets({
    access,
    signIn,
    seats,
    budget,
    messagesPerMinute: limits.messagesPerMinute,
    monotonic,
    isLocalOnly,
    allowedOrigins,
    yoga,
    documents,
    logger,
    isDraining,
    keepAliveMs,
    stallTimeoutMs,
  });
  const app = createApp({ logger, requestTimeoutMs, isLocalOnly });
  const { needsKey } = access;
  const web =
    options.web === undefined ? null : registerLiveMap(app, { ...options.web, version, needsKey, logger });
  registerFrontPage(app, { version, web, about: registerAboutPage(app, { version }) });
  registerHealthRoutes(app, {
    signIn,
    needsKey,
    health: options.health,
    version,
    isDraining,
  });
  if (options.ingest !== undefined) registerIngestRoute(app, { signIn, pushes: options.ingest, isDraining });
  registerGraphQLRoute(app, {
    access,
    signIn,
    seats,
    budget,
    yoga,
    directQueries: createDirectQueries({ yoga, schema: options.schema, documents, cache, budget }),
    graphiql: persistedDocumentsOnly ? null : createGraphiQLPage({ examples: options.examples, needsKey }),
    isDraining,
    eventStreams,
    allowedOrigins,
  });
  app.server.on('upgrade', (request, connection, head) => sockets.upgrade(request, connection, head));

  const sendEveryoneAway = async () => {
    const gone = sockets.close();
    eventStreams.endAll();
    // After the goodbyes, or subscribers would take this for the end of what they subscribed to.
    openStreams.endAll();
    await Promise.all([gone, app.close()]);
  };

  return {
    async start() {
      try {
        await app.listen({ host, port });
      } catch (cause) {
        throw new ListenError({ host, port }, { cause });
      }
      if (web?.isBuilt() === false) logger.warn('the live map was not built: npm run build makes it');
      const address = app.server.address() as AddressInfo;
      return { url: `http://${reachableHost(host)}:${address.port}`, port: address.port };
    },
    drain() {
      draining = true;
    },
    stop({ deadlineMs }) {
      draining = true;
      stopped ??= withDeadline(sendEveryoneAway(), deadlineMs, () => {
        sockets.terminate();
        app.server.closeAllConnections();
      });
      return stopped;
    },
  };
}

function createApp({
  logger,
  requestTimeoutMs,
  isLocalOnly,
}: {
  readonly logger: Logger;
  readonly requestTimeoutMs: number;
  readonly isLocalOnly: boolean;
}): FastifyInstance {
  // Its own news, such as that it listens, are details here: who starts the server says when it is ready.
  const quieter = Object.assign(Object.create(logger) as FastifyBaseLogger, {
    info: logger.debug.bind(logger),
  });
  const app = fastify({
    loggerInstance: quieter,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: maxBodyBytes,
    // Routes answer for themselves while draining, in the words of their protocol and with when to come again.
    return503OnClosing: false,
    // Against clients that send slowly to keep connections; answers, event streams and sockets may take their time.
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, IncomingMessage: HttpRequest },
    routerOptions: { ignoreTrailingSlash: true },
    // What is no path is refused before there is a route, and before any hook.
    frameworkErrors: (_error, request, reply) =>
      void (reply as FastifyReply)
        .code(400)
        .headers({ 'x-request-id': request.id, ...securityHeaders })
        .send({ error: { code: 'BAD_REQUEST', message: 'The path cannot be understood.' } }),
  });
  void app.register(compress, { encodings: ['br', 'gzip'], threshold: 1024, globalDecompression: false });

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({ 'x-request-id': request.id, ...securityHeaders });
    if (isLocalOnly && !isLoopbackHostHeader(request.headers.host)) {
      reply.code(421).send({ error: { code: 'MISDIRECTED_REQUEST', message: localOnlyMessage } });
      return;
    }
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    // Not the address that was asked for: it holds documents, and whatever else a client put there.
    const path = request.routeOptions.url ?? null;
    request.log.debug(
      { method: request.method, path, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) },
      'request',
    );
    done();
  });
  answerErrors(app);
  return app;
}

/** Servers that listen on every address are reached by the loopback one, too. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** Waits for `done`; calls `force` once when it takes longer than `deadlineMs`, and goes on waiting. */
async function withDeadline(done: Promise<unknown>, deadlineMs: number, force: () => void): Promise<void> {
  const timer = setTimeout(force, deadlineMs);
  try {
    await done;
  } finally {
    clearTimeout(timer);
  }
}
