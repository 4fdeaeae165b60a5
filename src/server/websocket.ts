import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { AccessUnavailableError, UnauthenticatedError, type Access } from '../access/access.js';
import type { Viewer } from '../domain/viewer.js';
import type { Outlet } from './frames/outlet.js';
import { createDepartures } from './departures.js';
import type { Budget } from './limits/budget.js';
import { httpOf } from './limits/refusals.js';
import type { Seat, Seats } from './limits/seats.js';
import { TooManyAttemptsError, type SignIn } from './limits/sign-in.js';
import { graphqlPath, type Yoga } from './graphql.js';
import { isLoopbackHostHeader } from '../domain/loopback.js';
import { localOnlyMessage, mayOpenWebSocket } from './origin.js';
import {
  documentIdOf,
  documentOf,
  persistedQueryNotFound,
  type PersistedDocuments,
} from './query/persisted-documents.js';
import { formatError, presentError } from './present-errors.js';
import { securityHeaders } from './security-headers.js';
import { serveSocket, type SocketExtra } from './socket.js';

/** Operations that one socket may have under way. */
const maxOperationsPerSocket = 20;
/** What clients send are documents and variables. */
const maxMessageBytes = 64 * 1024;
/** How long who is refused may take to read why. */
const refusalMs = 1_000;

/** Close codes: of graphql-ws, and of RFC 6455's registry. */
const forbidden = 4403;
const tryAgainLater = 1013;
/** Our own. */
const tooMuch = 4429;

export interface WebSocketOptions {
  readonly access: Access;
  readonly signIn: SignIn;
  readonly seats: Seats;
  /** Null: nobody has one. */
  readonly budget: Budget | null;
  /** Of one client. */
  readonly messagesPerMinute: number;
  /** ms */
  readonly monotonic: () => number;
  /** Refuses requests that name the server as anything but this machine. */
  readonly isLocalOnly: boolean;
  /** Other sites whose pages may connect. */
  readonly allowedOrigins: readonly string[];
  readonly yoga: Yoga;
  readonly documents: PersistedDocuments;
  readonly logger: Logger;
  readonly isDraining: () => boolean;
  readonly keepAliveMs: number;
  readonly stallTimeoutMs: number;
}

export interface WebSockets {
  /** Takes over a connection that asks to upgrade, or refuses it with an HTTP answer. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Tells every client that the server goes away; resolves when all are gone. */
  close(): Promise<void>;
  /** Drops those who did not go. */
  terminate(): void;
}

