import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { KitRequestError } from './kit-request-error.js';

/** Largest answer that is read; a kit at its limits sends about 300 kB. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Reads a body to its end. The limit counts what comes out of the decompressor, since half a megabyte
 * of gzip can hold half a gigabyte. Whatever happens, the body is closed afterwards.
 *
 * @throws {KitRequestError} `too-large`, or `malformed` for an unknown or broken encoding
 * @throws whatever the transport threw, e.g. when it was aborted
 */
export async function readBody(body: Readable, encoding: string | undefined): Promise<string> {
  const decoded = decode(body, encoding?.trim().toLowerCase());
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoded as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) {
        throw new KitRequestError('too-large', `the answer is larger than ${MAX_BODY_BYTES / 2 ** 20} MiB`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (isZlibError(error)) throw new KitRequestError('malformed', 'broken compression', { cause: error });
    throw error;
  } finally {
    body.destroy();
    decoded.destroy();
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function decode(body: Readable, encoding: string | undefined): Readable {
  if (encoding === undefined || encoding === '' || encoding === 'identity') return body;
  const createDecoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (createDecoder === undefined) {
    body.on('error', () => undefined).destroy();
    throw new KitRequestError('malformed', 'unknown content encoding');
  }
  const decoder = createDecoder();
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}

function isZlibError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return (
    typeof code === 'string' &&
    (code.startsWith('Z_') || code.startsWith('ERR__') || code.startsWith('ERR_BROTLI'))
  );
}
