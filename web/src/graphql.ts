import type { DocumentNode, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';

/**
 * A document that the server knows by its id, so that neither its text nor a printer of documents is part of the
 * page: what codegen made of operations/*.graphql.
 */
interface KnownDocument<TData, TVariables> extends DocumentNode {
  /** No document has it: it ties what is answered to what is asked, as in what codegen writes. */
  readonly __apiType?: (variables: TVariables) => TData;
}

/** Queries and mutations, over HTTP. */
export interface GraphQL {
  /** @throws {RequestError} it was refused, could not be sent, or has no data */
  request<TData, TVariables>(
    document: KnownDocument<TData, TVariables>,
    variables: TVariables,
    options?: { readonly signal?: AbortSignal },
  ): Promise<TData>;
}

export interface GraphQLOptions {
  readonly url: string;
  /** For the header `Authorization`; null sends none. */
  readonly authorization: () => string | null;
  readonly fetch?: typeof fetch;
}

/** An operation came to nothing. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** `extensions.code` of the first error; `UNREACHABLE` when there was no answer that could be read. */
  readonly code: string;
  /** Worth asking again after so many seconds, says the server. */
  readonly retryAfterS: number | null;

  constructor(message: string, code: string, options: { retryAfterS?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryAfterS = options.retryAfterS ?? null;
  }
}

/** `sha256:…`, by which the server knows the document. */
export function documentIdOf(document: DocumentNode): string {
  return (document as unknown as { readonly __meta__: { readonly hash: string } }).__meta__.hash;
}

/** What a WebSocket sends for a document of ours. */
export function persistedPayload(document: DocumentNode): {
  readonly query: '';
  readonly extensions: Record<string, unknown>;
} {
  const sha256Hash = documentIdOf(document).replace(/^sha256:/, '');
  return { query: '', extensions: { persistedQuery: { version: 1, sha256Hash } } };
}

function requestErrorOf(errors: readonly GraphQLFormattedError[]): RequestError {
  const [first] = errors;
  const code = first?.extensions?.['code'];
  const retryAfterS = first?.extensions?.['retryAfterS'];
  return new RequestError(
    first?.message ?? 'The server refused without a reason.',
    typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    { retryAfterS: typeof retryAfterS === 'number' ? retryAfterS : null },
  );
}

export function createGraphQL({ url, authorization, fetch = globalThis.fetch }: GraphQLOptions): GraphQL {
  return {
    async request(document, variables, { signal } = {}) {
      const key = authorization();
      const result = await answerTo(() =>
        // Called on its own, as browsers refuse `fetch` as a method of anything but the window.
        fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/graphql-response+json',
            ...(key === null ? {} : { authorization: key }),
          },
          body: JSON.stringify({ documentId: documentIdOf(document), variables }),
          ...(signal === undefined ? {} : { signal }),
        }),
      );
      if (result.errors !== undefined && result.errors.length > 0) throw requestErrorOf(result.errors);
      if (result.data == null) throw new RequestError('The server answered without data.', 'UNREACHABLE');
      return result.data as never;
    },
  };
}

async function answerTo(send: () => Promise<Response>): Promise<FormattedExecutionResult> {
  try {
    const response = await send();
    return (await response.json()) as FormattedExecutionResult;
  } catch (error) {
    // Whoever gave up knows it.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestError('The server cannot be reached.', 'UNREACHABLE', { cause: error });
  }
}
