import type { FastifyInstance } from 'fastify';
import { links, type AboutPage } from './about-page.js';
import { addVary } from './vary.js';
import type { WebFiles } from './web-files.js';

export interface FrontPageOptions {
  readonly version: string;
  /** Null: this server has no map. */
  readonly web: WebFiles | null;
  readonly about: AboutPage;
}

/** `GET /`: the live map for people, and for programs what this is. */
export function registerFrontPage(app: FastifyInstance, { version, web, about }: FrontPageOptions): void {
  app.get('/', (request, reply) => {
    addVary(reply, 'accept');
    if (request.headers.accept?.includes('text/html') !== true)
      return reply.send({ name: 'airpicture', version, links });
    if (web === null) return about.send(reply);
    return web.isBuilt() ? web.sendPage(reply) : about.sendWithoutMap(reply);
  });
}
