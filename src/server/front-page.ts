import type { FastifyInstance } from 'fastify';

const links = {
  graphql: '/graphql',
  ingest: '/ingest',
  health: '/health',
  live: '/live',
  ready: '/ready',
} as const;

/** `GET /`: says what this is, to people and to programs. */
export function registerFrontPage(app: FastifyInstance, { version }: { readonly version: string }): void {
  const page = html(version);
  app.get('/', (request, reply) => {
    reply.header('vary', 'accept');
    if (request.headers.accept?.includes('text/html') !== true)
      return reply.send({ name: 'airpicture', version, links });
    return reply
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      )
      .type('text/html; charset=utf-8')
      .send(page);
  });
}

const html = (version: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Airpicture</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem; }
  dt { font-weight: 600; } dd { margin: 0 0 1rem; }
</style>
<h1>Airpicture</h1>
<p>This server (version ${version}) reads drone-detection kits, keeps what they report, and serves the live picture of
the low airspace and its history over GraphQL.</p>
<dl>
  <dt><a href="${links.graphql}">GraphQL</a></dt>
  <dd>Opens GraphiQL with examples; programs send operations to the same address over HTTP, WebSocket or server-sent events.</dd>
  <dt><a href="${links.ready}">Ready</a></dt>
  <dd>Whether the server can work now, and if not, what is missing.</dd>
  <dt><a href="${links.health}">Health</a></dt>
  <dd>Whether what the server takes reaches where it is kept.</dd>
  <dt><a href="${links.live}">Live</a></dt>
  <dd>Whether the process is alive.</dd>
</dl>
</html>
`;
