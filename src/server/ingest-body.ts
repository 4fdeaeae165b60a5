import type { IncomingMessage } from 'node:http';
import { PassThrough, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PushRefusedError } from '../collectors/push/push-refused-error.js';
import type { ByteAccount } from './byte-budget.js';

const MIB = 2 ** 20;
const MAX_WIRE_BYTES = 10 * MIB;
const MAX_DECOMPRESSED_BYTES = 50 * MIB;
/** As much as a socket brings at once; with zlib's own 16 KiB unpacking takes half as long again. */
const CHUNK_BYTES = 2 ** 16;
const BUDGET_RETRY_AFTER_MS = 1_000;

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

type Encoding = 'gzip' | 'identity';

/**
 * What can be said against a body before any of it is read.
 *
 * @throws {PushRefusedError}
 */
export function encodingOf({ headers }: Pick<IncomingMessage, 'headers'>): Encoding {
  // Pages of other sites cannot send this type without asking first, and are not allowed to.
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw unsupportedType();
  if (Number(headers['content-length'] ?? 0) > MAX_WIRE_BYTES)
    throw tooLarge(MAX_WIRE_BYTES, 'as it is sent');
  switch (headers['content-encoding']?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return 'identity';
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    default:
      throw new PushRefusedError(
        'UNSUPPORTED_ENCODING',
        'Send the body with Content-Encoding: gzip, once, or without one.',
      );
  }
}

export function unsupportedType(): PushRefusedError {
  return new PushRefusedError('UNSUPPORTED_MEDIA_TYPE', 'Send the batch as Content-Type: application/json.');
}

/**
 * Reads a body to its end, or to where it is too much: half a megabyte of gzip can hold half a gigabyte, so
 * what comes out of it is counted as it comes. What is left of the body is then thrown away as it arrives,
 * so that a client that sends first and reads afterwards gets the answer.
 *
 * @param account what the body takes of the memory for all bodies
 * @throws {PushRefusedError}
 */
export async function readBody(
  request: IncomingMessage,
  encoding: Encoding,
  account: ByteAccount,
): Promise<string> {
  const decoder: Transform =
    encoding === 'gzip' ? createGunzip({ chunkSize: CHUNK_BYTES }) : new PassThrough();
  let wireBytes = 0;
  const countWire = (chunk: Buffer) => {
    wireBytes += chunk.length;
    if (wireBytes > MAX_WIRE_BYTES) decoder.destroy(tooLarge(MAX_WIRE_BYTES, 'as it is sent'));
  };
  const cutShort = (cause: Error) =>
    decoder.destroy(new PushRefusedError('INCOMPLETE_BODY', 'The body ended too early.', { cause }));
  request.on('data', countWire).once('error', cutShort).pipe(decoder);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_DECOMPRESSED_BYTES) throw tooLarge(MAX_DECOMPRESSED_BYTES, 'decompressed');
      if (!account.take(chunk.length))
        throw new PushRefusedError('BUSY', 'Too many bodies are being read. Send the same again shortly.', {
          retryAfterMs: BUDGET_RETRY_AFTER_MS,
        });
      chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof PushRefusedError) throw error;
    throw new PushRefusedError('BROKEN_COMPRESSION', 'The body is not gzip, or is cut short.', {
      cause: error,
    });
  } finally {
    request.off('data', countWire).off('error', cutShort);
    // Its connection may still break.
    request.on('error', () => undefined);
    request.unpipe(decoder);
    decoder.destroy();
    request.resume();
  }
}

function tooLarge(maxBytes: number, state: string): PushRefusedError {
  return new PushRefusedError(
    'TOO_LARGE',
    `The body is larger than ${maxBytes / MIB} MiB ${state}. Send smaller batches.`,
  );
}
