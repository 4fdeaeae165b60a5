import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccessUnavailableError, UnauthenticatedError } from '../access/access.js';
import { actorOf } from '../domain/actor.js';
import { ForbiddenError } from '../domain/errors.js';
import type { Viewer } from '../domain/viewer.js';
import { PushRefusedError } from '../collectors/push/push-refused-error.js';
import type { Pushes } from '../collectors/push/pushes.js';
import { createByteBudget } from './byte-budget.js';
import { networkOf } from './limits/network-of.js';
import { TooManyAttemptsError, type SignIn } from './limits/sign-in.js';
import { encodingOf, readBody, unsupportedType } from './ingest-body.js';

export interface IngestRouteOptions {
  readonly signIn: SignIn;
  readonly pushes: Pick<Pushes, 'refusal' | 'take'>;
  readonly isDraining: () => boolean;
}

const ingestPath = '/ingest';

/** Bytes, decompressed, of all bodies that are being read or answered. */
const MAX_BYTES_UNDER_WAY = 64 * 2 ** 20;
const DRAINING_RETRY_AFTER_MS = 5_000;

/** `POST /ingest`: takes batches of messages, and answers what became of them. */
export function registerIngestRoute(
  app: FastifyInstance,
  { signIn, pushes, isDraining }: IngestRouteOptions,
): void {
  const budget = createByteBudget(MAX_BYTES_UNDER_WAY);

  void app.register((routes, _options, done) => {
    // The body is read here as it comes, with limits of its own.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));

    routes.setErrorHandler((error: { statusCode?: number }, request, reply) => {
      // Fastify itself refuses nothing but content types that are none.
      const refusal = error.statusCode === 415 ? unsupportedType() : error;
      if (refusal instanceof PushRefusedError) {
        request.log.debug({ code: refusal.code }, 'push refused');
        withRetryAfter(reply, refusal.retryAfterMs);
        if (refusal.httpStatus === 401) reply.header('www-authenticate', 'Bearer realm="airpicture"');
        return reply.code(refusal.httpStatus).send(refusalBody(refusal.code, refusal.message));
      }
      request.log.error({ err: error, requestId: request.id }, 'push failed unexpectedly');
      return reply.code(500).send({
        ...refusalBody('INTERNAL_SERVER_ERROR', 'Something went wrong here. Send the same again later.'),
        requestId: request.id,
      });
    });

    routes.post(ingestPath, async (request, reply) => {
      if (isDraining())
        throw new PushRefusedError(
          'UNAVAILABLE',
          'The server is being stopped. Send the same again shortly.',
          {
            retryAfterMs: DRAINING_RETRY_AFTER_MS,
          },
        );
      const viewer = await pusher(signIn, request);
      // Whoever needs no key is known by its address: names could be made up.
      const sender = {
        id: viewer.userId ?? networkOf(request.ip),
        name: viewer.name,
        kitIds: viewer.kitIds,
        actor: actorOf(viewer, { address: request.ip, requestId: request.id }),
      };
      const encoding = encodingOf(request.raw);
      const refusal = pushes.refusal(sender);
      if (refusal !== null) throw refusal;

      const account = budget.open();
      try {
        const text = await readBody(request.raw, encoding, account);
        const idempotencyKey = request.headers['idempotency-key'];
        const taken = await pushes.take({
          text,
          idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : null,
          sender,
        });
        if (taken.isReplay) reply.header('idempotent-replay', 'true');
        withRetryAfter(reply, taken.retryAfterMs);
        return reply.code(taken.httpStatus).type('application/json; charset=utf-8').send(taken.text);
      } finally {
        account.close();
      }
    });

    routes.route({
      method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: ingestPath,
      handler: (_request, reply) => {
        reply.header('allow', 'POST');
        throw new PushRefusedError('METHOD_NOT_ALLOWED', 'Send batches with POST.');
      },
    });
    done();
  });
}

/** @throws {PushRefusedError} nobody who may push */
async function pusher(signIn: SignIn, { headers, ip }: FastifyRequest): Promise<Viewer> {
  let viewer: Viewer;
  try {
    viewer = await signIn(headers.authorization, ip);
  } catch (error) {
    if (error instanceof UnauthenticatedError) throw new PushRefusedError('UNAUTHENTICATED', error.message);
    if (error instanceof AccessUnavailableError || error instanceof TooManyAttemptsError)
      throw new PushRefusedError(error.code, error.message, { retryAfterMs: error.retryAfterMs });
    throw error;
  }
  if (viewer.scopes.includes('INGEST')) return viewer;
  throw new PushRefusedError('FORBIDDEN', new ForbiddenError('INGEST', viewer.role).message);
}

const refusalBody = (code: string, message: string) => ({ status: 'error', code, message });

function withRetryAfter(reply: FastifyReply, retryAfterMs: number | null): void {
  if (retryAfterMs !== null) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
}
