import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where things are on this server. */
export const links = {
  graphql: '/graphql',
  ingest: '/ingest',
  health: '/health',
  live: '/live',
  ready: '/ready',
} as const;

export interface AboutPage {
  send(reply: FastifyReply): FastifyReply;
  /** In place of a map that was not built: says how it is. */
  sendWithoutMap(reply: FastifyReply): FastifyReply;
}

const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'content-type': 'text/html; charset=utf-8',
};

const WITHOUT_MAP = `<p role="alert">The live map is missing: it was not built. <code>npm run build</code>, where Airpicture is
installed, makes it, and <code>npm start</code> does that by itself; then load this page again. While you change it,
<code>npm run dev:web</code> serves it from its sources.</p>
`;

/** `GET /about`: says what this is, and where things are, to people. */
export function registerAboutPage(
  app: FastifyInstance,
  { version }: { readonly version: string },
): AboutPage {
  const page = html(version, '');
  const withoutMap = html(version, WITHOUT_MAP);
  const send = (reply: FastifyReply) => reply.headers(HEADERS).send(page);
  app.get('/about', (_request, reply) => send(reply));
  return {
    send,
    sendWithoutMap: (reply) => reply.code(503).headers(HEADERS).send(withoutMap),
  };
}

const html = (version: string, notice: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>About Airpicture</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem; }
  dt { font-weight: 600; } dd { margin: 0 0 1rem; }
</style>
<h1>Airpicture</h1>
${notice}<p>This server (version ${version}) reads drone-detection kits, keeps what they report, and serves the live picture of
the low airspace and its history over GraphQL.</p>
<dl>
  <dt><a href="/">Live map</a></dt>
  <dd>What is in the air now, and the kits that hear it.</dd>
  <dt><a href="${links.graphql}">GraphQL</a></dt>
  <dd>Opens GraphiQL with examples; programs send operations to the same address over HTTP, WebSocket or server-sent events.</dd>
  <dt><a href="${links.ready}">Ready</a></dt>
  <dd>Whether the server can work now, and if not, what is missing.</dd>
  <dt><a href="${links.health}">Health</a></dt>
  <dd>Whether what the server takes reaches where it is kept.</dd>
  <dt><a href="${links.live}">Live</a></dt>
  <dd>Whether the process is alive.</dd>
  <dt><a href="/licenses.txt">Licences</a></dt>
  <dd>Whose work the live map is made of, besides ours.</dd>
</dl>
</html>
`;
