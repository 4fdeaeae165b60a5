import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface WebFilesOptions {
  /** Absolute; what `npm run build` makes of web/. */
  readonly root: string;
  /** With the page and each of its files. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The live map, as it was built. */
export interface WebFiles {
  /** Looked at each time: a server from sources runs before there is one, and it is built anew below a server. */
  isBuilt(): boolean;
  sendPage(reply: FastifyReply): FastifyReply;
}

/**
 * Serves `/assets/`. Their names change with what is in them, so browsers keep them for good; the page, which names
 * them, is asked for each time. All were compressed when they were built.
 */
export function registerWebFiles(app: FastifyInstance, { root, headers }: WebFilesOptions): WebFiles {
  void app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    // It is said where it matters, when somebody wants the page.
    suppressWarning: true,
    setHeaders: (reply) => void reply.headers(headers),
  });
  const sendCurrent = (reply: FastifyReply, name: string) =>
    reply.header('cache-control', 'no-cache').sendFile(name, root, { cacheControl: false });
  app.get('/licenses.txt', (_request, reply) => sendCurrent(reply, 'licenses.txt'));
  return {
    isBuilt: () => existsSync(join(root, 'index.html')),
    sendPage: (reply) => sendCurrent(reply, 'index.html'),
  };
}
