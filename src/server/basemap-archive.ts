import { open } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Where the archive is for the page. */
const ARCHIVE_PATH = '/basemap.pmtiles';
/** An archive of version 3 begins with it. */
const MAGIC = Buffer.from('PMTiles\u0003');
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The archive that BASEMAP_PMTILES names cannot be used. */
export class BasemapError extends Error {
  override readonly name = 'BasemapError';
  readonly code = 'BASEMAP_INVALID';

  constructor(path: string, { cause }: { readonly cause: unknown }) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`BASEMAP_PMTILES: ${path} cannot be used: ${reason}`, { cause });
  }
}

/**
 * Where the archive is now: of its own for each state of the file, so that browsers keep what they have of it and never
 * mix two.
 *
 * @throws {BasemapError} it cannot be read, or is something else
 */
export async function archiveUrl(path: string): Promise<string> {
  try {
    return `${ARCHIVE_PATH}?edition=${await editionOf(path)}`;
  } catch (cause) {
    throw new BasemapError(path, { cause });
  }
}

/**
 * Serves a PMTiles archive by ranges. Pages that know it from before it was replaced get the new one under the old
 * address, not to be kept; by its other ETag the reader in the page sees that it has to begin anew.
 */
export function registerArchive(app: FastifyInstance, path: string): void {
  const file = resolve(path);
  app.get<{ Querystring: { readonly edition?: unknown } }>(
    ARCHIVE_PATH,
    {
      // Its tiles are compressed, and the page asks for places in the file.
      compress: false,
      onRequest({ raw: { headers } }, _reply, done) {
        // What sends the file knows weak ETags only, and ours are sent as strong ones.
        const ifRange = headers['if-range'];
        if (typeof ifRange === 'string') headers['if-range'] = ifRange.replace(/^"/, 'W/"');
        // It would look for a compressed file beside this one, as there are beside the page's.
        delete headers['accept-encoding'];
        done();
      },
      onSend({ query }, reply, payload, done) {
        const weak = reply.getHeader('etag');
        const etag = typeof weak === 'string' ? weak.replace(/^W\//, '') : null;
        const isAsked = etag !== null && etag === `"${String(query.edition)}"`;
        // Only then is it the file that is sent.
        if (etag !== null) reply.headers({ etag, 'content-type': 'application/vnd.pmtiles' });
        reply.header('cache-control', isAsked ? IMMUTABLE : 'no-store');
        done(null, payload);
      },
    },
    (_request, reply) =>
      reply.sendFile(basename(file), dirname(file), {
        cacheControl: false,
        contentType: false,
        dotfiles: 'allow',
      }),
  );
}

/** What tells this state of the file from others; as @fastify/send makes its ETag, so that both are the same. */
async function editionOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (!buffer.equals(MAGIC)) throw new Error('it is no PMTiles archive of version 3');
    const { size, mtime } = await file.stat();
    return `${size.toString(16)}-${mtime.getTime().toString(16)}`;
  } finally {
    await file.close();
  }
}
