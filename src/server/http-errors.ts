import type { FastifyInstance, FastifyRequest } from 'fastify';

interface RequestError {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message: string;
  /** What goes with the answer, such as how long a file is of which an impossible range was asked for. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whoever asked left before all was sent, as browsers do when a page is closed: nobody waits for an answer. */
export function isGone({ code }: Pick<RequestError, 'code'>, request: FastifyRequest): boolean {
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE') return false;
  request.raw.destroy();
  return true;
}

/** Answers what no route answers: requests for what is not there, and those that failed. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: {
        code: 'NOT_FOUND',
        message: `There is no ${request.method} ${request.url.split('?')[0]} here.`,
      },
    }),
  );
  app.setErrorHandler((error: RequestError, request, reply) => {
    if (isGone(error, request)) return reply;
    const status = error.statusCode ?? 500;
    if (status < 500)
      return reply
        .code(status)
        .headers(error.headers ?? {})
        .send({ error: { code: error.code ?? 'BAD_REQUEST', message: error.message } });
    request.log.error({ err: error }, 'request failed unexpectedly');
    return reply.code(500).send({
      error: {
        code: 'INTERNAL_SERVER_ERROR',
        message: 'Something went wrong here.',
        requestId: request.id,
      },
    });
  });
}