/** Yoga types these as `any`. */
interface Enveloped {
  readonly schema: GraphQLSchema;
  readonly parse: (text: string) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
  readonly contextFactory: () => unknown;
  readonly execute: (args: ExecutionArgs) => Promise<ExecutionResult>;
  readonly subscribe: (args: ExecutionArgs) => Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

/** As graphql-ws types results. */
interface GivenResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

type EnvelopedArgs = ExecutionArgs & Pick<Enveloped, 'execute' | 'subscribe'>;

/** GraphQL over WebSocket (graphql-transport-ws) on /graphql, executed by the same yoga as over HTTP. */
export function createWebSockets(options: WebSocketOptions): WebSockets {
  const { access, signIn, seats, budget, isLocalOnly, yoga, documents, logger, isDraining } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  // Whatever became of them: Node's own closeAllConnections() passes over those that asked to upgrade.
  const connections = new Set<Duplex>();

  const departures = createDepartures();

  const protocol = makeServer<Record<string, unknown> | undefined, SocketExtra>({
    connectionInitWaitTimeout: 3_000,
    async onConnect({ connectionParams, extra }) {
      try {
        const viewer = await signIn(authorizationIn(connectionParams) ?? extra.authorization, extra.address);
        // It may have gone meanwhile: nothing would end what begins here.
        if (!extra.isOpen()) return false;
        extra.seat.assign(viewer);
        extra.viewer = viewer;
        extra.stopWatching = access.watch(viewer, () => extra.close(forbidden, 'Forbidden'));
        return true;
      } catch (error) {
        if (error instanceof AccessUnavailableError) extra.close(tryAgainLater, 'Try again later');
        else if (error instanceof TooManyAttemptsError) extra.close(tooMuch, 'Too many attempts');
        else if (error instanceof GraphQLError) extra.close(tooMuch, 'Too many sockets');
        else if (!(error instanceof UnauthenticatedError)) throw error;
        // Closes with 4403.
        return false;
      }
    },
    onClose: ({ extra }) => extra.stopWatching?.(),
    onSubscribe: async (context, id, payload) => {
      if (isDraining()) return [refusal('The server is shutting down.', 'UNAVAILABLE')];
      if (Object.keys(context.subscriptions).length > maxOperationsPerSocket) {
        return [refusal(`A socket may have ${maxOperationsPerSocket} operations under way.`, 'RATE_LIMITED')];
      }
      const { extra } = context;
      // graphql-ws lets nobody subscribe who has not connected.
      if (extra.viewer === null) return [refusal('Connect first.', 'UNAUTHENTICATED')];
      const origin = { viewer: extra.viewer, address: extra.address, outlet: extra.outletFor(id) };
      const refused = await budget?.refusalOf(origin);
      return refused == null ? prepare(yoga, documents, payload, origin, logger) : [refused];
    },
    execute: (args) => (args as EnvelopedArgs).execute(args),
    subscribe: (args) => (args as EnvelopedArgs).subscribe(args),
    onNext: ({ extra: { viewer, address } }, _id, _payload, args, result) => {
      if (budget === null || viewer === null || isSubscription(args))
        return result.errors === undefined ? undefined : presented(result);
      return budget
        .stateOf({ viewer, address })
        .then((state) => ({ ...presented(result), extensions: { budget: state } }));
    },
    onError: (_context, _id, _payload, errors) => errors.map(formatError),
  });

  return {
    upgrade(request, connection, head) {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
      connection.on('error', (error) => logger.debug({ err: error }, 'connection failed before its upgrade'));
      const path = (request.url ?? '').split('?')[0];
      if (path !== graphqlPath)
        return refuse(connection, '404 Not Found', 'WebSockets are served on /graphql.');
      if (isLocalOnly && !isLoopbackHostHeader(request.headers.host))
        return refuse(connection, '421 Misdirected Request', localOnlyMessage);
      if (isDraining()) return refuse(connection, '503 Service Unavailable', 'The server is shutting down.');
      if (!mayOpenWebSocket(request.headers, options.allowedOrigins)) {
        return refuse(connection, '403 Forbidden', 'Pages of other sites may not open a WebSocket here.');
      }
      // What is kept as long as the socket lives must not hold the request with all its headers.
      const { socket: own, headers } = request;
      const { authorization } = headers;
      const address = own.remoteAddress ?? null;
      let seat: Seat;
      try {
        seat = seats.take(address);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        const { status, headers } = httpOf(error);
        return refuse(connection, `${status} ${STATUS_CODES[status]}`, error.message, headers);
      }
      connection.once('close', () => seat.leave());
      server.handleUpgrade(request, connection, head, (socket) =>
        serveSocket(socket, own, protocol, {
          ...options,
          departures,
          authorization,
          address,
          seat,
        }),
      );
    },
    async close() {
      const sockets = [...server.clients];
      const gone = sockets.map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      for (const socket of sockets) socket.close(1001, 'going away');
      await Promise.all(gone);
    },
    terminate() {
      for (const connection of connections) connection.destroy();
    },
  };
}

/** What to execute, or the errors of that operation: a bad document costs only itself, not the socket. */
async function prepare(
  yoga: Yoga,
  documents: PersistedDocuments,
  payload: SubscribePayload,
  origin: { readonly viewer: Viewer; readonly address: string | null; readonly outlet: Outlet },
  logger: Logger,
): Promise<EnvelopedArgs | readonly GraphQLError[]> {
  const requestId = randomUUID();
  try {
    const { schema, parse, validate, contextFactory, execute, subscribe } = yoga.getEnveloped({
      requestId,
      params: payload,
      ...origin,
    }) as Enveloped;
    const text = documentOf(documents, payload);
    if (text === null && documentIdOf(payload) !== null) return [persistedQueryNotFound()];
    const document = parse(text ?? '');
    if (getOperationAST(document, payload.operationName) == null) {
      return [refusal('Could not determine what operation to execute.', 'OPERATION_RESOLUTION_FAILURE')];
    }
    const errors = validate(schema, document);
    if (errors.length > 0) return errors;
    return {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue: await contextFactory(),
      execute,
      subscribe,
    };
  } catch (error) {
    return [presentError(error, requestId, logger)];
  }
}

function presented({ data, errors }: GivenResult): FormattedExecutionResult {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(formatError) }),
  };
}

function isSubscription({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}

/** Browsers cannot send headers with a WebSocket. */
function authorizationIn(connectionParams: Record<string, unknown> | undefined): string | undefined {
  const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
  return typeof given === 'string' ? given : undefined;
}

function refusal(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function refuse(
  connection: Duplex,
  status: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify({ error: { message } });
  connection.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      Object.entries({ ...securityHeaders, ...headers })
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('') +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  // Read on, or its end would go unnoticed; and who does not end it is cut.
  connection.resume();
  const timer = setTimeout(() => connection.destroy(), refusalMs);
  connection.once('close', () => clearTimeout(timer));
}
