import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { graphqlPath } from './graphql.js';
import { keyForm, keyScript, keyStyle } from './graphiql-key.js';
import { addVary } from './vary.js';

/**
 * An operation that GraphiQL opens with, in a tab of its own named after it. The first should have no
 * variables: GraphiQL fills them in only when one switches to a tab.
 */
export interface GraphiQLExample {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface GraphiQLOptions {
  readonly examples: readonly GraphiQLExample[];
  /** Whether operations need a key. */
  readonly needsKey: boolean;
}

export interface GraphiQLPage {
  send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

type Encoding = 'br' | 'gzip' | 'identity';

/** Lets the page run what it brings along and talk to this server, and nothing else. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const compress: Record<Encoding, (page: Buffer) => Promise<Buffer>> = {
  br: (page) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (page) => promisify(gzip)(page),
  identity: (page) => Promise.resolve(page),
};

/**
 * GraphiQL animates its tabs so that dragging may reorder them. A tab that is pressed then jumps away
 * from under the mouse, and the click is lost.
 */
const style = '<style>.graphiql-tab { transform: none !important; }</style>';

/** When its page is loaded again, GraphiQL shows the open tab without what is in it, unless it is told. */
const script = `<script>
function openGraphiQL(options) {
  let query;
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState'));
    query = tabs[activeTabIndex].query;
  } catch {
    // It is loaded for the first time.
  }
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), { ...options, query });
}
</script>`;
const renderCall = /YogaGraphiQL\.renderYogaGraphiQL\(\s*window\.document\.querySelector\('#root'\),/;

/**
 * GraphiQL as one page that needs no internet. It is 9 MB: made when it is first asked for, and kept
 * compressed.
 */
export function createGraphiQLPage(options: GraphiQLOptions): GraphiQLPage {
  const bodies = new Map<Encoding, Promise<{ body: Buffer; etag: string }>>();

  const bodyFor = (encoding: Encoding) => {
    const known = bodies.get(encoding);
    if (known !== undefined) return known;
    const made = render(options).then(async (page) => ({
      body: await compress[encoding](page),
      etag: `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}-${encoding}"`,
    }));
    bodies.set(encoding, made);
    made.catch(() => bodies.delete(encoding));
    return made;
  };

  return {
    async send(request, reply) {
      const encoding = preferredEncoding(request.headers['accept-encoding']);
      const { body, etag } = await bodyFor(encoding);
      addVary(reply, 'accept', 'accept-encoding');
      reply.headers({
        etag,
        'cache-control': 'no-cache',
        'content-security-policy': contentSecurityPolicy,
      });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      if (encoding !== 'identity') reply.header('content-encoding', encoding);
      return reply.type('text/html; charset=utf-8').send(body);
    },
  };
}

async function render({ examples, needsKey }: GraphiQLOptions): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const options = {
    title: 'Airpicture GraphiQL',
    endpoint: graphqlPath,
    // Browsers allow a page six connections to a server, and an event stream takes one each.
    subscriptionsProtocol: 'WS' as const,
    // Whoever wrote a key there would find it on the disk.
    shouldPersistHeaders: false,
    defaultTabs: examples.map(({ query, variables }) => ({
      query,
      variables: variables === undefined ? null : JSON.stringify(variables, null, 2),
    })),
  };
  const json = JSON.stringify(options);
  // The renderer puts the JSON into a script as it is, where a `</script>` would end it.
  const safeJson = json.replaceAll('<', '\\u003c');
  const root = '<div id="root"></div>';
  const page = renderGraphiQL(options)
    .replace('</head>', `${style}${script}${needsKey ? `${keyStyle}${keyScript}` : ''}</head>`)
    .replace(root, needsKey ? `${keyForm}${root}` : root)
    .replace(renderCall, needsKey ? 'withKey(openGraphiQL,' : 'openGraphiQL(')
    .replace(json, () => safeJson);
  return Buffer.from(page);
}

function preferredEncoding(acceptEncoding: string | string[] | undefined): Encoding {
  const accepted = String(acceptEncoding ?? '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => !/;\s*q=0(\.0*)?$/.test(item))
    .map((item) => item.split(';')[0]);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}
